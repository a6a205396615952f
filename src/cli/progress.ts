// Progress of a run: one line that rewrites itself in a terminal, a line now and then elsewhere.
import type { RunReport } from '../api/operations.ts'
import { shortDuration } from './table.ts'
import type { Terminal } from './terminal.ts'

export type Progress = { show(report: RunReport): void; end(): void }

/** Without a terminal a line is written this often at most. */
const sparseMs = 15_000

export function openProgress(terminal: Terminal): Progress {
  let shown = false
  let lastAt = Date.now()
  return {
    show: (report) => {
      const text = progressLine(report, terminal)
      if (terminal.rewrites) {
        shown = true
        terminal.rewrite(text.slice(0, Math.max(20, terminal.columns - 1)))
      } else if (Date.now() - lastAt >= sparseMs) {
        lastAt = Date.now()
        terminal.err(text)
      }
    },
    end: () => {
      if (shown) terminal.rewrite('')
      shown = false
    },
  }
}

/** "Läser · 120 lästa, 88 skapade, 3 hålls · 12.4 s" */
export function progressLine(report: RunReport, terminal: Pick<Terminal, 't' | 'language'>): string {
  const { t } = terminal
  const steps: Record<string, string> = {
    connecting: t('Ansluter', 'Connecting'), counting: t('Räknar först (bromsen)', 'Counting first (the brake)'), reading: t('Läser och skriver', 'Reading and writing'),
    'reading-books': t('Läser bokföringen hel efter återställningen', 'Reading the books whole after the restore'),
    waiting: t(`Väntar på svar om ${report.progress?.waiting ?? 0}`, `Waiting for word of ${report.progress?.waiting ?? 0}`),
  }
  const parts = [t(`${report.read} lästa`, `${report.read} read`)]
  const add = (n: number, sv: string, en: string): void => void (n > 0 && parts.push(`${n} ${t(sv, en)}`))
  add(report.created, report.preview ? 'skulle skapas' : 'skapade', report.preview ? 'would be created' : 'created')
  add(report.updated, report.preview ? 'skulle ändras' : 'ändrade', report.preview ? 'would be updated' : 'updated')
  add(report.adopted, 'fanns redan', 'adopted')
  add(report.skipped, 'hoppade över', 'skipped')
  add(report.held, 'hålls', 'held')
  add(report.failed, 'misslyckades', 'failed')
  return `${steps[report.progress?.step ?? 'reading'] ?? steps.reading} · ${parts.join(', ')} · ${shortDuration(report.durationMs)}`
}
