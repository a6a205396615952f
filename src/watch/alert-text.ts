// An alert as people read it: what is wrong and what to do, the gravest first. Pure.
import type { FailureParams } from '../core/failure.ts'
import type { Language } from '../core/language.ts'
import type { Rendered } from './daily-mail-text.ts'
import { escapedHtml } from './html.ts'
import { causeSentence } from './sentences.ts'

/** Documents made twice come before everything else, then what stops whole flows. */
const gravest = ['two-marks', 'connection-broken', 'run-failed', 'braked', 'needs-preview', 'flow-stale']

const words = {
  sv: { several: (n: number) => `Kontobro: ${n} saker behöver åtgärdas`, cure: 'Gör så här', foot: (org: string) => `Läget nu: kontobro status (organisation ${org}). Detta meddelas en gång.` },
  en: { several: (n: number) => `Kontobro: ${n} things need a person`, cure: 'What to do', foot: (org: string) => `The state now: kontobro status (organisation ${org}). This is told once.` },
}

export function renderAlerts(org: string, alerts: readonly { code: string; params: FailureParams }[], language: Language): Rendered {
  const rank = (code: string): number => (gravest.includes(code) ? gravest.indexOf(code) : gravest.length)
  const said = words[language]
  const items = [...alerts].sort((a, b) => rank(a.code) - rank(b.code)).map((alert) => causeSentence(alert.code, alert.params, language))
  const [first] = items
  const html = items.map(({ sentence, cure }) => `<li><p><strong>${escapedHtml(sentence)}</strong></p>${cure === '' ? '' : `<p>${said.cure}: ${escapedHtml(cure)}</p>`}</li>`)
  return {
    subject: items.length === 1 && first !== undefined ? shortened(`Kontobro: ${first.sentence}`) : said.several(items.length),
    text: [...items.flatMap(({ sentence, cure }) => [`* ${sentence}`, ...(cure === '' ? [] : [`    ${said.cure}: ${cure}`]), '']), said.foot(org), ''].join('\n'),
    html: `<!doctype html><html lang="${language}"><body style="font-family:sans-serif"><ul>${html.join('')}</ul><p style="color:#666">${escapedHtml(said.foot(org))}</p></body></html>`,
  }
}

function shortened(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`
}
