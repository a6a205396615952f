// Marks are also looked up by their document.
import type { Migration } from '../migrate.ts'

export const marksByDocument: Migration = {
  name: '0014-marks-by-document',
  sql: `
-- Each document that is stored again lets go of the marks it no longer carries; by the primary key, which begins with the mark, that read the whole table.
create index known_marks_document on known_marks (org, account, kind, id);
`,
}
