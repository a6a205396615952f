// The duplicate watch: documents that carry one mark. The second draft goes when nobody touched it; everything else is told at once.
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { BeforeSend, Books } from '../connectors/connector.ts'
import { asFailure } from '../core/failure.ts'
import { readKnown } from '../runs/read-known.ts'
import type { RunStore } from '../store/run-store.ts'
import { addActivities } from '../store/tables/activities.ts'
import { closeAlert, openAlerts, raiseAlert } from '../store/tables/alerts.ts'
import { forgetDocument, linksToDocuments, type LinkedDocument } from '../store/tables/doubles.ts'
import { documentName, verdictOf, type Double, type MarkedDocument } from './duplicate-verdict.ts'

export type DuplicateWatch = {
  db: Kysely<unknown>
  org: string
  /** The books' own identity, as links and known documents have it. */
  account: string
  store: Pick<RunStore, 'doubledMarks' | 'documentsByMarks' | 'openIntents' | 'hash' | 'knownState' | 'saveKnownState' | 'saveKnownCustomers' | 'saveKnownArticles' | 'saveKnownDocuments' | 'forgetUnseenDocuments'>
  books: Pick<Books, 'customers' | 'articles' | 'documents'>
  /** Whether these books have orders at all (the company's plan). */
  canOrder: boolean
  /** Also an untouched second order is removed; a setting, off by default. An invoice never is. */
  removeOrders: boolean
  /** Just before a removal is sent: the lease is still ours, we are not stopping. */
  before: BeforeSend
  now(): number
  log: { warn(fields: object, text: string): void }
}

export type DuplicateReport = { marks: number; removed: string[]; left: string[]; settled: string[] }

/**
 * Reads the documents that changed (drafts whole), and settles every mark that stands on several. Called after a take-over and each night.
 * `left`: marks that need a person, each an open alert `two-marks`; `settled`: marks that turned out single. Throws what reading throws.
 */
export async function watchDuplicates(watch: DuplicateWatch): Promise<DuplicateReport> {
  const report: DuplicateReport = { marks: 0, removed: [], left: [], settled: [] }
  await readKnown({ books: { client: watch.books }, store: watch.store, recipe: { lookups: { company: { canOrder: watch.canOrder } } }, now: watch.now }, { customers: false, articles: false, documents: true })
  const doubled = await watch.store.doubledMarks()
  report.marks = doubled.length
  const inFlight = new Set((await watch.store.openIntents()).map((intent) => intent.reference))
  for (const { mark } of doubled) {
    // Recovery is still looking for this one; it is judged when its outcome is known.
    if (inFlight.has(mark)) continue
    report[await settleMark(watch, mark, report.removed)].push(mark)
  }
  await closeSettled(watch, report, inFlight)
  return report
}

async function settleMark(watch: DuplicateWatch, mark: string, removed: string[]): Promise<'left' | 'settled'> {
  const documents = await lookAgain(watch, mark)
  if (documents.length < 2) return 'settled'
  const verdict = verdictOf(documents, watch.removeOrders)
  if (verdict.remove.length === 0 || !(await takeBack(watch, mark, verdict, removed))) {
    await raiseAlert(watch.db, watch.org, 'two-marks', mark, { mark, documents: documents.map(documentName).join(', ') }, new Date(watch.now()))
    return 'left'
  }
  return 'settled'
}

/** The documents as the books show them now; those that are gone (a booked draft, one removed by hand) are forgotten. */
async function lookAgain(watch: DuplicateWatch, mark: string): Promise<MarkedDocument[]> {
  const books = { org: watch.org, account: watch.account }
  const known = (await watch.store.documentsByMarks([mark])).get(mark) ?? []
  const links = new Map((await linksToDocuments(watch.db, books, known.map((one) => one.id))).map((link): [string, LinkedDocument] => [link.target_id, link]))
  const seen: MarkedDocument[] = []
  for (const document of known) {
    const present = await watch.books.documents.get(document.kind, document.id)
    if (present === null) await forgetDocument(watch.db, books, document.kind, document.id)
    else seen.push({ known: document, present, link: links.get(document.id) ?? null })
  }
  // An order and the invoice made from it are one sale.
  return seen.filter((one) => !seen.some((other) => other.known.createdFromOrderId === one.known.id))
}

/** True when every second document is gone. */
async function takeBack(watch: DuplicateWatch, mark: string, verdict: Double, removed: string[]): Promise<boolean> {
  for (const document of verdict.remove) {
    const outcome = await watch.books.documents.remove(document.known.kind, document.known.id, watch.before)
    if (outcome.type !== 'written') {
      const failure = asFailure(outcome.failure)
      watch.log.warn({ mark, code: failure.code, detail: failure.detail }, 'a second document could not be removed')
      return false
    }
    await forgetDocument(watch.db, { org: watch.org, account: watch.account }, document.known.kind, document.known.id)
    await tellRemoved(watch, mark, verdict, document)
    removed.push(documentName(document))
  }
  return true
}

async function tellRemoved(watch: DuplicateWatch, mark: string, { keep }: Double, document: MarkedDocument): Promise<void> {
  const now = new Date(watch.now())
  const names = { removed: documentName(document), kept: documentName(keep) }
  await raiseAlert(watch.db, watch.org, 'second-draft-removed', mark, { mark, ...names }, now)
  if (keep.link === null || keep.link.flow === null) return
  await addActivities(watch.db, watch.org, [{
    id: randomUUID(), at: now, run: null, flow: keep.link.flow, trigger: 'watch', action: 'noticed', recordId: keep.link.source_id, title: mark, documentKind: document.known.kind, documentId: document.known.id,
    documentNumber: document.present.number, customerNumber: null, skus: [], reasonCode: 'second-draft-removed', durationMs: 0, settingsVersion: 0, payloadNo: null,
    sentenceSv: `Två dokument bar märket ${mark}. ${names.removed} var orört och togs bort; ${names.kept} gäller.`,
    sentenceEn: `Two documents carried the mark ${mark}. ${names.removed} was untouched and was removed; ${names.kept} stands.`,
  }], null)
}

/** A mark that a person made single again needs nobody any more. */
async function closeSettled(watch: DuplicateWatch, report: DuplicateReport, inFlight: ReadonlySet<string>): Promise<void> {
  for (const alert of await openAlerts(watch.db, watch.org)) {
    const mark = alert.subject
    if (alert.code !== 'two-marks' || report.left.includes(mark) || inFlight.has(mark)) continue
    // A mark that these books do not know belongs to another set of books of the organisation.
    const ours = report.settled.includes(mark) || (await watch.store.documentsByMarks([mark])).has(mark)
    if (ours) await closeAlert(watch.db, watch.org, alert.code, mark)
  }
}
