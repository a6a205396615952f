// Complaint: one fault of a configuration file, with file, line and column, in two languages.
import { pathText } from '../core/issue.ts'
import type { Language, Sentence } from '../core/language.ts'

export type Complaint = Sentence & {
  file: string
  /** From 1; null when the fault is of the whole file. */
  line: number | null
  column: number | null
  path: (string | number)[]
  severity: 'stop' | 'warn'
  nearest?: string | null
}

/** "kontobro.yaml:12:5 flows.won-deals.settings.stages: ..." */
export function complaintText(complaint: Complaint, language: Language): string {
  const place = [complaint.file, complaint.line, complaint.column].filter((part) => part !== null).join(':')
  const path = complaint.path.length === 0 ? '' : ` ${pathText(complaint.path)}:`
  return `${place}${path} ${language === 'sv' ? complaint.sv : complaint.en}`
}
