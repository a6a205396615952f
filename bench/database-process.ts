// Process: the embedded PostgreSQL with the product's own settings, flushing to disk; says its address and what it did.
import pg from 'pg'
import { startEmbeddedPostgres } from '../src/store/embedded/start.ts'

export type DatabaseReady = { url: string; pid: number }
/** Flushes of files (write-ahead log and tables), bytes of log, transactions, since the database was made. */
export type Counters = { flushes: number; walBytes: number; commits: number }

const [dataDir = ''] = process.argv.slice(2)
const server = await startEmbeddedPostgres({ dataDir })
process.send?.({ url: server.url, pid: server.pid } satisfies DatabaseReady)
process.on('message', () => void counters().then((read) => process.send?.(read)))
process.on('disconnect', () => void server.stop().then(() => process.exit(0)))

async function counters(): Promise<Counters> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    const { rows } = await client.query<{ flushes: string; wal: string; commits: string }>(`select (select coalesce(sum(fsyncs), 0) from pg_stat_io) as flushes,
      (select wal_bytes from pg_stat_wal) as wal, (select xact_commit from pg_stat_database where datname = current_database()) as commits`)
    return { flushes: Number(rows[0]?.flushes ?? 0), walBytes: Number(rows[0]?.wal ?? 0), commits: Number(rows[0]?.commits ?? 0) }
  } finally {
    await client.end()
  }
}
