// Emptying a database: every table of ours and every job goes, and the tables are made anew. Only a demo does this.
import { sql, type Kysely } from 'kysely'
import { schema } from './database.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'

/** Schema of the job queue beside our own. */
const jobSchema = 'kontobro_jobs'

export async function startAfresh(db: Kysely<unknown>, databaseUrl: string): Promise<void> {
  await sql.raw(`drop schema if exists ${schema} cascade; drop schema if exists ${jobSchema} cascade`).execute(db)
  await migrate(databaseUrl, migrations)
}
