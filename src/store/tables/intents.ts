// Intents: what is about to be written, saved before it is sent, unique over everything that identifies it.
import { sql, type Kysely } from 'kysely'
import { Failure } from '../../core/failure.ts'

export type IntentKind = 'customer' | 'card' | 'article' | 'document' | 'update' | 'book' | 'send' | 'lesson'
export type IntentRow = {
  id: string
  org: string
  account: string
  kind: IntentKind
  flow: string
  run: string | null
  record_id: string | null
  reference: string
  state: 'sent' | 'settled'
  worker: string
  sealed: Buffer | null
  sent_at: Date | null
  looked_at: Date | null
  looks: number
}

/** `reference` finds the record again in the target: the mark, the customer number, the id of a card that is changed, the article number. */
export type NewIntent = { id: string; kind: IntentKind; recordId: string | null; reference: string; keys: string[]; sealed: Buffer | null }
export type IntentScope = { org: string; account: string; flow: string; run: string; worker: string; fence: string }

/**
 * Throws `lease-lost` when the run is not the worker's any more. Saves intents as sent (from here on each may reach the other side); those that share a key with an open intent are not saved
 * and come back as losers with the winner's id. One statement, which is the transaction: with each part on its own it was five ways to the database.
 */
export async function planIntents(db: Kysely<unknown>, scope: IntentScope, intents: NewIntent[], now: Date): Promise<{ planned: Set<string>; losers: Map<string, string> }> {
  const losers = new Map<string, string>()
  if (intents.length === 0) return { planned: new Set(), losers }
  const rows = intents.map((i) => ({ id: i.id, kind: i.kind, record_id: i.recordId, reference: i.reference, sealed: i.sealed?.toString('base64') ?? null }))
  // Sorted, so that two workers that want the same keys cannot lock each other out.
  const keys = intents.flatMap((i) => i.keys.map((key) => ({ key, intent: i.id }))).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  const lost = (await sql<{ loser: string | null; winner: string | null }>`select loser, winner from plan_intents(${scope.org}, ${scope.account}, ${scope.flow}, ${scope.run}, ${scope.worker}, ${scope.fence}, ${now},
    ${JSON.stringify(rows)}, ${JSON.stringify(keys)})`.execute(db)).rows
  for (const { loser, winner } of lost) {
    if (loser === null) throw new Failure('lease-lost')
    losers.set(loser, winner ?? '')
  }
  return { planned: new Set(intents.map((i) => i.id).filter((id) => !losers.has(id))), losers }
}

/** Sent again, or sent later than planned: the quarantine counts from this moment. Throws `lease-lost` when somebody else settled one of them: we were taken for dead. */
export async function markSent(db: Kysely<unknown>, ids: string[], worker: string, now: Date): Promise<void> {
  if (ids.length === 0) return
  const result = await sql`update intents set state = 'sent', sent_at = ${now}, worker = ${worker} where id = any(${ids}::uuid[]) and state <> 'settled'`.execute(db)
  if ((result.numAffectedRows ?? 0n) !== BigInt(ids.length)) throw new Failure('lease-lost')
}

/** The next request goes out under another number: what will be looked for after a lost reply. */
export async function renumberIntent(db: Kysely<unknown>, id: string, reference: string, key: string, now: Date): Promise<void> {
  await sql`with changed as (update intents set reference = ${reference}, sent_at = ${now}, looks = 0 where id = ${id} returning org, account, id)
    insert into intent_keys (org, account, key, intent) select org, account, ${key}, id from changed on conflict do nothing`.execute(db)
}

/** Looked for and not there: the intent goes. A customer's number is kept for its buyer, so that a request that is committed after all meets the second one. */
export async function settleAbsent(db: Kysely<unknown>, id: string, now: Date): Promise<void> {
  await sql`with kept as (insert into kept_numbers (org, account, key, number, at)
      select k.org, k.account, k.key, i.reference, ${now} from intents i join intent_keys k on k.intent = i.id where i.id = ${id} and i.kind = 'customer'
      on conflict (org, account, key) do update set number = excluded.number, at = excluded.at)
    delete from intents where id = ${id}`.execute(db)
}

/** Of the given keys, those that an open intent holds. */
export async function claimedKeys(db: Kysely<unknown>, org: string, account: string, keys: string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  return new Set((await sql<{ key: string }>`select key from intent_keys where org = ${org} and account = ${account} and key = any(${keys})`.execute(db)).rows.map((row) => row.key))
}

/** Numbers kept for buyers, by intent key. */
export async function keptNumbers(db: Kysely<unknown>, org: string, account: string, keys: string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map()
  const rows = (await sql<{ key: string; number: string }>`select key, number from kept_numbers where org = ${org} and account = ${account} and key = any(${keys})`.execute(db)).rows
  return new Map(rows.map((row) => [row.key, row.number]))
}

/** The outcome is known: the intent and its keys go. */
export async function settleIntents(db: Kysely<unknown>, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`delete from intents where id = any(${ids}::uuid[])`.execute(db)
}

export async function noteLook(db: Kysely<unknown>, id: string, now: Date): Promise<void> {
  await sql`update intents set looks = looks + 1, looked_at = ${now} where id = ${id}`.execute(db)
}

const columns = sql.raw('id, org, account, kind, flow, run, record_id, reference, state, worker, sealed, sent_at, looked_at, looks')

/** Open intents of a set of books, oldest first. */
export async function openIntents(db: Kysely<unknown>, org: string, account: string): Promise<IntentRow[]> {
  return (await sql<IntentRow>`select ${columns} from intents where org = ${org} and account = ${account} and state <> 'settled' order by created_at, id`.execute(db)).rows
}

export async function stillOpen(db: Kysely<unknown>, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  return new Set((await sql<{ id: string }>`select id from intents where id = any(${ids}::uuid[])`.execute(db)).rows.map((row) => row.id))
}

export async function countOpenIntents(db: Kysely<unknown>, org: string): Promise<number> {
  return Number((await sql<{ n: string }>`select count(*) as n from intents where org = ${org} and state <> 'settled'`.execute(db)).rows[0]?.n ?? 0)
}
