// Held records by cause, with a bounded number of each: what a daily mail tells of, however many are held.
import { sql, type Kysely } from 'kysely'
import type { FailureParams } from '../../core/failure.ts'

export type HeldSample = { flow: string; record_id: string; title: string; code: string; params: FailureParams; since: Date; sealed: Buffer | null }
/** `n` records are held for this cause, `fresh` of them since the given moment; `samples` are the newest. */
export type HeldCause = { code: string; n: number; fresh: number; samples: HeldSample[] }

/** Causes with new records first, then the most common; at most `each` samples of a cause. */
export async function heldCauses(db: Kysely<unknown>, org: string, newSince: Date, each: number): Promise<HeldCause[]> {
  const rows = (await sql<HeldSample & { n: number; fresh: number }>`select flow, record_id, title, code, params, since, sealed, n, fresh from (
      select h.*, count(*) over (partition by code)::int as n, (count(*) filter (where since > ${newSince}) over (partition by code))::int as fresh,
        row_number() over (partition by code order by since desc, record_id) as place
      from held h where org = ${org} and state = 'open') ranked
    where place <= ${each} order by (fresh > 0) desc, n desc, code, since desc, record_id`.execute(db)).rows
  const causes = new Map<string, HeldCause>()
  for (const { n, fresh, ...sample } of rows) {
    const cause = causes.get(sample.code) ?? { code: sample.code, n, fresh, samples: [] }
    cause.samples.push(sample)
    causes.set(sample.code, cause)
  }
  return [...causes.values()]
}
