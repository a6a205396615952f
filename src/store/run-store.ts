// The store as a run sees it: everything bound to one database and one organisation, and the commit of a group in one transaction.
import { randomUUID } from 'node:crypto'
import { sql, type Kysely, type Transaction } from 'kysely'
import type { KnownArticle, KnownCustomer, KnownDocument } from '../core/books.ts'
import type { JsonPieces } from '../core/mask.ts'
import { inTransaction } from './database.ts'
import type { Seal } from './tables/connections.ts'
import { forgetDocument, takersOf } from './tables/doubles.ts'
import { addActivities, type NewActivity } from './tables/activities.ts'
import { raiseAlert } from './tables/alerts.ts'
import { countWaiting, dueHeld, handledStamps, holdRecords, listHeld, nextWaiting, outcomesOf, releaseHeld, saveSeen, stampHeld, type NewHeld } from './tables/held.ts'
import { claimedKeys, keptNumbers, markSent, noteLook, openIntents, planIntents, renumberIntent, settleAbsent, settleIntents, stillOpen, type IntentScope, type NewIntent } from './tables/intents.ts'
import {
  articlesByKeys, customersByKeys, documentsByMarks, doubledMarks, forgetUnseenDocuments, knownState, learntFacts, reserveCustomerNumbers, saveKnownArticles, seenDocumentsByMarks,
  saveKnownCustomers, saveKnownDocuments, saveKnownState, saveLearnt, type KnownWhat,
} from './tables/known.ts'
import { deferLink, dropLink, linkedStamps, linksOf, linksToBook, linksToSend, nextBooking, saveAliases, saveLinks, stampLinks, youngLinks, type LinkScope, type NewLink, type Stamp } from './tables/links.ts'
import { sealPayloads } from './tables/payloads.ts'
import { lookAtNewTables } from './tables/statistics.ts'
import { clearOutbox, deferOutbox, dropOutbox, dueOutbox, putOutbox } from './tables/outbox.ts'
import { assertRunHeld, beginRun, cursorOf, endRun, everFinished, renewRun, runLease, saveCursor, type CursorRow } from './tables/runs.ts'
import type { WriteBackValues } from '../connectors/connector.ts'

/** `payload`: what the log keeps of the record, as a JSON text free of secrets, in pieces. `onlyIfNewHold`: the same cause again adds no new line. */
export type ToldActivity = Omit<NewActivity, 'payloadNo'> & { payload: JsonPieces | null; onlyIfNewHold?: boolean }

/** What one group of outcomes leaves behind, written together or not at all. */
export type Commit = {
  /** The run whose outcomes these are: without its lease nothing is saved. */
  run: { id: string; worker: string }
  flow: string
  settingsVersion: number
  settled: string[]
  links: { scope: LinkScope; links: NewLink[] }[]
  dropped: { scope: LinkScope; sourceId: string }[]
  stamps: { scope: LinkScope; stamps: Stamp[] }[]
  aliases: { sourceAccount: string; kind: string; aliases: { oldId: string; newId: string }[] }[]
  held: NewHeld[]
  released: string[]
  seen: { id: string; stamp: string }[]
  activities: ToldActivity[]
  outbox: { connection: string; kind: string; rows: { recordId: string; values: WriteBackValues; onlyIfNewHold?: boolean }[] }[]
  knownCustomers: KnownCustomer[]
  knownArticles: KnownArticle[]
  knownDocuments: KnownDocument[]
}

export function runStore(db: Kysely<unknown>, org: string, account: string, seal: Seal, hash: (purpose: string, value: string) => string) {
  const books = { org, account }
  const write = async (trx: Transaction<unknown>, group: Commit, now: Date): Promise<void> => {
    await assertRunHeld(trx, group.run)
    // One statement a place, each row once, the last of several. In one order of places and rows everywhere, so that two groups cannot lock each other out.
    const places = [...Map.groupBy(group.links, (part) => placeName(part.scope))].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [, parts] of places) if (parts[0] !== undefined) await saveLinks(trx, parts[0].scope, [...new Map(parts.flatMap((part) => part.links).map((link) => [link.source_id, link])).values()])
    for (const part of group.dropped) await dropLink(trx, part.scope, part.sourceId)
    for (const part of group.stamps) await stampLinks(trx, part.scope, part.stamps)
    for (const part of group.aliases) await saveAliases(trx, org, part.sourceAccount, part.kind, part.aliases)
    await saveKnownCustomers(trx, books, group.knownCustomers)
    await saveKnownArticles(trx, books, group.knownArticles)
    await saveKnownDocuments(trx, books, group.knownDocuments)
    const fresh = await holdRecords(trx, org, group.flow, group.held, now)
    await releaseHeld(trx, org, group.flow, group.released)
    await saveSeen(trx, org, group.flow, group.settingsVersion, group.seen)
    await tell(trx, group.activities.filter((line) => line.onlyIfNewHold !== true || fresh.has(line.recordId)))
    for (const part of group.outbox) {
      await putOutbox(trx, org, part.connection, part.kind, group.flow, part.rows.filter((row) => row.onlyIfNewHold !== true || fresh.has(row.recordId)))
    }
    await settleIntents(trx, group.settled)
  }
  let unknownTables: string[] | undefined
  const tell = async (trx: Transaction<unknown>, told: ToldActivity[]): Promise<void> => {
    const texts: JsonPieces[] = []
    const lines = told.map(({ payload, onlyIfNewHold: _, ...line }): NewActivity => ({ ...line, payloadNo: payload === null ? null : texts.push(payload) - 1 }))
    // The group is as old as its youngest line, so that it stays as long as any of them.
    const at = new Date(Math.max(...told.map((line) => line.at.getTime())))
    await addActivities(trx, org, lines, await sealPayloads(seal, org, randomUUID(), at, texts))
  }
  return {
    org,
    seal,
    hash,
    beginRun: (run: Omit<Parameters<typeof beginRun>[1], 'org'>) => beginRun(db, { ...run, org }),
    renewRun: (...rest: Tail<Parameters<typeof renewRun>>) => renewRun(db, ...rest),
    endRun: (...rest: Tail<Parameters<typeof endRun>>) => endRun(db, ...rest),
    everFinished: (flow: string, version: number) => everFinished(db, org, flow, version),
    runLease: (id: string) => runLease(db, id),
    cursorOf: (flow: string) => cursorOf(db, org, flow),
    saveCursor: (flow: string, cursor: CursorRow) => saveCursor(db, org, flow, cursor),
    linksOf: (scope: LinkScope, ids: string[]) => linksOf(db, scope, ids),
    linkedStamps: (scope: LinkScope, ids: string[]) => linkedStamps(db, scope, ids),
    linksToBook: (scope: LinkScope, flow: string, now: Date) => linksToBook(db, scope, flow, now),
    linksToSend: (scope: LinkScope, flow: string, now: Date) => linksToSend(db, scope, flow, now),
    deferLink: (scope: LinkScope, sourceId: string, until: Date) => deferLink(db, scope, sourceId, until),
    nextBooking: (scope: LinkScope, flow: string) => nextBooking(db, scope, flow),
    youngLinks: (scope: LinkScope, flow: string, since: Date) => youngLinks(db, scope, flow, since),
    handledStamps: (flow: string, version: number, ids: string[]) => handledStamps(db, org, flow, version, ids),
    outcomesOf: (flow: string, version: number, ids: string[]) => outcomesOf(db, org, flow, version, ids),
    dueHeld: (flow: string, due: Parameters<typeof dueHeld>[3]) => dueHeld(db, org, flow, due),
    listHeld: (filter: Parameters<typeof listHeld>[2]) => listHeld(db, org, filter),
    countWaiting: (flow: string) => countWaiting(db, org, flow),
    nextWaiting: (flow: string) => nextWaiting(db, org, flow),
    customersByKeys: (keys: Parameters<typeof customersByKeys>[2]) => customersByKeys(db, books, keys),
    articlesByKeys: (keys: string[]) => articlesByKeys(db, books, keys),
    seenDocumentsByMarks: (marks: string[], run: string) => seenDocumentsByMarks(db, books, marks, run),
    takersOf: (ids: string[]) => takersOf(db, books, ids),
    forgetDocument: (kind: string, id: string) => forgetDocument(db, books, kind, id),
    documentsByMarks: (marks: string[]) => documentsByMarks(db, books, marks),
    doubledMarks: () => doubledMarks(db, books),
    knownState: (what: KnownWhat) => knownState(db, books, what),
    saveKnownState: (what: KnownWhat, until: string | null, at: Date) => saveKnownState(db, books, what, until, at),
    saveKnownCustomers: (customers: KnownCustomer[]) => saveKnownCustomers(db, books, customers),
    saveKnownArticles: (articles: KnownArticle[]) => saveKnownArticles(db, books, articles),
    saveKnownDocuments: (documents: KnownDocument[]) => saveKnownDocuments(db, books, documents),
    forgetUnseenDocuments: (kind: string, before: Date) => forgetUnseenDocuments(db, books, kind, before),
    reserveCustomerNumbers: (atLeast: number, n: number) => reserveCustomerNumbers(db, books, atLeast, n),
    learntFacts: () => learntFacts(db, books),
    saveLearnt: (name: string, value: unknown, basis: unknown, at: Date) => saveLearnt(db, books, name, value, basis, at),
    planIntents: (scope: Omit<IntentScope, 'org' | 'account'>, intents: NewIntent[], now: Date) => planIntents(db, { ...scope, org, account }, intents, now),
    markSent: (ids: string[], worker: string, now: Date) => markSent(db, ids, worker, now),
    settleIntents: (ids: string[]) => settleIntents(db, ids),
    renumberIntent: (id: string, reference: string, key: string, now: Date) => renumberIntent(db, id, reference, key, now),
    settleAbsent: (id: string, now: Date) => settleAbsent(db, id, now),
    claimedKeys: (keys: string[]) => claimedKeys(db, org, account, keys),
    keptNumbers: (keys: string[]) => keptNumbers(db, org, account, keys),
    openIntents: () => openIntents(db, org, account),
    stillOpen: (ids: string[]) => stillOpen(db, ids),
    noteLook: (id: string, now: Date) => noteLook(db, id, now),
    dueOutbox: (...rest: Tail<Tail<Parameters<typeof dueOutbox>>>) => dueOutbox(db, org, ...rest),
    noteEchoes: async (scope: LinkScope, flow: string, stamps: { id: string; stamp: string }[]) => {
      await stampLinks(db, scope, stamps)
      await stampHeld(db, org, flow, stamps)
    },
    clearOutbox: (connection: string, kind: string, sent: { id: string; version: string }[]) => clearOutbox(db, org, connection, kind, sent),
    dropOutbox: (connection: string, kind: string, flow: string) => dropOutbox(db, org, connection, kind, flow),
    deferOutbox: (connection: string, kind: string, ids: string[], problem: string, until: Date) => deferOutbox(db, org, connection, kind, ids, problem, until),
    raiseAlert: (code: string, subject: string, params: Parameters<typeof raiseAlert>[4], now: Date) => raiseAlert(db, org, code, subject, params, now),

    /** Of tables that have contents by now; costs one question once all are known. */
    lookAtNewTables: async (): Promise<void> => void (unknownTables = await lookAtNewTables(db, unknownTables)),

    /** Throws `lease-lost` when the run was taken over. One transaction for a whole group: what was made, what is held, what is told, and the intents it settles. */
    commit: (group: Commit, now: Date): Promise<void> => inTransaction(db, (trx) => write(trx, group, now)),

    /**
     * The same without waiting for the disk: for cards and articles whose intents stand. The next `commit` or `planIntents` flushes it too,
     * before anything that builds on it is sent; a power cut before that leaves the intents open, as a lost reply does.
     */
    commitSoon: (group: Commit, now: Date): Promise<void> =>
      inTransaction(db, async (trx) => {
        await sql`set local synchronous_commit = off`.execute(trx)
        await write(trx, group, now)
      }),
  }
}
function placeName(scope: LinkScope): string {
  return `${scope.family} ${scope.kind} ${scope.sourceAccount} ${scope.targetAccount}`
}

export type RunStore = ReturnType<typeof runStore>
type Tail<T extends unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never
