// Parcels of a run for several workers, parts under leases of their own, and the workers that have room.
import type { Migration } from '../migrate.ts'

export const parcels: Migration = {
  name: '0009-parcels',
  sql: `
-- A run is worked by every worker that has room. A part is one worker's piece of a run: a row, a lease and a fence of its own.
alter table runs add column part_of uuid, add column stop_asked boolean not null default false, add column takeovers int not null default 0;
-- What was asked of the run, so that another worker can go on with it.
alter table runs add column request jsonb;
drop index one_run_per_flow;
create unique index one_run_per_flow on runs (org, flow) where state = 'running' and not preview and part_of is null;
create index parts_of_run on runs (part_of) where part_of is not null;
create index runs_asked on runs (org, flow) where request is not null;
-- Pieces of the run that a flow has now, in the order of its survey. "part": the row of runs under whose lease it is worked; "orphan": whoever worked it stopped.
create table parcels (
  org text not null, flow text not null, position int not null,
  ids jsonb not null, window_from timestamptz, window_to timestamptz, last_id text,
  part uuid, orphan boolean not null default false, done boolean not null default false,
  primary key (org, flow, position)
);
-- Processes that have room for work, and when they last said so.
create table workers (worker text primary key, seen_at timestamptz not null);
`,
}
