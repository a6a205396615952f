// What the log keeps of its records, a commit's payloads sealed together.
import type { Migration } from '../migrate.ts'

export const payloadsInGroups: Migration = {
  name: '0008-payloads-in-groups',
  sql: `
-- The payloads of the lines written in one commit, compressed and sealed as one: they resemble each other, so together they take a third of the room. In daily partitions as the lines.
create table activity_payloads (
  id uuid not null, org text not null, at timestamptz not null, sealed bytea not null,
  primary key (at, id)
) partition by range (at);
-- Sealed text cannot be compressed: PostgreSQL need not try.
alter table activity_payloads alter column sealed set storage external;
create table activity_payloads_rest partition of activity_payloads default;
create index activity_payloads_org on activity_payloads (org, at desc);
-- Which group holds the line's payload, when that was written, and at which place in it. Lines from before hold their own.
alter table activities add column payloads uuid, add column payloads_at timestamptz, add column payload_no int;
alter table intents alter column sealed set storage external;
alter table held alter column sealed set storage external;
`,
}
