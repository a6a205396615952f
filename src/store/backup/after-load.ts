// What a restored memory must know of itself: it may be old, and what it calls open may have been settled by another since.
import type pg from 'pg'
import { restoredWorker } from '../../core/restored.ts'

/** What a person is told of. `unsent`: invoices that were to be sent when the backup was made. */
export type Unsettled = { connections: number; intents: number; unsent: number }

/** Runs inside the transaction that loaded the backup. */
export async function markRestored(client: pg.ClientBase, at: { now: Date; madeAt: Date }): Promise<Unsettled> {
  // Nothing is written through a connection until its books have been read whole: what was made since the backup stands there, with its mark.
  const connections = await client.query('update connections set restored_at = $1', [at.now])
  // Whoever was at work when the backup was made may have gone on sending until now: the quarantine of what was open counts from this moment.
  await client.query(`update runs set lease_until = $1 where id in (select run from intents where state <> 'settled') or state = 'running'`, [at.now])
  await client.query(`update runs set state = 'interrupted', ended_at = $1, progress = null where state = 'running'`, [at.now])
  // A run of that day is not gone on with by itself: what it was asked, and who approved it, was another day's. The next run finds its records behind the checkpoint.
  await client.query('update runs set request = null where request is not null')
  const intents = await client.query(`update intents set worker = $1, looked_at = null, looks = 0 where state <> 'settled'`, [restoredWorker])
  const unsent = await holdUnsent(client, at.now)
  await client.query('update installation set restored_at = $1, backup_made_at = $2, moved_at = null, moved_to = null', [at.now, at.madeAt])
  return { connections: connections.rowCount ?? 0, intents: intents.rowCount ?? 0, unsent }
}

/** Whether an invoice that waited to be sent has been sent since cannot be known, and nothing is sent twice: a person looks. */
async function holdUnsent(client: pg.ClientBase, now: Date): Promise<number> {
  await client.query(`insert into held (org, flow, record_id, kind, state, title, code, params, settings_version, since, tried_at)
    select l.org, l.flow, l.source_id, l.kind, 'open', l.source_id, 'check-sent', jsonb_build_object('number', coalesce(l.target_number, '')), f.version, $1, $1
    from links l join flows f on f.org = l.org and f.name = l.flow where l.state = 'to-send'
    on conflict (org, flow, record_id) do update set state = 'open', code = excluded.code, params = excluded.params`, [now])
  const held = await client.query(`update links set state = 'held', due_at = null where state = 'to-send'`)
  return held.rowCount ?? 0
}
