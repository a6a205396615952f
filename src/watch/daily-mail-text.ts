// The daily mail as people read it: what is held, by cause, new first; the same words as text and as simple HTML. Pure.
import type { FailureParams } from '../core/failure.ts'
import type { Language } from '../core/language.ts'
import { maskText } from '../core/mask.ts'
import { howLong } from './how-long.ts'
import { escapedHtml } from './html.ts'
import { causeSentence } from './sentences.ts'

/** One held record. `url` opens it at its source. */
export type NewsRecord = { flow: string; title: string; params: FailureParams; since: Date; url: string | null }
/** `n` records are held for the cause; `records` are the newest of them. */
export type NewsCause = { code: string; n: number; fresh: number; records: NewsRecord[] }
export type NewsAlert = { code: string; params: FailureParams; since: Date }
/** `previous`: when the last mail went out; null for the first, which counts from yesterday. */
export type News = { organisation: string; language: Language; now: Date; newSince: Date; previous: Date | null; causes: NewsCause[]; alerts: NewsAlert[] }
export type Rendered = { subject: string; text: string; html: string }

type Line = { title: string; url: string | null; aside: string }
type Item = { sentence: string; cure: string; lines: Line[]; more: string | null }
type Page = { subject: string; lead: string; items: Item[]; foot: string }

const words = {
  sv: {
    subject: (n: number, fresh: number) => `Kontobro: ${n === 0 ? 'något behöver åtgärdas' : `${n} ${n === 1 ? 'post hålls' : 'poster hålls'}`}${fresh > 0 ? `, ${fresh} ${fresh === 1 ? 'ny' : 'nya'}` : ''}`,
    lead: (n: number, fresh: number, first: boolean) =>
      n === 0 ? 'Inga poster hålls, men något annat behöver åtgärdas.' : `${n} ${n === 1 ? 'post väntar' : 'poster väntar'} på en åtgärd${fresh > 0 ? `, ${fresh} av dem ${fresh === 1 ? 'ny' : 'nya'} sedan ${first ? 'i går' : 'förra mejlet'}` : ', ingen är ny'}.`,
    nothing: { subject: 'Kontobro: inget hålls', lead: 'Inget hålls längre. Allt som väntade är åtgärdat.' },
    fresh: 'ny', since: (time: string) => `sedan ${time}`, more: (n: number) => `och ${n} till av samma slag`, cure: 'Gör så här', foot: (org: string) => `Hela listan: kontobro held (organisation ${org}). Poster som rättas tas igen av sig själva.`,
  },
  en: {
    subject: (n: number, fresh: number) => `Kontobro: ${n === 0 ? 'something needs a person' : `${n} ${n === 1 ? 'record' : 'records'} held`}${fresh > 0 ? `, ${fresh} new` : ''}`,
    lead: (n: number, fresh: number, first: boolean) =>
      n === 0 ? 'No records are held, but something else needs a person.' : `${n} ${n === 1 ? 'record needs' : 'records need'} a person${fresh > 0 ? `, ${fresh} of them new since ${first ? 'yesterday' : 'the last mail'}` : ', none is new'}.`,
    nothing: { subject: 'Kontobro: nothing is held', lead: 'Nothing is held any more. All that waited has been mended.' },
    fresh: 'new', since: (time: string) => `for ${time}`, more: (n: number) => `and ${n} more of the same kind`, cure: 'What to do', foot: (org: string) => `The whole list: kontobro held (organisation ${org}). Records that are corrected are taken again by themselves.`,
  },
}

export function renderDailyMail(news: News): Rendered {
  return render(news.causes.length === 0 && news.alerts.length === 0 ? nothingHeld(news) : pageOf(news), news.language)
}

function nothingHeld({ language, organisation }: News): Page {
  const said = words[language]
  return { ...said.nothing, items: [], foot: said.foot(organisation) }
}

function pageOf(news: News): Page {
  const said = words[news.language]
  const n = news.causes.reduce((total, cause) => total + cause.n, 0)
  const fresh = news.causes.reduce((total, cause) => total + cause.fresh, 0)
  const alerts = news.alerts.map((alert): Item => ({ ...causeSentence(alert.code, alert.params, news.language), lines: [{ title: '', url: null, aside: said.since(howLong(news.now.getTime() - alert.since.getTime(), news.language)) }], more: null }))
  return { subject: said.subject(n, fresh), lead: said.lead(n, fresh, news.previous === null), items: [...alerts, ...news.causes.flatMap((cause) => itemsOf(cause, news))], foot: said.foot(news.organisation) }
}

/** A cause is one sentence; where the sentence names the record, it is one for each, with the cure said once when it is the same. */
function itemsOf(cause: NewsCause, news: News): Item[] {
  const said = words[news.language]
  const items = new Map<string, Item>()
  for (const record of cause.records) {
    const { sentence, cure } = causeSentence(cause.code, record.params, news.language)
    const item = items.get(sentence) ?? { sentence, cure, lines: [], more: null }
    const time = said.since(howLong(news.now.getTime() - record.since.getTime(), news.language))
    item.lines.push({ title: maskText(record.title), url: record.url, aside: [record.flow, time, ...(record.since > news.newSince ? [said.fresh] : [])].join(', ') })
    items.set(sentence, item)
  }
  const list = [...items.values()]
  const last = list.at(-1)
  if (last !== undefined && cause.n > cause.records.length) last.more = said.more(cause.n - cause.records.length)
  return list.map((item, place) => (list[place + 1]?.cure === item.cure ? { ...item, cure: '' } : item))
}

function render(page: Page, language: Language): Rendered {
  const said = words[language]
  const text = page.items.flatMap((item) => [
    `* ${item.sentence}`,
    ...item.lines.map((line) => `    - ${[line.title, `(${line.aside})`, line.url ?? ''].filter((part) => part !== '').join(' ')}`),
    ...(item.more === null ? [] : [`    - ${item.more}`]),
    ...(item.cure === '' ? [] : [`    ${said.cure}: ${item.cure}`]),
    '',
  ])
  const html = page.items.map((item) => {
    const lines = item.lines.map((line) => `<li>${linked(line)} <span style="color:#666">(${escapedHtml(line.aside)})</span></li>`).join('')
    const more = item.more === null ? '' : `<li>${escapedHtml(item.more)}</li>`
    return `<li><p><strong>${escapedHtml(item.sentence)}</strong></p><ul>${lines}${more}</ul>${item.cure === '' ? '' : `<p>${said.cure}: ${escapedHtml(item.cure)}</p>`}</li>`
  })
  return {
    subject: page.subject,
    text: [page.lead, '', ...text, page.foot, ''].join('\n'),
    html: `<!doctype html><html lang="${language}"><body style="font-family:sans-serif"><p>${escapedHtml(page.lead)}</p><ul>${html.join('')}</ul><p style="color:#666">${escapedHtml(page.foot)}</p></body></html>`,
  }
}

function linked(line: Line): string {
  return line.url === null ? escapedHtml(line.title) : `<a href="${escapedHtml(line.url)}">${escapedHtml(line.title)}</a>`
}
