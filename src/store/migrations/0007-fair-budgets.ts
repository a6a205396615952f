// Organisations share a limit fairly: calls are counted for whom they are made.
import type { Migration } from '../migrate.ts'

export const fairBudgets: Migration = {
  name: '0007-fair-budgets',
  sql: `
alter table budget_slots add column org text not null default '';
alter table budget_slots drop constraint budget_slots_pkey, add primary key (key, slot, org);
alter table budgets drop column person_until;
drop function reserve_calls(text, double precision, bigint, double precision, bigint, bigint, double precision, int, int, boolean, bigint[], int[], double precision[]);
-- Organisations that were refused calls, and people who wait for them, until they ask again.
create table budget_lanes (
  key text not null, org text not null, hungry_until double precision not null default 0, person_until double precision not null default 0,
  primary key (key, org)
);

-- The rules of src/connectors/budget-ledger.ts, which says what the words mean. One round trip, under the key's lock. "at_ms": null = the database's clock.
create function reserve_calls(ask_key text, ask_org text, at_ms double precision, slot_ms bigint, window_ms double precision, first_limit bigint, most_limit bigint, quiet_ms double precision,
  ask_wanted int, ask_ahead int, ask_person boolean, moved_slots bigint[], moved_calls int[], moved_ages double precision[],
  out granted int, out slot_start bigint, out left_ms double precision, out wait_ms double precision)
language plpgsql as $$
declare
  now_ms double precision;
  state budgets%rowtype;
  before budgets%rowtype;
  span double precision := window_ms + slot_ms;
  top double precision := greatest(1, most_limit::double precision / first_limit);
  taken bigint;
  mine bigint;
  satisfied bigint;
  orgs bigint;
  hungry bigint;
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
    update budget_slots set used = used - moved_calls[i] where key = ask_key and org = ask_org and slot = moved_slots[i];
    if moved_ages[i] is not null then
      insert into budget_slots (key, org, slot, used) values (ask_key, ask_org, greatest(moved_slots[i], (floor((now_ms - moved_ages[i]) / slot_ms) * slot_ms)::bigint), moved_calls[i])
        on conflict (key, slot, org) do update set used = budget_slots.used + excluded.used;
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
    select coalesce(sum(s.used), 0), coalesce(sum(s.used) filter (where s.org = ask_org), 0), coalesce(sum(s.used) filter (where s.org <> ask_org and coalesce(l.hungry_until, 0) <= now_ms), 0),
        count(*) filter (where s.org <> ask_org) + 1, min(s.oldest)
      into taken, mine, satisfied, orgs, oldest
      from (select org, sum(used) as used, min(slot) as oldest from budget_slots where key = ask_key and slot > slot_start - span and slot < slot_start + span and used > 0 group by org) s
      left join budget_lanes l on l.key = ask_key and l.org = s.org;
    select count(*) filter (where org <> ask_org and hungry_until > now_ms), coalesce(bool_or(org = ask_org and person_until > now_ms), false) and not ask_person
      into hungry, held from budget_lanes where key = ask_key;
    allowed := greatest(1, floor(first_limit * state.share + 1e-6)::bigint);
    wanted := case when held then ceil(ask_wanted / 8.0)::int else ask_wanted end;
    if taken + wanted + ask_ahead <= allowed / 10.0 and not held then
      granted := wanted + ask_ahead;
    else
      granted := greatest(0, least(wanted, allowed + (case when ask_person then allowed / 200 else 0 end) - taken - (case when orgs > 1 and mine * orgs >= allowed then allowed / 10 else 0 end)));
      if hungry > 0 then
        granted := least(granted, greatest(0, ceil((allowed - satisfied)::numeric / (hungry + 1)) - mine));
      end if;
    end if;
    if granted > 0 then
      insert into budget_slots (key, org, slot, used) values (ask_key, ask_org, slot_start, granted)
        on conflict (key, slot, org) do update set used = budget_slots.used + excluded.used;
    end if;
    if granted < ask_wanted then
      if not held and state.reached_at = 0 then
        state.reached_at := now_ms;
      end if;
      free := case when held or hungry > 0 or taken < allowed then 0 else ceil((coalesce(oldest, slot_start) + span) / slot_ms) * slot_ms end;
      wait_ms := least(greatest(slot_start + slot_ms, free) - now_ms, greatest(slot_ms, window_ms / 4));
      insert into budget_lanes (key, org, hungry_until, person_until) values (ask_key, ask_org, now_ms + wait_ms + 2 * slot_ms, case when ask_person then now_ms + wait_ms + 2 * slot_ms else 0 end)
        on conflict (key, org) do update set hungry_until = excluded.hungry_until, person_until = case when ask_person then excluded.person_until else budget_lanes.person_until end;
    elsif ask_wanted > 0 then
      update budget_lanes set hungry_until = 0 where key = ask_key and org = ask_org and hungry_until > 0;
    end if;
  end if;
  if state is distinct from before then
    update budgets set share = state.share, quiet_from = state.quiet_from, reached_at = state.reached_at where key = ask_key;
  end if;
end
$$;
`,
}
