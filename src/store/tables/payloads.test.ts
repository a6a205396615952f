// Payloads of the log: a commit's are sealed together, each line finds its own, one can be erased, and old lines with their own are read too.
import { randomBytes, randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonPieces } from '../../core/mask.ts'
import { openDatabase } from '../database.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations.ts'
import { createSecrets } from '../secrets.ts'
import { temporaryDatabase } from '../test-database.ts'
import { addActivities, keepActivities, listActivities, type NewActivity } from './activities.ts'
import { allPayloads, erasePayloads, payloadsAt, sealPayloads } from './payloads.ts'
import { ensureOrganisation } from './flows.ts'

const secrets = createSecrets(randomBytes(32))
const seal = { seal: (value: unknown, place: string) => secrets.seal(value, place), sealList: (items: readonly JsonPieces[], place: string) => secrets.sealList(items, place), open: (sealed: Buffer, place: string) => secrets.open(sealed, place) }
const at = new Date('2026-12-02T06:30:00.123Z')

let db: Kysely<unknown>
let close: () => Promise<void>
beforeEach(async () => {
  const temporary = await temporaryDatabase({ key: migrations.map((one) => `${one.name}${one.sql.length}`).join(), prepare: async (url) => void (await migrate(url, migrations)) })
  const opened = openDatabase<unknown>(temporary.url, { max: 2 })
  db = opened.db
  close = async () => {
    await opened.close()
    await temporary.close()
  }
  await ensureOrganisation(db, 'main')
})
afterEach(() => close())

const line = (record: string, payloadNo: number | null): NewActivity => ({
  id: randomUUID(), at, run: null, flow: 'won-deals', trigger: 'manual', action: 'created', recordId: record, title: record, documentKind: null, documentId: null, documentNumber: null, customerNumber: null, skus: ['A', 'B'],
  reasonCode: null, sentenceSv: 'sv', sentenceEn: 'en', durationMs: 1, settingsVersion: 1, payloadNo,
})

async function told(): Promise<Map<string, unknown>> {
  const lines = await listActivities(db, 'main', {})
  const payloads = await payloadsAt(db, seal, 'main', lines.map((one) => one.place))
  return new Map(lines.map((one, index) => [one.recordId, payloads[index]]))
}

test('every line finds its own payload, whole, also one without and one from before', async () => {
  await addActivities(db, 'main', [line('1', 0), line('2', null), line('3', 1)], await sealPayloads(seal, 'main', randomUUID(), at, [['{"who":', '"Åsa"}'], ['{"who":"Bo"}']]))
  await addActivities(db, 'main', [line('4', null)], null)
  const old = line('5', null)
  await addActivities(db, 'main', [old], null)
  await sql`update activities set payload = ${seal.seal({ who: 'Old' }, 'activity:main')} where id = ${old.id}::uuid`.execute(db)
  expect(await told()).toEqual(new Map<string, unknown>([['1', { who: 'Åsa' }], ['2', null], ['3', { who: 'Bo' }], ['4', null], ['5', { who: 'Old' }]]))
})

test('what is erased is gone from its group, the others stay, and an empty group goes', async () => {
  await addActivities(db, 'main', [line('1', 0), line('2', 1)], await sealPayloads(seal, 'main', randomUUID(), at, [['{"who":', '"Åsa"}'], ['{"who":"Bo"}']]))
  const places = new Map<string, Parameters<typeof erasePayloads>[3][number]>()
  for await (const { place, payload } of allPayloads(db, seal, 'main')) places.set((payload as { who: string }).who, place)
  const erase = async (who: string) => erasePayloads(db, seal, 'main', [places.get(who)].filter((place) => place !== undefined))
  await erase('Åsa')
  expect(await told()).toEqual(new Map<string, unknown>([['1', null], ['2', { who: 'Bo' }]]))
  await erase('Bo')
  expect((await sql`select 1 from activity_payloads`.execute(db)).rows).toEqual([])
})

test('a group of another organisation or under another name does not open', async () => {
  const group = await sealPayloads(seal, 'main', randomUUID(), at, [['{"who":"Åsa"}']])
  await addActivities(db, 'main', [line('1', 0)], group === null ? null : { ...group, id: randomUUID() })
  // The line stays readable; what cannot be opened is shown as nothing.
  expect(await told()).toEqual(new Map([['1', null]]))
})

test('payloads go with their lines when their days are over', async () => {
  await addActivities(db, 'main', [line('1', 0)], await sealPayloads(seal, 'main', randomUUID(), at, [['{}']]))
  await keepActivities(db, new Date(at.getTime() + 29 * 86_400_000))
  expect((await sql`select 1 from activity_payloads`.execute(db)).rows).toHaveLength(1)
  await keepActivities(db, new Date(at.getTime() + 31 * 86_400_000))
  expect([(await sql`select 1 from activity_payloads`.execute(db)).rows, (await sql`select 1 from activities`.execute(db)).rows]).toEqual([[], []])
})
