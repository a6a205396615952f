// Who was told of what, so that nobody is told twice.
import type { Migration } from '../migrate.ts'

export const told: Migration = {
  name: '0002-told',
  sql: `
create table told (
  org text not null, recipient text not null, what text not null,
  at timestamptz not null, n int not null default 0, owed boolean not null default false,
  primary key (org, recipient, what)
);
`,
}
