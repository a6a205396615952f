// The installation: the database, the keys, the log and the clock that everything of one process shares.
import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Environment } from '../config/environment.ts'
import type { Budget } from '../connectors/connector.ts'
import { createLogger, type Logger } from '../log.ts'
import { createPlaces, type Places } from '../runs/places.ts'
import { openDatabase } from '../store/database.ts'
import { startEmbeddedPostgres } from '../store/embedded/start.ts'
import { migrate } from '../store/migrate.ts'
import { migrations } from '../store/migrations.ts'
import { refuseMoved } from '../store/backup/target.ts'
import { finishKey } from '../store/finish-key.ts'
import { openSecrets } from '../store/secret-key.ts'
import type { Secrets } from '../store/secrets.ts'
import type { Seal } from '../store/tables/connections.ts'
import { databaseBudget } from './clients.ts'

/** Blocks worked on side by side in one process: more would not be faster, and would need more memory. */
const blocksAtOnce = 4

export type Installation = {
  environment: Environment
  databaseUrl: string
  embedded: boolean
  db: Kysely<unknown>
  pool: pg.Pool
  secrets: Secrets
  seal: Seal
  log: Logger
  budget: Budget
  /** Room for blocks in this process. */
  places: Places
  /** Name of this process among workers: host, pid and a random part. */
  worker: string
  now(): number
  close(): Promise<void>
}

/** Opens the database (embedded unless DATABASE_URL is set), brings it up to date and unlocks the keys. The data folder must be owned by this process when the database is embedded. */
export async function openInstallation(environment: Environment, options: { log?: Logger; poolSize?: number; /** As PostgreSQL shows it. */ applicationName?: string } = {}): Promise<Installation> {
  const log = options.log ?? createLogger()
  const embedded = environment.databaseUrl === null
  const server = environment.databaseUrl === null ? await startEmbeddedPostgres({ dataDir: environment.dataDir, onLog: (line) => log.debug({ part: 'postgres' }, line) }) : null
  const databaseUrl = server?.url ?? environment.databaseUrl ?? ''
  try {
    await migrate(databaseUrl, migrations)
    await refuseMoved(databaseUrl)
    if (environment.secretKey === null && (await finishKey(environment.dataDir, databaseUrl))) log.warn({}, 'a restore that was cut short is finished: its key is in place')
    // Every connection is a process of PostgreSQL's with caches of its own, five megabytes each; one engine's statements are short, and three are rarely under way at once.
    const { db, pool, close } = openDatabase<unknown>(databaseUrl, { max: options.poolSize ?? 6, ...(options.applicationName === undefined ? {} : { applicationName: options.applicationName }) })
    const secrets = openSecrets(environment.dataDir, environment.secretKey ?? undefined)
    const now = (): number => Date.now()
    return {
      environment, databaseUrl, embedded, db, pool, secrets, log, now,
      seal: { seal: (value, place) => secrets.seal(value, place), sealList: (items, place) => secrets.sealList(items, place), open: (sealed, place) => secrets.open(sealed, place) },
      places: createPlaces(blocksAtOnce),
      budget: databaseBudget(db, { now, timeScale: environment.timeScale }),
      worker: `${process.pid}-${Math.random().toString(36).slice(2, 10)}`,
      close: async () => {
        await close()
        await server?.stop()
      },
    }
  } catch (error) {
    await server?.stop()
    throw error
  }
}
