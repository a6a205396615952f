// The ground of the exactly-once proofs: both twins, one database, and any number of workers on it, each with its own installation.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { startSandbox, type Sandbox } from '../../sandbox/main.ts'
import type { Choices } from '../../sandbox/eaccounting/choices.ts'
import { emptyBooksSeed } from '../../sandbox/eaccounting/bulk.ts'
import { bulkSeed } from '../../sandbox/hubspot/bulk.ts'
import type { HubSpotSeed } from '../../sandbox/hubspot/seed.ts'
import type { Operations, RunReport } from '../../src/api/operations.ts'
import { readEnvironment } from '../../src/config/environment.ts'
import { connectors } from '../../src/connectors/registry.ts'
import { openInstallation, type Installation } from '../../src/engine/installation.ts'
import { createOperations, type RunKeeping } from '../../src/engine/operations.ts'
import type { RunHooks } from '../../src/engine/run-context.ts'
import { createLogger } from '../../src/log.ts'
import { temporaryDatabase, type TemporaryDatabase } from '../../src/store/test-database.ts'

export type Worker = { installation: Installation; operations: Operations & RunKeeping; run(choice?: Parameters<Operations['startRun']>[2]): Promise<RunReport>; /** As when its process is killed: the system closes its connections to the database. */ kill(): Promise<void>; close(): Promise<void> }

export type GroundOptions = { settings?: Record<string, unknown>; timeScale?: number; look?: Partial<Choices>; crm?: HubSpotSeed; limits?: 'vendor' | 'off'; searchLagMs?: number }

export type Ground = {
  sandbox: Sandbox
  timeScale: number
  database(): TemporaryDatabase
  environment(): Record<string, string>
  /** Opens one more worker on the database. */
  worker(hooks?: RunHooks): Promise<Worker>
  /** Applies the configuration with other settings or flows. */
  apply(worker: Worker, change?: { settings?: Record<string, unknown>; flow?: string; flows?: Record<string, Record<string, unknown>> }): Promise<void>
  /** The worker of every run that is alive is taken for dead: its lease is over. */
  expireLeases(worker: Worker): Promise<void>
  /** Another installation's ground: the same twins, a database and data folder of its own. */
  beside(): Promise<Ground>
  /** Another, empty database and data folder: nothing is remembered. */
  forget(): Promise<void>
  close(): Promise<void>
}

export const flowName = 'won-deals'
const books = { unit: 'Styck', coding: { 25: 'Varor 25 %', 12: 'Varor 12 %', 6: 'Varor 6 %', 0: 'Varor 0 %' } }

/** Settings of the flow under proof: everything that is missing is made, nothing waits longer than it must. */
export const baseSettings: Record<string, unknown> = {
  stages: ['default/closedwon'], startFrom: 'golive', maxCreatesPerRun: 'off', quietSeconds: 0, settleSeconds: 5, orderType: 'order', missingProducts: 'create', newArticle: books,
  fields: { orgNumber: 'orgno', invoiceEmail: 'invoice_email', street: 'address', postalCode: 'zip', city: 'city', country: 'country' },
  terms: { default: '30 dagar netto' },
}

export async function openGround(options: GroundOptions = {}, twins?: Sandbox): Promise<Ground> {
  const timeScale = options.timeScale ?? 100
  const crm = options.crm ?? bulkSeed({ deals: 0, linesPerDeal: 0, companies: 0, skus: 1, wonAt: Date.now() })
  const sandbox = twins ?? await startSandbox({ timeScale, limits: options.limits ?? 'off', seeds: { hubspot: crm, eaccounting: emptyBooksSeed() }, ...(options.look === undefined ? {} : { look: options.look }), ...(options.searchLagMs === undefined ? {} : { searchLagMs: options.searchLagMs }) })
  let database = await temporaryDatabase()
  let dataDir = mkdtempSync(join(tmpdir(), 'kontobro-proof-'))
  const open = new Set<Worker>()
  let workers = 0
  const variables = (): Record<string, string> => ({ ...sandbox.environment, DATABASE_URL: database.url, KONTOBRO_DATA_DIR: dataDir, KONTOBRO_TIME_SCALE: String(timeScale) })

  const ground: Ground = {
    sandbox, timeScale,
    database: () => database,
    environment: variables,
    worker: async (hooks) => {
      const read = readEnvironment(variables(), connectors)
      if (!read.ok) throw new Error(read.problems.map((problem) => problem.en).join('\n'))
      const applicationName = `proof worker ${(workers += 1)}`
      const installation = await openInstallation(read.environment, { log: createLogger({ level: process.env.LOG_LEVEL === 'debug' ? 'debug' : 'silent' }), poolSize: 6, applicationName })
      const operations = createOperations(installation, { server: () => null, ...(hooks === undefined ? {} : { hooks }) })
      const worker: Worker = {
        installation, operations,
        run: (choice = {}) => operations.startRun('main', flowName, { wait: true, ...choice }),
        kill: async () => {
          const client = new pg.Client({ connectionString: database.url })
          await client.connect()
          await client.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()', [applicationName])
          await client.end()
        },
        close: async () => {
          if (open.delete(worker)) await installation.close()
        },
      }
      open.add(worker)
      return worker
    },
    apply: async (worker, change = {}) => {
      const one = (settings: Record<string, unknown>): object => ({ flow: 'orders-to-accounting', from: 'crm', to: 'books', settings: { ...baseSettings, ...options.settings, ...settings } })
      const flows = change.flows === undefined ? { [change.flow ?? flowName]: one(change.settings ?? {}) } : Object.fromEntries(Object.entries(change.flows).map(([name, settings]) => [name, one(settings)]))
      const setup = {
        organisation: 'main',
        connections: {
          crm: { system: 'hubspot', accessToken: '${HUBSPOT_TOKEN}' },
          books: { system: 'eaccounting', clientId: '${EA_ID}', clientSecret: '${EA_SECRET}', redirectUri: 'https://localhost:44300/callback', refreshToken: '${EA_REFRESH}' },
        },
        flows,
      }
      const applied = await worker.operations.apply({ files: [{ name: 'kontobro.yaml', text: JSON.stringify(setup) }], environment: { ...sandbox.environment }, dryRun: false, removeMissing: true })
      if (!applied.ok) throw new Error(JSON.stringify(applied))
    },
    expireLeases: async (worker) => {
      // The name is changed too: in this process the dead worker's heart would beat on.
      await sql`update runs set lease_until = clock_timestamp() - interval '1 second', worker = worker || ' (dead)' where state = 'running'`.execute(worker.installation.db)
    },
    beside: () => openGround(options, sandbox),
    forget: async () => {
      for (const worker of open) await worker.close()
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
      database = await temporaryDatabase()
      dataDir = mkdtempSync(join(tmpdir(), 'kontobro-proof-'))
    },
    close: async () => {
      for (const worker of open) await worker.close()
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
      if (twins === undefined) await sandbox.close()
    },
  }
  return ground
}
