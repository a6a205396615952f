// Limits are shared fairly between organisations, and slots are cut from the database's clock.
import type { Migration } from '../migrate.ts'

export const fairCalls: Migration = {
  name: '0006-fair-calls',
  sql: `
-- Who the calls were granted to, and how many more were wanted in the slot.
alter table budget_slots add column org text not null default '', add column short int not null default 0;
alter table budget_slots drop constraint budget_slots_pkey, add primary key (key, slot, org);
drop function reserve_calls(text, bigint, int, bigint, bigint, int);
-- Grants up to "wanted" calls of a key to an organisation for the slot that is now by this clock, so that all slots within the span hold at most "most"; while a tenth
-- of that is not used, "ahead" more. While another organisation is refused calls nobody gets more than an even part; the last tenth of a limit that several use is kept
-- for those who had less than theirs. One round trip, under the key's lock.
create function reserve_calls(budget_key text, budget_org text, slot_ms bigint, wanted int, most bigint, span bigint, ahead int, out granted int, out left_ms float8) language plpgsql as $$
declare
  time_now float8;
  this_slot bigint;
  taken bigint;
  mine bigint;
  satisfied bigint;
  orgs bigint;
  hungry bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('budget:' || budget_key, 0));
  -- A lost reservation costs at most a block of calls: not worth a flush to disk.
  perform set_config('synchronous_commit', 'off', true);
  time_now := extract(epoch from clock_timestamp()) * 1000;
  this_slot := floor(time_now / slot_ms)::bigint * slot_ms;
  left_ms := this_slot + slot_ms - time_now;
  delete from budget_slots where key = budget_key and slot < this_slot - 2 * span;
  select coalesce(sum(s.used), 0), coalesce(sum(s.used) filter (where s.org = budget_org), 0), coalesce(sum(s.used) filter (where s.org <> budget_org and not s.hungry), 0),
      count(*) filter (where s.org <> budget_org) + 1, count(*) filter (where s.org <> budget_org and s.hungry)
    into taken, mine, satisfied, orgs, hungry
    from (select org, sum(used) as used, bool_or(short > 0 and slot >= this_slot - 2 * slot_ms) as hungry from budget_slots where key = budget_key and slot > this_slot - span group by org) s;
  if taken + wanted + ahead <= most / 10 then
    granted := wanted + ahead;
  else
    granted := greatest(0, least(wanted, most - taken - case when orgs > 1 and mine * orgs >= most then most / 10 else 0 end));
    if hungry > 0 then
      granted := least(granted, greatest(0, ceil((most - satisfied)::numeric / (hungry + 1)) - mine));
    end if;
  end if;
  insert into budget_slots (key, slot, org, used, short) values (budget_key, this_slot, budget_org, granted, greatest(0, wanted - granted))
    on conflict (key, slot, org) do update set used = budget_slots.used + excluded.used, short = excluded.short;
end
$$;
`,
}
