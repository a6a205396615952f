// The story of one record: each line of its log with what was decided and why, the rows as they stand in the books, and the requests made.
import { z } from 'zod'
import type { LogItem } from '../api/operations.ts'
import { shortDuration, shortTime, tableLines } from './table.ts'
import type { Terminal } from './terminal.ts'

const row = z.looseObject({
  kind: z.string(), articleNumber: z.string().nullable(), text: z.string().nullable(), quantity: z.string(), unitPrice: z.string(), discount: z.string(),
  expected: z.looseObject({ net: z.string(), vatRate: z.string(), account: z.string().nullable(), coding: z.string() }).nullable(),
})
const story = z.looseObject({
  notes: z.array(z.looseObject({ sv: z.string(), en: z.string() })).catch([]),
  decision: z.looseObject({ document: z.looseObject({ mark: z.string(), currency: z.string(), rows: z.array(row), expected: z.looseObject({ net: z.string() }) }).optional().catch(undefined) }).nullish().catch(null),
  totals: z.looseObject({ total: z.string(), vat: z.string(), rounding: z.string() }).nullish().catch(null),
  calls: z.array(z.looseObject({ method: z.string(), path: z.string(), status: z.number().nullable(), ms: z.number() })).catch([]),
})

/** Oldest first, as it happened. */
export function tellStory(terminal: Terminal, lines: readonly LogItem[]): void {
  const { t, out } = terminal
  for (const line of lines.toReversed()) {
    out(`${shortTime(line.at)}  ${line.title}: ${t(line.sentenceSv, line.sentenceEn)}`)
    out(t(`  Körning ${line.run}, startad av ${line.trigger}, inställningar version ${line.settingsVersion}, ${shortDuration(line.durationMs)}.`, `  Run ${line.run}, started by ${line.trigger}, settings version ${line.settingsVersion}, ${shortDuration(line.durationMs)}.`))
    const parsed = story.safeParse(line.payload ?? {})
    if (!parsed.success) continue
    const { notes, decision, totals, calls } = parsed.data
    const said = new Set<string>()
    for (const note of notes) {
      const sentence = t(note.sv, note.en)
      if (said.has(sentence)) continue
      said.add(sentence)
      out(`  · ${sentence}`)
    }
    const document = decision?.document
    if (document !== undefined) {
      const rows = document.rows.map((one) => one.kind === 'text'
        ? ['', one.text ?? '', '', '', '', '', '', '']
        : [one.articleNumber ?? '', (one.text ?? '').slice(0, 40), one.quantity, one.unitPrice, one.discount === '0' ? '' : `${Number(one.discount) * 100} %`, one.expected?.net ?? '', `${one.expected?.vatRate ?? ''} %`, one.expected?.account ?? ''])
      const columns = [
        { title: t('Artikel', 'Article') }, { title: t('Text', 'Text') }, { title: t('Antal', 'Quantity'), right: true }, { title: t('À-pris', 'Price'), right: true }, { title: t('Rabatt', 'Discount'), right: true },
        { title: t('Netto', 'Net'), right: true }, { title: t('Moms', 'VAT'), right: true }, { title: t('Konto', 'Account'), right: true },
      ]
      for (const text of tableLines(columns, rows)) out(`    ${text}`)
      const read = totals == null ? '' : t(` · i bokföringen: moms ${totals.vat}, öresavrundning ${totals.rounding}, att betala ${totals.total}`, ` · in the books: VAT ${totals.vat}, rounding ${totals.rounding}, to pay ${totals.total}`)
      out(`    ${t('Netto', 'Net')} ${document.expected.net} ${document.currency} · ${t('märke', 'mark')} ${document.mark}${read}`)
    }
    for (const call of calls) out(`  → ${call.method} ${call.path}: ${call.status ?? t('inget svar', 'no answer')} (${shortDuration(call.ms)})`)
    out('')
  }
}
