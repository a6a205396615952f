// Intents are saved by one statement, which is one transaction and one flush.
import type { Migration } from '../migrate.ts'

export const planIntents: Migration = {
  name: '0013-plan-intents',
  sql: `
-- Saves intents with their keys for a run that is still the worker's. Gives those that share a key with an open intent, which are not saved, with who holds it (null when it was let go of just now);
-- one row without a loser when the run is the worker's no more: then nothing is saved at all.
create function plan_intents(of_org text, of_account text, of_flow text, of_run uuid, of_worker text, of_fence bigint, at_time timestamptz, new_intents jsonb, new_keys jsonb)
returns table (loser uuid, winner uuid) language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  lost uuid[];
  lost_keys text[];
begin
  perform 1 from runs where id = of_run and worker = of_worker and state = 'running' for key share;
  if not found then
    return query select null::uuid, null::uuid;
    return;
  end if;
  insert into intents (id, org, account, kind, flow, run, record_id, reference, state, sent_at, worker, fence, sealed, created_at)
    select r.id, of_org, of_account, r.kind, of_flow, of_run, r.record_id, r.reference, 'sent', at_time, of_worker, of_fence, decode(r.sealed, 'base64'), at_time
    from jsonb_to_recordset(new_intents) as r(id uuid, kind text, record_id text, reference text, sealed text);
  -- In the order given, which is the same everywhere: two workers that want the same keys cannot lock each other out.
  with won as (insert into intent_keys (org, account, key, intent) select of_org, of_account, r.key, r.intent from jsonb_to_recordset(new_keys) as r(key text, intent uuid)
    on conflict (org, account, key) do nothing returning key, intent)
  select array_agg(k.intent), array_agg(k.key) into lost, lost_keys from jsonb_to_recordset(new_keys) as k(key text, intent uuid) left join won w on w.key = k.key and w.intent = k.intent where w.key is null;
  if lost is null then
    return;
  end if;
  return query select l.intent, h.intent from unnest(lost, lost_keys) as l(intent, key) left join intent_keys h on h.org = of_org and h.account = of_account and h.key = l.key;
  delete from intents where id = any(lost);
end
$$;
`,
}
