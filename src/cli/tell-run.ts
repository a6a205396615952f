// The result of a run in words: what came of the records, what is held and why, and what to do next.
import type { RunReport } from '../api/operations.ts'
import { shortDuration, tableLines } from './table.ts'
import type { Terminal } from './terminal.ts'

/** Lines for a person. */
export function tellRun(report: RunReport, terminal: Pick<Terminal, 't'>): string[] {
  const { t } = terminal
  const calls = Object.entries(report.apiCalls).map(([system, n]) => `${system} ${n}`).join(', ')
  const rows: [string, number][] = [
    [t('Lästa', 'Read'), report.read],
    [report.preview ? t('Skulle skapas', 'Would be created') : t('Skapade', 'Created'), report.created],
    [report.preview ? t('Skulle ändras', 'Would be updated') : t('Ändrade', 'Updated'), report.updated],
    [t('Fanns redan', 'Adopted'), report.adopted],
    [t('Hoppade över', 'Skipped'), report.skipped],
    [t('Hålls', 'Held'), report.held],
    [t('Misslyckade', 'Failed'), report.failed],
  ]
  const wide = Math.max(...rows.map(([name]) => name.length))
  return [
    headline(report, terminal), '',
    ...rows.map(([name, n]) => `  ${name.padEnd(wide)}  ${String(n).padStart(6)}`), '',
    `  ${t('Tid', 'Time')} ${shortDuration(report.durationMs)}${calls === '' ? '' : ` · ${t('anrop', 'calls')}: ${calls}`}`,
    ...reasons(report, terminal),
    ...heldLines(report, terminal),
  ]
}

function headline(report: RunReport, { t }: Pick<Terminal, 't'>): string {
  const what = report.preview ? t('Förhandsvisningen', 'The preview') : t('Körningen', 'The run')
  switch (report.state) {
    case 'done': return report.held + report.failed > 0
      ? t(`${what} av ${report.flow} är klar; ${report.held + report.failed} poster behöver en människa.`, `${what} of ${report.flow} is done; ${report.held + report.failed} records need a person.`)
      : t(`${what} av ${report.flow} är klar.`, `${what} of ${report.flow} is done.`)
    case 'braked': return t(`Bromsen stoppade ${report.flow}. Inget har skapats.`, `The brake stopped ${report.flow}. Nothing was created.`)
    case 'failed': return t(`${what} av ${report.flow} kunde inte fullföljas.`, `${what} of ${report.flow} could not be completed.`)
    case 'stopped': return t(`${what} av ${report.flow} stoppades. Det som hann göras är sparat; nästa körning fortsätter.`, `${what} of ${report.flow} was stopped. What was done is saved; the next run goes on.`)
    default: return t(`${what} av ${report.flow} avbröts. Nästa körning fortsätter där den slutade.`, `${what} of ${report.flow} was interrupted. The next run goes on where it ended.`)
  }
}

function reasons(report: RunReport, { t }: Pick<Terminal, 't'>): string[] {
  const lines: string[] = []
  if (report.brake !== null) {
    const sums = Object.entries(report.brake.sums).map(([currency, sum]) => `${sum} ${currency}`).join(', ')
    lines.push('', t(
      `Den skulle skapa ${report.brake.count} dokument (gränsen är ${report.brake.limit}), summa ${sums}${report.brake.oldest === null ? '' : `, äldsta från ${report.brake.oldest.slice(0, 10)}`}.`,
      `It would create ${report.brake.count} documents (the limit is ${report.brake.limit}), sum ${sums}${report.brake.oldest === null ? '' : `, the oldest from ${report.brake.oldest.slice(0, 10)}`}.`,
    ), t(`Granska med: kontobro run ${report.flow} --preview. Godkänn med: kontobro run ${report.flow} --yes`, `Look with: kontobro run ${report.flow} --preview. Approve with: kontobro run ${report.flow} --yes`))
  } else if (report.failure !== null) {
    lines.push('', t(report.failure.sv, report.failure.en))
    const cure = t(report.failure.cureSv, report.failure.cureEn)
    if (cure !== '') lines.push(cure)
  }
  return lines
}

function heldLines(report: RunReport, { t }: Pick<Terminal, 't'>): string[] {
  if (report.heldByCause.length === 0) return []
  const rows = report.heldByCause.map((one) => [one.n, t(one.sv, one.en), one.code])
  const table = tableLines([{ title: t('Antal', 'Count'), right: true }, { title: t('Orsak', 'Cause') }, { title: t('Kod', 'Code') }], rows)
  return ['', t('Hålls nu, efter orsak:', 'Held now, by cause:'), ...table.map((line) => `  ${line}`), '', t('Se var och en med: kontobro held', 'See each with: kontobro held')]
}
