// The recipe: a flow's settings compiled for one run. Pure; made at the run's start from the settings, the lookups and what was learnt.
import type { BooksLimits } from '../core/books-limits.ts'
import type { SaleQuery, SaleWant } from '../connectors/connector.ts'
import type { CustomerKeys, KnownCustomer, Lookups } from '../core/books.ts'
import type { Decision, Reason } from '../core/decision.ts'
import type { FailureData } from '../core/failure.ts'
import type { DocumentKind, Note, SaleDraft } from '../core/sale-draft.ts'
import type { SaleKind, SaleRecord } from '../core/sale-record.ts'
import type { DraftKeyHashes } from '../planner/keys.ts'
import type { KnownIndex } from './known-index.ts'

/** Whether a sale is this flow's. `inStage`: it stands in a chosen stage, whatever else speaks against it. */
export type Accepted = { accept: true; /** A rule of the settings gives it to a person. */ hold: FailureData | null } | { accept: false; reason: Reason; retryAt: number | null; inStage: boolean }

export type Drafted = { ok: true; draft: SaleDraft } | { ok: false; failure: FailureData; notes: Note[] }

/** The link of a sale as the planner needs it. */
export type LinkFacts = { documentKind: DocumentKind; documentId: string; documentNumber: string | null; fingerprint: string | null; snapshot: unknown; state: string; untouched: boolean | null }

export type PlanQuestion = {
  draft: SaleDraft
  keys: DraftKeyHashes
  known: KnownIndex
  linkedCustomer: { id: string; known: KnownCustomer | null } | null
  link: LinkFacts | null
  /** Customer whose card was already updated in this run: not again. */
  customerSettled: string | null
  privatePricesIncludeVat: boolean | null
}

export type Recipe = {
  kind: SaleKind
  documentKind: DocumentKind
  lookups: Lookups
  limits: BooksLimits
  stages: SaleQuery['stages']
  want: SaleWant
  /** Sales that entered a stage before this moment are not touched; null = all. ISO UTC. */
  startFrom: string | null
  /** startFrom lies before go-live: asks for a preview or --yes. */
  reachesBack: boolean
  maxCreates: number | null
  settleMs: number
  /** Whether a private person's unit price includes VAT: learnt, or said by the settings. */
  privatePrices: 'ask' | boolean
  writeBack: boolean
  send: 'none' | 'email' | 'einvoice'
  sendOnlyTo: string | null
  onChange: 'skip' | 'updateWhileOpen' | 'hold'
  language: 'sv' | 'en'
  markField: 'ourReference' | 'yourReference' | 'buyersOrderReference' | 'textRow'
  mark(sourceId: string): string
  /** Both forms a mark of the sale may have: made while the books had several source accounts it names the account, while they had one it does not. */
  marksOf(sourceId: string): { withAccount: string; bare: string; /** Another account's sale may bear the same bare mark. */ bareIsVague: boolean }
  /** Articles that any sale may need: fallback and shipping. */
  articleNumbers: string[]
  /** Articles that a line may need: its SKU, a sibling of it. */
  articleNumbersOf(line: SaleDraft['lines'][number]): string[]
  accept(record: SaleRecord): Accepted
  /** Expressions of a mapping may take a moment. */
  draft(record: SaleRecord): Promise<Drafted>
  keys(draft: SaleDraft): CustomerKeys
  plan(question: PlanQuestion): Decision
  fingerprint(draft: SaleDraft): string
  /** What is kept of a draft to tell later what changed: no names beside what the books hold. */
  snapshot(draft: SaleDraft): unknown
}
