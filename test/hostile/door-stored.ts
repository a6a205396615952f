// The cellar's door: whatever stands in our own tables is read as a stranger's too. Values in every column of JSON and of sealed bytes are spoilt, and everything that reads them is asked.
import { sql } from 'kysely'
import { storableJson } from '../../src/core/broken-signs.ts'
import { problemOf } from '../../src/api/errors.ts'
import { openGround } from '../flow-ground.ts'
import type { Chance } from './chance.ts'
import type { Door, OpenDoor, Verdict } from './door.ts'
import { mutatedJson } from './mutate.ts'
import { describe, tellsSecret } from './oracle.ts'

type Column = { table: string; column: string; type: 'jsonb' | 'bytea' }

export const storedDoor: Door = {
  name: 'stored', parts: 3, patienceMs: 60_000,
  async open(): Promise<OpenDoor> {
    const ground = await openGround({ flows: { won: {}, booked: { settings: 'orderType: invoice' } }, deals: [{ id: '90001', flow: 'won' }, { id: '90002', flow: 'won', lines: [] }, { id: '90003', flow: 'booked' }] })
    await ground.run('won')
    await ground.run('booked')
    const { db } = ground.house.installation
    const { operations } = ground.house
    const columns = (await sql<Column>`select c.table_name as "table", c.column_name as "column", c.data_type as "type" from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.data_type in ('jsonb', 'bytea') and c.table_name !~ '_[0-9]{8}$'`.execute(db)).rows
    const filled: Column[] = []
    for (const one of columns) {
      const rows = (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(one.table)} where ${sql.ref(one.column)} is not null`.execute(db)).rows
      if ((rows[0]?.n ?? 0) > 0) filled.push(one)
    }
    const asks: Record<string, () => Promise<unknown>> = {
      status: () => operations.status('main'), held: () => operations.held('main', {}), runs: () => operations.runs('main', null, 5), logs: () => operations.logs('main', { full: true, limit: 20 }), export: () => operations.exportYaml('main'),
      preview: () => operations.startRun('main', 'won', { preview: true, record: '90001', wait: true }), run: () => operations.startRun('main', 'won', { record: '90002', wait: true, yes: true }), all: () => operations.startRun('main', 'booked', { wait: true, yes: true }),
      try: () => operations.tryMapping('main', 'won', '90001'), person: () => operations.person('main', { email: 'faktura@kanda.example', orgNumber: undefined }, false),
    }
    return {
      async knock(chance) {
        const place = chance.pick(filled)
        const at = `${place.table}.${place.column}`
        await sql`drop table if exists hostile_keep`.execute(db)
        await sql`create table hostile_keep as table ${sql.table(place.table)}`.execute(db)
        const what = await spoil(chance, place)
        if (what === null) return null
        let verdict: Verdict = null
        for (const name of [chance.pick(Object.keys(asks)), chance.pick(Object.keys(asks))]) {
          verdict ??= await asked(name).then((wrong) => (wrong === null ? null : `${at} ${what}, ${name}: ${wrong}`))
        }
        await restore(place)
        return verdict
      },
      close: () => ground.close(),
    }

    async function asked(name: string): Promise<Verdict> {
      try {
        const answer = await asks[name]?.()
        const text = JSON.stringify(answer) ?? ''
        return ['preview', 'run', 'all', 'try'].includes(name) && text.includes('"unexpected"') ? `unexpected: ${text.slice(text.indexOf('"unexpected"') - 200, text.indexOf('"unexpected"') + 200)}` : tellsSecret(text)
      } catch (caught) {
        const { body } = problemOf(caught)
        if (body.error.code === 'unexpected' || body.error.sv === '') return describe(caught)
        return tellsSecret(JSON.stringify(body))
      }
    }

    async function spoil(chance: Chance, { table, column, type }: Column): Promise<string | null> {
      const [row] = (await sql<{ value: unknown; at: string }>`select ${sql.ref(column)} as value, ctid::text as at from ${sql.table(table)} where ${sql.ref(column)} is not null order by random() limit 1`.execute(db)).rows
      if (row === undefined) return null
      try {
        if (type === 'jsonb') {
          const { text, what } = mutatedJson(chance, row.value)
          await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${storableJson(JSON.parse(text))}::jsonb where ctid = ${row.at}::tid`.execute(db)
          return what
        }
        const bytes = Buffer.from(row.value as Uint8Array)
        const spoilt = chance.oneIn(3) ? bytes.subarray(0, chance.below(bytes.length)) : Buffer.from(bytes)
        if (spoilt.length > 0) spoilt[chance.below(spoilt.length)] = chance.below(256)
        await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${spoilt} where ctid = ${row.at}::tid`.execute(db)
        return 'spoilt'
      } catch {
        return null // Not JSON, or nothing that the table takes: such a value cannot stand there.
      }
    }

    async function restore({ table }: Column): Promise<void> {
      await sql`begin; set local session_replication_role = replica; delete from ${sql.table(table)}; insert into ${sql.table(table)} select * from hostile_keep; commit`.execute(db).catch(async () => {
        await sql`rollback`.execute(db).catch(() => undefined)
        await sql`delete from ${sql.table(table)}`.execute(db)
        await sql`insert into ${sql.table(table)} select * from hostile_keep`.execute(db)
      })
    }
  },
}
