// The context of one run: what it is, what it may talk to, and the clock it lives by. Everything that touches the world comes in here.
import type { Books, CallRecord, SalesSource } from '../connectors/connector.ts'
import type { SaleKind } from '../core/sale-record.ts'
import type { ParcelStore } from '../store/parcel-store.ts'
import type { RunStore } from '../store/run-store.ts'
import type { LinkScope } from '../store/tables/links.ts'
import type { RunCounts } from '../store/tables/runs.ts'
import type { Lease } from './lease.ts'
import type { Place } from './places.ts'
import type { Points } from './points.ts'
import type { Recipe } from './recipe.ts'

/** One side of a run. `account` is the vendor's own identity of the account; `label` the system's name as people know it. */
export type Side<C> = { client: C; connection: string; system: string; label: string; account: string }

export type RunContext = {
  /** `id`: the row under whose lease this worker writes; `whole`: the run that it is a part of, or the same. */
  run: { id: string; whole: string; /** By the database's clock. */ startedAt: Date; org: string; flow: string; trigger: string; preview: boolean; worker: string; fence: string; settingsVersion: number }
  kind: SaleKind
  /** Names of the other flows that exist: a sale they made a document of is theirs. */
  otherFlows: ReadonlySet<string>
  source: Side<SalesSource>
  books: Side<Books>
  recipe: Recipe
  store: RunStore
  parcels: ParcelStore
  /** Resolves when this process has room for one more block; organisations take turns. */
  place(): Promise<Place>
  /** Others wait for a place in this process. */
  crowded(): boolean
  /** Fewest records of a piece that is cut for another worker. */
  leastPiece: number
  at: Points
  lease: Lease
  now(): number
  sleep(ms: number): Promise<void>
  uuid(): string
  /** Divides waits in tests; 1 in real life. */
  timeScale: number
  /** Set when a person pressed Ctrl-C or the server stops: finish what is in flight, begin nothing. */
  stopping(): boolean
  /** Called once, before the first record is worked on: the books' account is checked, stale lookups are read again. */
  beforeFirst(): Promise<void>
  /** There will be something to write: the properties are made ready while sales are worked on. A no is not final. */
  readyWriteBack(): void
  /** Whether the sales have the properties that status is written to; they are made if need be. Asked once a run, when there is something to write. */
  mayWriteBack(): Promise<boolean>
  counts: RunCounts
  apiCalls: Record<string, number>
  /** Calls made for a record, by our key, for the log. */
  calls: Map<string, CallRecord[]>
  progress: { step: string; done: number; total: number | null; waiting: number }
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void; error(fields: object, message: string): void }
}

/** A request may be answered for this long; after that the outcome is unknown. */
export const requestDeadlineMs = 30_000
/** Two looks of "not there" must lie this far apart, since lists may lag. */
export const betweenLooksMs = 5_000
/** A source record older than this when its write starts is read again. */
export const freshForMs = 60_000

export const hourMs = 3_600_000

export function scaled(ctx: Pick<RunContext, 'timeScale'>, ms: number): number {
  return ms / ctx.timeScale
}

/** How long an unanswered write is left alone before we look for it. */
export function quarantineMs(ctx: Pick<RunContext, 'timeScale' | 'recipe'>): number {
  return scaled(ctx, requestDeadlineMs + ctx.recipe.settleMs)
}

export function documentScope(ctx: RunContext): LinkScope {
  return { org: ctx.run.org, sourceAccount: ctx.source.account, kind: ctx.kind, targetAccount: ctx.books.account, family: 'document' }
}

export function customerScope(ctx: RunContext, kind: string): LinkScope {
  return { org: ctx.run.org, sourceAccount: ctx.source.account, kind, targetAccount: ctx.books.account, family: 'customer' }
}

export function intentScope(ctx: RunContext): { flow: string; run: string; worker: string; fence: string } {
  return { flow: ctx.run.flow, run: ctx.run.id, worker: ctx.run.worker, fence: ctx.run.fence }
}
