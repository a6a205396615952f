// The connector contract: what one folder must offer for its system to take part. Two roles: a source of sales, and books.
import type { BooksLimits } from '../core/books-limits.ts'
import type { z } from 'zod'
import type {
  CustomerCard, KnownArticle, KnownDocument, Lookups, WrittenDocument,
} from '../core/books.ts'
import type { ArticleDraft, CustomerCreate, DocumentDraft } from '../core/document-draft.ts'
import type { Failure } from '../core/failure.ts'
import type { Parsed, SaleKind, SaleRecord } from '../core/sale-record.ts'
import type { DocumentKind } from '../core/sale-draft.ts'

/** The account behind a connection, by the vendor's own stable identity. */
export type AccountIdentity = {
  id: string
  name: string
  orgNumber: string | null
  currency: string
  timeZone: string
  /** Where a person opens the account, if known. */
  url: string | null
}

/** One finding of the readiness check. `ok: false` with severity 'stop' means flows cannot run. */
export type Finding = {
  code: string
  ok: boolean
  severity: 'stop' | 'warn' | 'info'
  sv: string
  en: string
}

/** A field of a record kind, standard or custom, as discovered live. `name` is what mapping rules use. */
export type FieldInfo = {
  entity: 'deal' | 'order' | 'company' | 'contact' | 'line' | 'product' | 'customer' | 'document' | 'row' | 'article'
  name: string
  label: string
  type: 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'choice'
  writable: boolean
  maxLength: number | null
  options: { value: string; label: string }[]
}

/** A pipeline with its stages, ids and labels. */
export type Pipeline = { id: string; label: string; stages: { id: string; label: string; closed: boolean }[] }

/** Outcome of one write. `unknown`: the reply was lost or unclear; it may have been made. `refused`: surely not made. */
export type WriteOutcome<T> =
  | { type: 'written'; value: T }
  | { type: 'refused'; failure: Failure }
  | { type: 'unknown'; failure: Failure }

/** Items go in with a key of the caller's and come back with it, in any order, as they are known. */
export type Keyed<T> = { key: string; value: T }
export type Written<T> = { key: string; outcome: WriteOutcome<T> }

/** Asked when a connection is ready, in the same turn in which the first byte leaves. False keeps the request unsent, and everything before it is asked anew. */
export type LastLook = () => boolean

/** Called before each request that writes; throwing stops that write (the lease was lost, we are stopping). Its answer is asked again at the last moment: getting a connection takes time. */
export type BeforeSend = (key: string) => LastLook | void | Promise<LastLook | void>

/** Which sales the survey should list. */
export type SaleQuery = {
  kind: SaleKind
  /** Stage ids whose sales are wanted. */
  stages: { pipelineId: string; stageId: string }[]
  /** Change window, ISO UTC; null = everything. */
  window: { from: string; to: string } | null
  /** Also sales that left the stages: those carrying our status property, or every change when that is not written. */
  alsoChanged: 'touched' | 'all' | 'none'
  /** Continue after this id (numeric order of the source). */
  afterId: string | null
}

/** A sale's id and change stamp, from the survey. */
export type SaleHead = { id: string; changedAt: string }

export type SalesSource = {
  pipelines(kind: SaleKind): Promise<Pipeline[]>
  fields(): Promise<FieldInfo[]>
  /** Default source fields for the `fields` setting ({postalCode: 'zip', ...}), by canonical name. */
  defaultFields: Record<string, string>
  /** Streams heads in ascending id, complete even beyond the source's result caps. */
  survey(query: SaleQuery): AsyncIterable<SaleHead[]>
  /** Whole records with lines, companies, contacts, owner, stage history, some at a time as they are asked for. Missing ids are left out. Any number of ids; batches are the connector's affair. */
  read(kind: SaleKind, ids: string[], want: SaleWant): AsyncIterable<Parsed<SaleRecord>[]>
  /** Heads only, fresh, by id: for "is it still as we read it" and for held and young sales. `archived: true` when deleted; missing = gone. `mergedInto` when the id now answers as another. */
  heads(kind: SaleKind, ids: string[]): Promise<(SaleHead & { archived: boolean; mergedInto: string | null })[]>
  /** Ids deleted recently (newest first, bounded by the source's recycle bin). */
  archived(kind: SaleKind): AsyncIterable<string[]>
  /** Writes our status values onto sales; per item outcome. Values are text, '' clears. `changedAt` of the record after the write when the source says it. */
  writeBack(kind: SaleKind, items: { id: string; values: WriteBackValues }[]): Promise<{ id: string; outcome: WriteOutcome<{ changedAt: string | null }> }[]>
  /** Makes sure the write-back properties exist; returns a failure to show when it may not. */
  prepareWriteBack(kind: SaleKind): Promise<Failure | null>
}

/** Property names the record reader must ask for, beside its standard ones. */
export type SaleWant = { sale: string[]; company: string[]; contact: string[]; line: string[]; product: string[] }

export type WriteBackValues = { status: 'created' | 'held' | 'skipped' | 'changed'; message: string; documentNumber: string; documentUrl: string }

/** How documents may be looked up by mark; which works is learnt at run time (EXACTLY-ONCE section 2). */
export type MarkLookup = 'byMark' | 'byCustomerAndTime' | 'byTime' | 'byPages'

export type Books = {
  lookups(): Promise<Lookups>
  fields(): Promise<FieldInfo[]>
  /** Text lengths and decimals of this system's documents, for the planner. */
  limits: BooksLimits
  customers: {
    /** All cards, or those changed since the stamp. Pages in change order; `until` is the stamp to continue from. */
    known(since: string | null): AsyncIterable<{ items: CustomerCard[]; until: string }>
    get(ids: string[]): Promise<CustomerCard[]>
    create(items: Keyed<CustomerCreate>[], before: BeforeSend): AsyncIterable<Written<CustomerCard>>
    /** Read, decide, merge, compare, write. `changes` is asked of the card as it was just read and answers draft field -> text; nothing is sent when the card says so already. */
    update(items: Keyed<{ id: string; changes(card: CustomerCard): Record<string, string> }>[], before: BeforeSend): AsyncIterable<Written<CustomerCard>>
    /** After an unknown outcome: is there a card with this number? */
    byNumber(number: string): Promise<CustomerCard | null>
  }
  articles: {
    known(since: string | null): AsyncIterable<{ items: KnownArticle[]; until: string }>
    create(items: Keyed<ArticleDraft>[], before: BeforeSend): AsyncIterable<Written<KnownArticle>>
    byNumber(number: string): Promise<KnownArticle | null>
  }
  documents: {
    known(kind: DocumentKind, since: string | null): AsyncIterable<{ items: KnownDocument[]; until: string }>
    /** Posts orders or invoice drafts (`kind: 'invoice'` is posted as a draft). Totals are read back from the answer. */
    create(items: Keyed<{ draft: DocumentDraft; customerId: string; articleIds: Record<string, string> }>[], before: BeforeSend): AsyncIterable<Written<WrittenDocument>>
    get(kind: DocumentKind, id: string): Promise<WrittenDocument | null>
    /** Read, merge, write rows and head of an order or draft. */
    update(item: Keyed<{ kind: DocumentKind; id: string; draft: DocumentDraft; customerId: string; articleIds: Record<string, string> }>, before: BeforeSend): Promise<Written<WrittenDocument>>
    /** Removes a draft, or an order that nobody touched. False when it was already gone. */
    remove(kind: DocumentKind, id: string, before: BeforeSend): Promise<WriteOutcome<boolean>>
    /** Books a draft as an invoice; the system refuses when totals differ from those given. */
    book(item: Keyed<{ draftId: string; totals: WrittenDocument['totals'] }>, before: BeforeSend): Promise<Written<WrittenDocument>>
    /** Sends a booked invoice, at most once. */
    send(item: Keyed<{ invoiceId: string; by: 'email' | 'einvoice'; onlyTo: string | null }>, before: BeforeSend): Promise<Written<true>>
    /** Every document whose mark field contains the mark, compared exactly by the caller. Tries the cheapest look-up that works and says which it was. */
    findByMark(question: { mark: string; field: DocumentDraft['markField']; customerId: string | null; since: string | null; kinds: DocumentKind[] }): Promise<{ documents: KnownDocument[]; lookup: MarkLookup }>
  }
}

/** A call made, for counters and the activity log; never headers. */
export type CallRecord = {
  system: string
  connection: string
  method: string
  /** Path template without ids, for counting: "/v2/orders/{id}". */
  template: string
  path: string
  status: number | null
  ms: number
  /** Milliseconds spent waiting for the budget. */
  waitedMs: number
  /** JSON texts as they went out and came in; absent where there was none, or where they hold secrets. */
  request?: string
  response?: string
  /** Key of the write it belongs to, as given to create, update, book or send. */
  about?: string
}

/** Tokens of a connection; kept sealed by the store. `refresh` must be run by one caller at a time across processes. */
export type TokenVault = {
  load(): Promise<StoredTokens | null>
  /** Runs `renew` under a lock shared by all processes, with the newest stored tokens; stores and returns what it gives. When another process renewed meanwhile, that is returned instead. */
  renew(seen: StoredTokens | null, renew: (current: StoredTokens | null) => Promise<StoredTokens>): Promise<StoredTokens>
}
export type StoredTokens = { accessToken: string; refreshToken: string | null; /** ISO UTC. */ expiresAt: string | null }

/** Shares the vendor's limits between workers; waits until the call may be made. */
export type Budget = {
  /** Resolves when one call under `key` is allowed. */
  take(key: string, rule: BudgetRule, lane?: BudgetLane): Promise<Pass>
  /** The vendor said wait: nobody calls under `key` for so long, and our share shrinks until a quiet minute. */
  pause(key: string, ms: number): Promise<void>
}
/** `limit` calls per `windowMs` to begin with; where nobody is refused, up to `most` is learnt. */
export type BudgetRule = { limit: number; windowMs: number; most?: number }
/** For whom a call is made: organisations get even parts of a limit they share; within one, what a person waits for goes first. */
export type BudgetLane = { org: string; person: boolean }
/** One allowed call. `answered` is told when its answer came or it was given up: until then the vendor may still be to count it. */
export type Pass = { waitedMs: number; answered(): void }

export type ClientDeps = {
  vault: TokenVault
  budget: Budget
  onCall(call: CallRecord): void
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** 1 in real life; tests divide deadlines and windows by it. */
  timeScale: number
  signal?: AbortSignal
  userAgent: string
}

/** How a person authorises us: facts as data. */
export type OAuthFacts = {
  authorizeUrl: string
  scopes: string[]
  parameters: Record<string, string>
}

/** A connection as configured, secrets opened. `config` is parsed by the connector's own schema. */
export type OpenConnection = { name: string; config: unknown }

export type Client = {
  identity(): Promise<AccountIdentity>
  check(): Promise<Finding[]>
  sales?: SalesSource
  books?: Books
  close(): Promise<void>
}

/** A call at the public door, as it came. `body` are the raw characters: signatures cover them. Header names in lower case. */
export type DoorbellCall = { method: string; url: string; headers: Record<string, string | undefined>; body: string }

export type Connector = {
  /** "hubspot", "eaccounting": the value of `system:` in the configuration. */
  system: string
  /** Name shown to people. */
  label: string
  roles: ('sales' | 'books')[]
  /** Begins the mark of sales from this system ("HS" -> HS-1234567): two to four capitals, never changed. */
  markPrefix?: string
  /** Keys of the connection in the configuration file, beside system and expect. */
  config: z.ZodType
  /** Which config keys are secrets (sealed, never exported) and which of them is a token seed. */
  secretKeys: string[]
  /** Vendor hosts from the environment; parsed once. Values are base URLs. */
  hosts: Record<string, { env: string; fallback: string }>
  open(connection: OpenConnection, hosts: Record<string, string>, deps: ClientDeps): Client
  /** Null when the connection needs no person (a static key). */
  oauth(connection: OpenConnection, hosts: Record<string, string>): OAuthFacts | null
  /** Calls by which the vendor says that something changed. Absent when it has none. */
  doorbells?: {
    /** Whether the call is really the vendor's, for this connection. `now` in ms. */
    verify(connection: OpenConnection, call: DoorbellCall, now: number): boolean
    parse(body: string): { account: string; kind: SaleKind; id: string }[]
  }
  /** Exchanges the code of the redirect for tokens. */
  exchange(connection: OpenConnection, hosts: Record<string, string>, code: string, redirectUri: string, deps: Pick<ClientDeps, 'now' | 'onCall'>): Promise<StoredTokens>
}
