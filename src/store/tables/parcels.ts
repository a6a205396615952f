// Parcels: the pieces of a flow's run, handed out to whichever worker has room, and the checkpoint that moves behind the oldest unfinished one.
import { sql, type Kysely } from 'kysely'
import { Failure } from '../../core/failure.ts'
import type { Shown } from './parts.ts'
import { assertRunHeld, cursorOf, saveCursor } from './runs.ts'

type Flow = { org: string; flow: string }
/** The row of runs under whose lease something is done: a run or a part of one. */
export type Holder = { id: string; worker: string }

export type ParcelWindow = { from: string | null; to: string }
export type Parcel = {
  position: number
  ids: string[]
  /** Null for records visited by id: they move no checkpoint. */
  window: ParcelWindow | null
  /** Where the survey stood after it. */
  lastId: string | null
  /** Whoever worked on it before stopped: what it left open is settled first. */
  orphan: boolean
}
type Row = { position: number; ids: string[]; window_from: Date | null; window_to: Date | null; last_id: string | null; orphan: boolean }

function parcelOf(row: Row): Parcel {
  const window = row.window_to === null ? null : { from: row.window_from?.toISOString() ?? null, to: row.window_to.toISOString() }
  return { position: row.position, ids: row.ids, window, lastId: row.last_id, orphan: row.orphan }
}

/** A lost parcel costs a second reading, nothing else: none of these statements waits for the disk. */
const soon = sql.raw("soon as (select set_config('synchronous_commit', 'off', true))")

/** Hands one out; one without records is done at once. Throws `lease-lost` when the run is not the holder's any more. */
export async function handOut(db: Kysely<unknown>, { org, flow }: Flow, holder: Holder, parcel: Omit<Parcel, 'orphan'>): Promise<void> {
  const { position, ids, window, lastId } = parcel
  const made = await sql`with ${soon} insert into parcels (org, flow, position, ids, window_from, window_to, last_id, done)
    select ${org}, ${flow}, ${position}, ${JSON.stringify(ids)}, ${window?.from ?? null}::timestamptz, ${window?.to ?? null}::timestamptz, ${lastId}, ${ids.length === 0} from soon
      where exists (select 1 from runs where id = ${holder.id} and worker = ${holder.worker} and state = 'running')`.execute(db)
  if ((made.numAffectedRows ?? 0n) === 0n) throw new Failure('lease-lost')
}

/** Takes the oldest free one for the holder; null when none is free. Throws `lease-lost` when the holder's lease was taken. */
export async function takeParcel(db: Kysely<unknown>, { org, flow }: Flow, holder: Holder, which: 'any' | 'orphans'): Promise<Parcel | null> {
  const rows = (await sql<{ held: boolean } & { [K in keyof Row]: Row[K] | null }>`with ${soon},
    held as (select 1 from runs, soon where id = ${holder.id} and worker = ${holder.worker} and state = 'running'),
    next as (select position from parcels where org = ${org} and flow = ${flow} and not done and part is null and (orphan or ${which === 'any'}) and exists (select 1 from held)
      order by position limit 1 for update skip locked),
    taken as (update parcels p set part = ${holder.id} from next where p.org = ${org} and p.flow = ${flow} and p.position = next.position
      returning p.position, p.ids, p.window_from, p.window_to, p.last_id, p.orphan)
    select exists (select 1 from held) as held, t.* from (select 1) one left join taken t on true`.execute(db)).rows
  const [row] = rows
  if (row?.held !== true) throw new Failure('lease-lost')
  return row.position === null ? null : parcelOf(row as Row)
}

/** All its records have outcomes; `shown` counts them, so that whoever asks next sees them. Throws `lease-lost` when it is somebody else's by now. */
export async function finishParcel(db: Kysely<unknown>, { org, flow }: Flow, holder: Holder, position: number, shown: Shown): Promise<void> {
  const result = await sql`with ${soon},
    told as (update runs set counts = ${JSON.stringify(shown.counts)}, api_calls = ${JSON.stringify(shown.apiCalls)},
      progress = coalesce(progress, '{}') || ${JSON.stringify({ done: shown.progress.done })} from soon where id = ${holder.id} and worker = ${holder.worker} and state = 'running' returning id)
    update parcels set done = true from told where org = ${org} and flow = ${flow} and position = ${position} and part = told.id and not done`.execute(db)
  if ((result.numAffectedRows ?? 0n) === 0n) throw new Failure('lease-lost')
}

/** Parts whose lease is over are closed, and what they had is free again. Returns how many parcels became free. */
export async function reapParcels(db: Kysely<unknown>, { org, flow }: Flow): Promise<number> {
  await sql`update runs set state = 'interrupted', ended_at = now() where org = ${org} and flow = ${flow} and part_of is not null and state = 'running' and lease_until < clock_timestamp()`.execute(db)
  const freed = await sql`update parcels p set part = null, orphan = true where p.org = ${org} and p.flow = ${flow} and not p.done and p.part is not null
    and not exists (select 1 from runs r where r.id = p.part and r.state = 'running')`.execute(db)
  return Number(freed.numAffectedRows ?? 0n)
}

/** All that are there, in order. */
export async function parcelsOf(db: Kysely<unknown>, { org, flow }: Flow): Promise<Parcel[]> {
  return (await sql<Row>`select position, ids, window_from, window_to, last_id, orphan from parcels where org = ${org} and flow = ${flow} order by position`.execute(db)).rows.map(parcelOf)
}

export type ParcelsLeft = { /** Nobody works on them. */ free: number; mine: number; others: number; /** Finished, with nothing unfinished before them. */ passable: number }

export async function parcelsLeft(db: Kysely<unknown>, { org, flow }: Flow, holder: Holder): Promise<ParcelsLeft> {
  const row = (await sql<Record<keyof ParcelsLeft, string>>`with all_of_flow as (select * from parcels where org = ${org} and flow = ${flow})
    select count(*) filter (where not done and part is null) as free, count(*) filter (where not done and part = ${holder.id}) as mine, count(*) filter (where not done and part <> ${holder.id}) as others,
      count(*) filter (where done and position < coalesce((select min(position) from all_of_flow where not done), 2147483647)) as passable
    from all_of_flow`.execute(db)).rows[0]
  return { free: Number(row?.free ?? 0), mine: Number(row?.mine ?? 0), others: Number(row?.others ?? 0), passable: Number(row?.passable ?? 0) }
}

/** Moves the checkpoint behind the finished ones that no unfinished one precedes, and forgets those. Throws `lease-lost` when the run is not the holder's any more. */
export async function passFinished(db: Kysely<unknown>, place: Flow, holder: Holder): Promise<void> {
  const { org, flow } = place
  await db.transaction().execute(async (trx) => {
    await assertRunHeld(trx, holder)
    const passed = (await sql<Row>`delete from parcels where org = ${org} and flow = ${flow} and done
      and position < coalesce((select min(position) from parcels where org = ${org} and flow = ${flow} and not done), 2147483647)
      returning position, ids, window_from, window_to, last_id, orphan`.execute(trx)).rows.map(parcelOf)
    const last = passed.filter((parcel) => parcel.window !== null).toSorted((a, b) => a.position - b.position).at(-1)
    if (last === undefined || last.window === null) return
    const { from, to } = last.window
    await saveCursor(trx, org, flow, { ...(await cursorOf(trx, org, flow)), window_from: from === null ? null : new Date(from), window_to: new Date(to), after_id: last.lastId })
  })
}

/** What was not worked on is forgotten: the next run finds it behind the checkpoint. */
export async function dropParcels(db: Kysely<unknown>, { org, flow }: Flow, holder: Holder): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await assertRunHeld(trx, holder)
    await sql`delete from parcels where org = ${org} and flow = ${flow}`.execute(trx)
  })
}
