// Calls are reserved in one round trip.
import type { Migration } from '../migrate.ts'

export const reserveCalls: Migration = {
  name: '0004-reserve-calls',
  sql: `
-- Grants up to "wanted" calls of a key in the slot, so that all slots within the span hold at most "most". One round trip, under the key's lock.
create function reserve_calls(budget_key text, slot_start bigint, wanted int, most bigint, span bigint) returns int language plpgsql as $$
declare
  granted int;
begin
  perform pg_advisory_xact_lock(hashtextextended('budget:' || budget_key, 0));
  -- A lost reservation costs at most a block of calls: not worth a flush to disk.
  perform set_config('synchronous_commit', 'off', true);
  delete from budget_slots where key = budget_key and slot < slot_start - 2 * span;
  select greatest(0, least(wanted, most - coalesce(sum(used), 0))) into granted from budget_slots
    where key = budget_key and slot > slot_start - span and slot < slot_start + span;
  if granted > 0 then
    insert into budget_slots (key, slot, used) values (budget_key, slot_start, granted)
      on conflict (key, slot) do update set used = budget_slots.used + excluded.used;
  end if;
  return granted;
end
$$;
`,
}
