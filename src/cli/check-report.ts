// The readiness report as one HTML page that stands by itself, to print or hand over.
import type { CheckReport } from '../api/operations.ts'
import type { Language } from '../core/language.ts'

export function checkPage(report: CheckReport, language: Language): string {
  const t = (sv: string, en: string): string => (language === 'sv' ? sv : en)
  const items = report.items.map((item) => `<section><h2>${escape(item.subject)}</h2><ul>${item.findings.map((finding) => {
    const mark = finding.ok ? 'good' : finding.severity === 'stop' ? 'bad' : 'warn'
    return `<li class="${mark}"><strong>${finding.ok ? '✓' : mark === 'bad' ? '✗' : '!'}</strong> ${escape(t(finding.sv, finding.en))}</li>`
  }).join('')}</ul></section>`).join('\n')
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>Kontobro: ${t('kontroll av', 'check of')} ${escape(report.organisation)}</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:50em;margin:2em auto;padding:0 1em}ul{list-style:none;padding:0}.good strong{color:#18794e}.bad strong{color:#b42318}.warn strong{color:#a05a00}h2{font-size:1.1em;margin:1.5em 0 .3em}</style></head>
<body><h1>${t('Kontroll', 'Check')}: ${escape(report.organisation)}</h1>
<p>${escape(report.at.slice(0, 16).replace('T', ' '))} UTC. <strong>${report.ok ? t('Allt är redo.', 'Everything is ready.') : t('Något hindrar.', 'Something stands in the way.')}</strong></p>
${items}
</body></html>
`
}

function escape(text: string): string {
  const codes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => codes[character] ?? character)
}
