// The first tables: organisations, connections, flows, runs, links, what the books hold, intents, held, the log.
import type { Migration } from '../migrate.ts'

export const firstTables: Migration = {
  name: '0001-first-tables',
  sql: `
create table organisations (
  id text primary key,
  created_at timestamptz not null default now(),
  retention_days int not null default 30,
  -- The whole setup as applied, sealed: what export writes and the next plan is compared with.
  setup bytea
);

create table connections (
  org text not null references organisations(id) on delete cascade,
  name text not null,
  system text not null,
  config jsonb not null default '{}',
  secrets bytea,
  seed_fingerprint text,
  expect jsonb,
  account_id text,
  account_name text,
  account_org_number text,
  state text not null default 'unconnected' check (state in ('unconnected','ok','broken','paused')),
  problem jsonb,
  changed_at timestamptz not null default now(),
  primary key (org, name)
);

create table tokens (
  org text not null,
  connection text not null,
  sealed bytea not null,
  version int not null default 1,
  changed_at timestamptz not null default now(),
  primary key (org, connection),
  foreign key (org, connection) references connections(org, name) on delete cascade
);

create table flows (
  org text not null references organisations(id) on delete cascade,
  name text not null,
  flow text not null,
  source text not null,
  target text not null,
  schedule text,
  settings jsonb not null default '{}',
  mapping jsonb not null default '[]',
  version int not null default 1,
  state text not null default 'active' check (state in ('active','paused')),
  golive_at timestamptz not null,
  changed_at timestamptz not null default now(),
  primary key (org, name)
);

create table flow_versions (
  org text not null, flow text not null, version int not null, settings jsonb not null, mapping jsonb not null,
  at timestamptz not null default now(), by text not null,
  primary key (org, flow, version)
);

create table runs (
  id uuid primary key,
  org text not null,
  flow text not null,
  trigger text not null,
  state text not null check (state in ('running','done','braked','failed','interrupted','stopped')),
  preview boolean not null default false,
  whole boolean not null default true,
  worker text not null,
  lease_until timestamptz not null,
  fence bigint not null default 1,
  settings_version int not null,
  counts jsonb not null default '{}',
  api_calls jsonb not null default '{}',
  brake jsonb,
  failure jsonb,
  progress jsonb,
  started_at timestamptz not null,
  ended_at timestamptz
);
create unique index one_run_per_flow on runs (org, flow) where state = 'running' and not preview;
create index runs_by_flow on runs (org, flow, started_at desc);

create table cursors (
  org text not null, flow text not null,
  done_to timestamptz, window_from timestamptz, window_to timestamptz, after_id text,
  archived_checked_at timestamptz,
  primary key (org, flow)
);

create table links (
  org text not null,
  source_account text not null, kind text not null, source_id text not null,
  target_account text not null, family text not null,
  target_kind text not null, target_id text not null, target_number text, target_url text,
  mark text,
  flow text,
  origin text not null check (origin in ('created','adopted','matched')),
  state text not null default 'made' check (state in ('made','to-book','booked','held')),
  due_at timestamptz,
  fingerprint text, snapshot jsonb, source_stamp text, target_stamp text, totals jsonb,
  noticed text,
  created_at timestamptz not null default now(), changed_at timestamptz not null default now(),
  primary key (org, source_account, kind, source_id, target_account, family)
);
create index links_by_target on links (org, target_account, family, target_id);
create index links_due on links (org, target_account, due_at) where state = 'to-book';

create table link_aliases (
  org text not null, source_account text not null, kind text not null, old_id text not null, new_id text not null,
  primary key (org, source_account, kind, old_id)
);

create table known_customers (
  org text not null, account text not null, id text not null,
  number_hash text, org_hash text, vat_hash text, facts jsonb not null,
  primary key (org, account, id)
);
create index known_customers_number on known_customers (org, account, number_hash);
create index known_customers_org on known_customers (org, account, org_hash);
create index known_customers_vat on known_customers (org, account, vat_hash);
create table known_customer_emails (
  org text not null, account text not null, email_hash text not null, id text not null,
  primary key (org, account, email_hash, id)
);
create index known_customer_emails_id on known_customer_emails (org, account, id);

create table known_articles (
  org text not null, account text not null, id text not null, number_key text not null, facts jsonb not null,
  primary key (org, account, id)
);
create index known_articles_number on known_articles (org, account, number_key);

create table known_documents (
  org text not null, account text not null, kind text not null, id text not null, facts jsonb not null,
  created_from text,
  seen_at timestamptz not null default now(),
  primary key (org, account, kind, id)
);
create table known_marks (
  org text not null, account text not null, mark text not null, kind text not null, id text not null,
  primary key (org, account, mark, kind, id)
);

create table known_state (
  org text not null, account text not null, what text not null,
  until text, whole boolean not null default false, read_at timestamptz not null,
  primary key (org, account, what)
);

create table reserved_numbers (
  org text not null, account text not null, next bigint not null,
  primary key (org, account)
);

create table learnt (
  org text not null, account text not null, name text not null, value jsonb not null, basis jsonb, at timestamptz not null,
  primary key (org, account, name)
);

create table facts_cache (
  org text not null, key text not null, facts jsonb not null, read_at timestamptz not null,
  primary key (org, key)
);

create table intents (
  id uuid primary key,
  org text not null, account text not null, kind text not null,
  flow text not null, run uuid, record_id text, reference text not null,
  state text not null check (state in ('sent','settled')),
  worker text not null, fence bigint not null,
  sealed bytea,
  sent_at timestamptz, looked_at timestamptz, looks int not null default 0,
  created_at timestamptz not null
);
create index intents_open on intents (org, account, kind) where state <> 'settled';
create table intent_keys (
  org text not null, account text not null, key text not null, intent uuid not null references intents(id) on delete cascade,
  primary key (org, account, key)
);
create index intent_keys_intent on intent_keys (intent);

create table held (
  org text not null, flow text not null, record_id text not null, kind text not null,
  state text not null default 'open' check (state in ('open','waiting','dismissed')),
  title text not null, code text not null, params jsonb not null default '{}', candidates jsonb not null default '[]',
  sealed bytea,
  stamp text, settings_version int not null,
  since timestamptz not null, tried_at timestamptz not null, tries int not null default 1, not_before timestamptz,
  primary key (org, flow, record_id)
);

create table seen (
  org text not null, flow text not null, record_id text not null, stamp text not null, settings_version int not null, at timestamptz not null default now(),
  primary key (org, flow, record_id)
);
create index seen_at on seen (at);

create table outbox (
  org text not null, connection text not null, kind text not null, record_id text not null, flow text not null,
  values jsonb not null, tries int not null default 0, not_before timestamptz not null default now(), problem text, created_at timestamptz not null default now(),
  version bigint generated always as identity,
  primary key (org, connection, kind, record_id)
);

create table activities (
  id uuid not null, org text not null, at timestamptz not null, run uuid, flow text not null, trigger text not null, action text not null,
  record_id text not null, title text not null, document_kind text, document_id text, document_number text, customer_number text,
  skus text[] not null default '{}', reason_code text, sentence_sv text not null, sentence_en text not null,
  duration_ms int not null, settings_version int not null, payload bytea,
  primary key (at, id)
) partition by range (at);
create table activities_rest partition of activities default;
create index activities_org on activities (org, at desc);
create index activities_record on activities (org, record_id, at desc);

create table daily_counts (
  org text not null, flow text not null, day date not null, action text not null, n bigint not null,
  primary key (org, flow, day, action)
);

create table alerts (
  id bigint generated always as identity primary key,
  org text not null, code text not null, subject text not null, params jsonb not null, first_at timestamptz not null, last_at timestamptz not null, times int not null default 1,
  open boolean not null default true, told_at timestamptz
);
create unique index alerts_open on alerts (org, code, subject) where open;

create table budget_slots (
  key text not null, slot bigint not null, used int not null,
  primary key (key, slot)
);
`,
}
