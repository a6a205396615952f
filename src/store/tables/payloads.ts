// Payloads of the log: what a line was decided on, sealed for all lines of a commit together.
import { sql, type Kysely } from 'kysely'
import { z } from 'zod'
import type { JsonPieces } from '../../core/mask.ts'

import type { Seal } from './connections.ts'

/** Where a line's payload lies. `own`: sealed by itself, as lines were before they shared. */
export type PayloadPlace = { own: Buffer | null; group: string | null; groupAt: Date | null; no: number | null }
export type PayloadGroup = { id: string; at: Date; sealed: Buffer }

const stored = z.array(z.unknown())

/** Seals JSON texts as one group; null when there are none. A text's place is its number in the list. */
export async function sealPayloads(seal: Seal, org: string, id: string, at: Date, texts: JsonPieces[]): Promise<PayloadGroup | null> {
  return texts.length === 0 ? null : { id, at, sealed: await seal.sealList(texts, placeOf(org, id)) }
}

function placeOf(org: string, id: string): string {
  return `activities:${org}:${id}`
}

/** The payloads of the lines, in their order; null where there is none. Lines of one group cost one reading. */
export async function payloadsAt(db: Kysely<unknown>, seal: Seal, org: string, places: PayloadPlace[]): Promise<unknown[]> {
  const groups = new Map<string, unknown[]>()
  const wanted = new Map(places.flatMap((place) => (place.group === null || place.groupAt === null ? [] : [[place.group, place.groupAt] as const])))
  for (const [id, at] of wanted) {
    const row = (await sql<{ sealed: Buffer }>`select sealed from activity_payloads where org = ${org} and at = ${at} and id = ${id}::uuid`.execute(db)).rows[0]
    if (row !== undefined) groups.set(id, openedOr(() => stored.parse(seal.open(row.sealed, placeOf(org, id))), []))
  }
  return places.map((place) => {
    const { own } = place
    if (own !== null) return openedOr(() => seal.open(own, `activity:${org}`), null)
    return place.group === null || place.no === null ? null : (groups.get(place.group)?.[place.no] ?? null)
  })
}

/** A payload that is damaged, or sealed with another key, hides nothing but itself. */
function openedOr<T>(open: () => T, otherwise: T): T {
  try {
    return open()
  } catch {
    return otherwise
  }
}

/** Every payload of the organisation's log with its line, newest first. */
export async function* allPayloads(db: Kysely<unknown>, seal: Seal, org: string): AsyncIterable<{ line: string; at: Date; place: PayloadPlace; payload: unknown }> {
  const lines = (await sql<{ id: string; at: Date; group: string | null; groupAt: Date | null; no: number | null }>`select id, at, payloads as "group", payloads_at as "groupAt", payload_no as no from activities
    where org = ${org} and (payload is not null or payloads is not null) order by at desc, payloads limit 100000`.execute(db)).rows
  for (let from = 0; from < lines.length; from += 200) {
    const some = lines.slice(from, from + 200)
    const own = new Map((await sql<{ id: string; payload: Buffer }>`select id, payload from activities where org = ${org} and payload is not null and id = any(${some.filter((line) => line.group === null).map((line) => line.id)}::uuid[])`.execute(db)).rows.map((row) => [row.id, row.payload]))
    const places = some.map((line): PayloadPlace => ({ own: own.get(line.id) ?? null, group: line.group, groupAt: line.groupAt, no: line.no }))
    const payloads = await payloadsAt(db, seal, org, places)
    for (const [index, line] of some.entries()) {
      const place = places[index]
      if (place !== undefined) yield { line: line.id, at: line.at, place, payload: payloads[index] ?? null }
    }
  }
}

/** Takes payloads out of their groups: what is left is sealed anew, and a group without any goes. */
export async function erasePayloads(db: Kysely<unknown>, seal: Seal, org: string, places: PayloadPlace[]): Promise<void> {
  const byGroup = Map.groupBy(places.filter((place) => place.group !== null), (place) => place.group ?? '')
  for (const [id, some] of byGroup) {
    const at = some[0]?.groupAt ?? null
    await db.transaction().execute(async (trx) => {
      const row = (await sql<{ sealed: Buffer }>`select sealed from activity_payloads where org = ${org} and at = ${at} and id = ${id}::uuid for update`.execute(trx)).rows[0]
      if (row === undefined) return
      const gone = new Set(some.map((place) => place.no))
      const left = stored.parse(seal.open(row.sealed, placeOf(org, id))).map((payload, no) => (gone.has(no) ? null : payload))
      if (left.every((payload) => payload === null)) await sql`delete from activity_payloads where org = ${org} and at = ${at} and id = ${id}::uuid`.execute(trx)
      else await sql`update activity_payloads set sealed = ${seal.seal(left, placeOf(org, id))} where org = ${org} and at = ${at} and id = ${id}::uuid`.execute(trx)
    })
  }
}
