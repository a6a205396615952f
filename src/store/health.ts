// The database as `kontobro doctor` sees it: its version, steps, clock, size, and whether it keeps what it acknowledges.
import { performance } from 'node:perf_hooks'
import { sql, type Kysely } from 'kysely'
import type { Seal } from './tables/connections.ts'

export type DatabaseHealth = { version: string; steps: string[]; bytes: number; skewMs: number; /** Settings that are off although acknowledged writes need them. */ unsafe: string[] }

export async function databaseHealth(db: Kysely<unknown>): Promise<DatabaseHealth> {
  const begun = performance.now()
  const asked = Date.now()
  const clock = (await sql<{ now: string }>`select (extract(epoch from clock_timestamp()) * 1000)::text as now`.execute(db)).rows[0]
  const skewMs = asked + (performance.now() - begun) / 2 - Number(clock?.now ?? asked)
  const facts = (await sql<{ version: string; bytes: string; fsync: string; pages: string; commit: string }>`select current_setting('server_version') as version, pg_database_size(current_database())::text as bytes,
    current_setting('fsync') as fsync, current_setting('full_page_writes') as pages, current_setting('synchronous_commit') as commit`.execute(db)).rows[0]
  const steps = (await sql<{ name: string }>`select name from migrations order by position`.execute(db)).rows.map((row) => row.name)
  const unsafe = [...(facts?.fsync === 'off' ? ['fsync'] : []), ...(facts?.pages === 'off' ? ['full_page_writes'] : []), ...(facts?.commit === 'off' ? ['synchronous_commit'] : [])]
  return { version: facts?.version ?? '', steps, bytes: Number(facts?.bytes ?? 0), skewMs, unsafe }
}

/** What is stored under seal, and how much of it the present key opens. `failure`: what the first that did not open said. */
export async function sealedHealth(db: Kysely<unknown>, seal: Seal): Promise<{ opened: number; failure: unknown }> {
  const rows = (await sql<{ place: string; sealed: Buffer }>`select 'connection:' || org || ':' || name as place, secrets as sealed from connections where secrets is not null
    union all select 'tokens:' || org || ':' || connection, sealed from tokens
    union all select 'setup:' || id, setup from organisations where setup is not null`.execute(db)).rows
  let opened = 0
  let failure: unknown = null
  for (const { place, sealed } of rows) {
    try {
      seal.open(sealed, place)
      opened += 1
    } catch (error) {
      failure ??= error
    }
  }
  return { opened, failure }
}
