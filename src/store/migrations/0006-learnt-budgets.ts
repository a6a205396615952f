// Budgets learn: slots by the database's clock, calls moved to where they count, and what is known of each limit.
import type { Migration } from '../migrate.ts'

export const learntBudgets: Migration = {
  name: '0006-learnt-budgets',
  sql: `
drop function reserve_calls(text, bigint, int, bigint, bigint, int);
-- What is known of a limit. Times are milliseconds since 1970; share 1 is the limit to begin with.
create table budgets (
  key text primary key, share double precision not null default 1, paused_until double precision not null default 0, quiet_from double precision not null,
  calm_until double precision not null default 0, reached_at double precision not null default 0, person_until double precision not null default 0
);

-- The rules of src/connectors/budget-ledger.ts, which says what the words mean. One round trip, under the key's lock. "at_ms": null = the database's clock.
create function reserve_calls(ask_key text, at_ms double precision, slot_ms bigint, window_ms double precision, first_limit bigint, most_limit bigint, quiet_ms double precision, ask_wanted int, ask_ahead int,
  ask_person boolean, moved_slots bigint[], moved_calls int[], moved_ages double precision[], out granted int, out slot_start bigint, out left_ms double precision, out wait_ms double precision)
language plpgsql as $$
declare
  now_ms double precision;
  state budgets%rowtype;
  before budgets%rowtype;
  span double precision := window_ms + slot_ms;
  top double precision := greatest(1, most_limit::double precision / first_limit);
  taken bigint;
  oldest bigint;
  allowed bigint;
  held boolean;
  wanted int;
  free double precision;
begin
  perform pg_advisory_xact_lock(hashtextextended('budget:' || ask_key, 0));
  -- A lost reservation costs at most a block of calls: not worth a flush to disk.
  perform set_config('synchronous_commit', 'off', true);
  now_ms := coalesce(at_ms, extract(epoch from clock_timestamp()) * 1000);
  slot_start := floor(now_ms / slot_ms) * slot_ms;
  left_ms := slot_start + slot_ms - now_ms;

  for i in 1 .. coalesce(array_length(moved_slots, 1), 0) loop
    update budget_slots set used = used - moved_calls[i] where key = ask_key and slot = moved_slots[i];
    if moved_ages[i] is not null then
      insert into budget_slots (key, slot, used) values (ask_key, greatest(moved_slots[i], (floor((now_ms - moved_ages[i]) / slot_ms) * slot_ms)::bigint), moved_calls[i])
        on conflict (key, slot) do update set used = budget_slots.used + excluded.used;
    end if;
  end loop;

  select * into state from budgets where key = ask_key;
  if not found then
    insert into budgets (key, quiet_from) values (ask_key, now_ms) returning * into state;
  end if;
  before := state;
  while state.share < 1 and now_ms - state.quiet_from >= quiet_ms loop
    state.share := least(1, state.share * 2);
    state.quiet_from := state.quiet_from + quiet_ms;
    state.reached_at := 0;
  end loop;
  state.share := least(state.share, top);
  if state.share >= 1 and state.share < top and state.reached_at > 0 and now_ms >= state.calm_until and now_ms - greatest(state.quiet_from, state.reached_at) >= quiet_ms then
    state.share := least(top, state.share + (top - 1) / 2);
    state.quiet_from := now_ms;
    state.reached_at := 0;
  end if;

  granted := 0;
  wait_ms := 0;
  if state.paused_until > now_ms then
    wait_ms := state.paused_until - now_ms;
  else
    delete from budget_slots where key = ask_key and slot < slot_start - 2 * span;
    select coalesce(sum(used), 0), least(slot_start, min(slot) filter (where used > 0)) into taken, oldest from budget_slots
      where key = ask_key and slot > slot_start - span and slot < slot_start + span;
    allowed := greatest(1, floor(first_limit * state.share + 1e-6)::bigint);
    held := not ask_person and state.person_until > now_ms;
    wanted := case when held then ceil(ask_wanted / 8.0)::int else ask_wanted end;
    if taken + wanted + ask_ahead <= allowed / 10.0 and not held then
      granted := wanted + ask_ahead;
    else
      granted := greatest(0, least(wanted, allowed + (case when ask_person then allowed / 200 else 0 end) - taken));
    end if;
    if granted > 0 then
      insert into budget_slots (key, slot, used) values (ask_key, slot_start, granted)
        on conflict (key, slot) do update set used = budget_slots.used + excluded.used;
    end if;
    if granted < ask_wanted then
      if not held and state.reached_at = 0 then
        state.reached_at := now_ms;
      end if;
      free := case when held then 0 else ceil((coalesce(oldest, slot_start) + span) / slot_ms) * slot_ms end;
      wait_ms := least(greatest(slot_start + slot_ms, free) - now_ms, greatest(slot_ms, window_ms / 4));
      if ask_person then
        state.person_until := now_ms + wait_ms + 2 * slot_ms;
      end if;
    end if;
  end if;
  if state is distinct from before then
    update budgets set share = state.share, quiet_from = state.quiet_from, reached_at = state.reached_at, person_until = state.person_until where key = ask_key;
  end if;
end
$$;

create function pause_calls(ask_key text, at_ms double precision, pause_ms double precision, quiet_ms double precision) returns void language plpgsql as $$
declare
  now_ms double precision;
begin
  perform pg_advisory_xact_lock(hashtextextended('budget:' || ask_key, 0));
  now_ms := coalesce(at_ms, extract(epoch from clock_timestamp()) * 1000);
  insert into budgets (key, quiet_from) values (ask_key, now_ms) on conflict (key) do nothing;
  update budgets set
    share = case when now_ms >= paused_until then greatest(0.0625, least(1, share) / 2) else share end,
    paused_until = greatest(paused_until, now_ms + pause_ms), quiet_from = greatest(paused_until, now_ms + pause_ms),
    calm_until = greatest(paused_until, now_ms + pause_ms) + 10 * quiet_ms, reached_at = 0
  where key = ask_key;
end
$$;
`,
}
