// What a restored database remembers of its restore, and a moved one of its move.
import type { Migration } from '../migrate.ts'

export const restored: Migration = {
  name: '0010-restored',
  sql: `
-- When a backup was restored: nothing is written through the connection until its books have been read whole for marks.
alter table connections add column restored_at timestamptz;
-- What this database itself is, not what it holds: one row, never part of a backup. One that was moved elsewhere is not worked with any more.
create table installation (
  one boolean primary key default true check (one),
  restored_at timestamptz, backup_made_at timestamptz,
  moved_at timestamptz, moved_to text
);
insert into installation default values;
`,
}
