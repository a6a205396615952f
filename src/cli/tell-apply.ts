// The plan of an apply and its complaints in words.
import type { ApplyResult, Complaint } from '../api/operations.ts'
import type { Terminal } from './terminal.ts'

/** The plan goes to stdout, complaints to stderr. `planned`: nothing has been done yet. */
export function tellApply(result: ApplyResult, planned: boolean, terminal: Terminal): void {
  const { t } = terminal
  for (const complaint of result.complaints) terminal.err(complaintText(complaint, terminal))
  if (!result.ok) {
    const stops = result.complaints.filter((complaint) => complaint.severity === 'stop').length
    terminal.err(t(`${stops} fel. Inget flöde har ändrats.`, `${stops} ${stops === 1 ? 'error' : 'errors'}. No flow was changed.`))
    return
  }
  const signs = { create: '+', change: '~', remove: '-' } as const
  for (const step of result.steps) terminal.out(`${signs[step.what]} ${t(step.sv, step.en)}`)
  if (result.steps.length === 0 && (planned || result.applied)) terminal.out(planned ? t('Inget skiljer; inget att göra.', 'Nothing differs; nothing to do.') : t('Klart.', 'Done.'))
  else if (result.applied) terminal.out(t('Klart.', 'Done.'))
}

/** "kontobro.yaml:12:5 flows.won-deals.settings.stages: sentence" */
export function complaintText(complaint: Complaint, { t }: Pick<Terminal, 't'>): string {
  const place = [complaint.file, complaint.line, complaint.column].filter((part) => part !== null).join(':')
  const path = complaint.path === '' ? '' : `${complaint.path}: `
  const warning = complaint.severity === 'warn' ? `${t('varning', 'warning')}: ` : ''
  return `${place === '' ? '' : `${place} `}${warning}${path}${t(complaint.sv, complaint.en)}`
}
