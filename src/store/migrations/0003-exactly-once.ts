// Invoices still to be sent, and numbers that a card was sent with.
import type { Migration } from '../migrate.ts'

export const exactlyOnce: Migration = {
  name: '0003-exactly-once',
  sql: `
-- A booked invoice that is still to be sent, so that a stop between booking and sending forgets nothing.
alter table links drop constraint links_state_check;
alter table links add constraint links_state_check check (state in ('made','to-book','to-send','booked','held'));
drop index links_due;
create index links_due on links (org, target_account, due_at) where state in ('to-book','to-send');
-- The number a card was sent with and did not get: it is sent with the same one again, so that a late commit cannot make a second card.
create table kept_numbers (
  org text not null, account text not null, key text not null, number text not null, at timestamptz not null,
  primary key (org, account, key)
);
create index kept_numbers_number on kept_numbers (org, account, number);
`,
}
