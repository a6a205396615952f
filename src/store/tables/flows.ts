// Organisations and flows with every version of their settings.
import { sql, type Kysely } from 'kysely'

export type FlowRow = {
  org: string
  name: string
  flow: string
  source: string
  target: string
  schedule: string | null
  settings: Record<string, unknown>
  mapping: unknown[]
  version: number
  state: 'active' | 'paused'
  golive_at: Date
}

export type OrganisationRow = { id: string; retention_days: number; setup: Buffer | null }

export async function ensureOrganisation(db: Kysely<unknown>, org: string): Promise<void> {
  await sql`insert into organisations (id) values (${org}) on conflict do nothing`.execute(db)
}

export async function listOrganisations(db: Kysely<unknown>): Promise<OrganisationRow[]> {
  return (await sql<OrganisationRow>`select id, retention_days, setup from organisations order by id`.execute(db)).rows
}

/** Keeps the applied setup (sealed) and how long the log is kept. */
export async function saveOrganisation(db: Kysely<unknown>, org: string, set: { retentionDays: number; setup: Buffer }): Promise<void> {
  await sql`update organisations set retention_days = ${set.retentionDays}, setup = ${set.setup} where id = ${org}`.execute(db)
}

const columns = sql.raw('org, name, flow, source, target, schedule, settings, mapping, version, state, golive_at')

export async function listFlows(db: Kysely<unknown>, org: string): Promise<FlowRow[]> {
  return (await sql<FlowRow>`select ${columns} from flows where org = ${org} order by name`.execute(db)).rows
}

export async function flowNamed(db: Kysely<unknown>, org: string, name: string): Promise<FlowRow | null> {
  return (await sql<FlowRow>`select ${columns} from flows where org = ${org} and name = ${name}`.execute(db)).rows[0] ?? null
}

/** Creates or changes a flow. The go-live moment is set once, at the first save; a change of settings or mapping makes a new version. */
export async function saveFlow(
  db: Kysely<unknown>,
  flow: { org: string; name: string; flow: string; source: string; target: string; schedule: string | null; settings: object; mapping: unknown[]; now: Date; by: string },
): Promise<FlowRow> {
  return await db.transaction().execute(async (trx) => {
    const settings = JSON.stringify(flow.settings)
    const mapping = JSON.stringify(flow.mapping)
    const saved = await sql<FlowRow>`insert into flows (org, name, flow, source, target, schedule, settings, mapping, golive_at)
      values (${flow.org}, ${flow.name}, ${flow.flow}, ${flow.source}, ${flow.target}, ${flow.schedule}, ${settings}, ${mapping}, ${flow.now})
      on conflict (org, name) do update set flow = excluded.flow, source = excluded.source, target = excluded.target, schedule = excluded.schedule,
        version = flows.version + case when flows.settings = excluded.settings and flows.mapping = excluded.mapping then 0 else 1 end,
        settings = excluded.settings, mapping = excluded.mapping, changed_at = now()
      returning ${columns}`.execute(trx)
    const row = saved.rows[0]
    if (row === undefined) throw new Error(`flow ${flow.name} was not saved`)
    await sql`insert into flow_versions (org, flow, version, settings, mapping, by) values (${flow.org}, ${flow.name}, ${row.version}, ${settings}, ${mapping}, ${flow.by})
      on conflict do nothing`.execute(trx)
    return row
  })
}

export async function setFlowState(db: Kysely<unknown>, org: string, name: string, state: 'active' | 'paused'): Promise<void> {
  await sql`update flows set state = ${state}, changed_at = now() where org = ${org} and name = ${name}`.execute(db)
}

/** Removes the flow and what waits for it; links stay (they belong to the accounts, not to the flow). */
export async function removeFlow(db: Kysely<unknown>, org: string, name: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`delete from flows where org = ${org} and name = ${name}`.execute(trx)
    await sql`delete from cursors where org = ${org} and flow = ${name}`.execute(trx)
    await sql`delete from seen where org = ${org} and flow = ${name}`.execute(trx)
  })
}
