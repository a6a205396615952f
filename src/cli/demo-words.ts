// What the demo says: samples of the log as the records come, and at the end the counts and every cause with its sentence.
import type { HeldItem, RunReport } from '../api/operations.ts'
import type { ApiOperations } from './api-client.ts'
import { shortDuration, tableLines } from './table.ts'
import type { Terminal } from './terminal.ts'

/** Of each kind of outcome this many are shown; all are in the log. */
const samples = 3

/** Prints the first few lines of each kind of outcome while the run goes on. */
export function tellAsItHappens(operations: Pick<ApiOperations, 'logs'>, terminal: Terminal): (report: RunReport) => Promise<void> {
  const told = new Set<string>()
  const counts = new Map<string, number>()
  return async (report) => {
    const lines = await operations.logs('main', { run: report.run, limit: 200 })
    for (const line of lines.toReversed()) {
      if (told.has(line.id)) continue
      told.add(line.id)
      const kind = `${line.action} ${line.action === 'created' ? '' : (line.reasonCode ?? '')}`
      const n = (counts.get(kind) ?? 0) + 1
      counts.set(kind, n)
      if (n > (line.action === 'created' ? samples : 1)) continue
      if (terminal.rewrites) terminal.rewrite('')
      terminal.err(`  ${sign(line.action)} ${line.title}: ${terminal.t(line.sentenceSv, line.sentenceEn)}`)
    }
  }
}

function sign(action: string): string {
  if (action === 'created' || action === 'updated' || action === 'adopted') return '✓'
  return action === 'held' || action === 'failed' ? '!' : '·'
}

/** The final table. */
export function tellDemo(report: RunReport, held: HeldItem[], { t }: Pick<Terminal, 't'>): string[] {
  const rows: [string, number][] = [
    [t('Lästa affärer', 'Deals read'), report.read], [t('Skapade order', 'Orders created'), report.created], [t('Fanns redan i bokföringen', 'Already in the books'), report.adopted],
    [t('Hoppade över', 'Skipped'), report.skipped], [t('Hålls, behöver en människa', 'Held, need a person'), report.held], [t('Misslyckade', 'Failed'), report.failed],
  ]
  const wide = Math.max(...rows.map(([name]) => name.length))
  const lines = ['', ...rows.map(([name, n]) => `  ${name.padEnd(wide)}  ${String(n).padStart(5)}`), '', `  ${t('Tid', 'Time')} ${shortDuration(report.durationMs)}`]
  const failure = report.failure
  if (failure !== null) lines.push('', t(`${failure.sv} ${failure.cureSv}`, `${failure.en} ${failure.cureEn}`))
  const groups = [...Map.groupBy(held.filter((item) => item.state === 'open'), (item) => item.code)].sort(([, a], [, b]) => b.length - a.length)
  if (groups.length === 0) return lines
  const table = tableLines([{ title: t('Antal', 'Count'), right: true }, { title: t('Orsak', 'Cause') }, { title: t('Till exempel', 'For example') }], groups.map(([code, items]) => {
    const first = items[0]
    return [items.length, code, first === undefined ? '' : `${first.title}: ${t(first.sv, first.en)}`]
  }))
  return [...lines, '', t('Det som hålls, efter orsak. Inget är förlorat; varje post tas om när orsaken är åtgärdad:', 'What is held, by cause. Nothing is lost; every record is taken again once its cause is mended:'), ...table.map((line) => `  ${line}`)]
}
