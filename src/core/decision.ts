// Decision: the planner's whole vocabulary. Always with a reason; doing starts from here.
import type { DocumentTotals, KnownCustomer } from './books.ts'
import type { ArticleDraft, CustomerCreate, DocumentDraft } from './document-draft.ts'
import type { FailureData } from './failure.ts'
import type { Note } from './sale-draft.ts'

/** How the customer of a document is settled. */
export type CustomerPlan =
  | { action: 'use'; id: string; by: 'link' | 'orgNumber' | 'vatNumber' | 'customerNumber' | 'email' | 'default' }
  | { action: 'create'; draft: CustomerCreate; /** Same for every draft of the same buyer within a run. */ identity: string }
  | { action: 'update'; id: string; by: string; /** Draft field -> new text; merged into the card by the connector. */ changes: Record<string, string> }

export type ArticlePlan = { action: 'use'; number: string; id: string } | { action: 'create'; draft: ArticleDraft }

/** Why nothing is written, in words for the log. */
export type Reason = { code: string; sv: string; en: string }

/** What happens to the document. */
export type Decision =
  | { action: 'create'; document: DocumentDraft; customer: CustomerPlan; articles: ArticlePlan[]; notes: Note[]; fingerprint: string; netInCompanyWords: string }
  | { action: 'update'; documentId: string; document: DocumentDraft; customerId: string; /** Article id by the number that rows name. */ articleIds: Record<string, string>; notes: Note[]; fingerprint: string; change: Change }
  | { action: 'skip'; reason: Reason; notes: Note[] }
  | { action: 'adopt'; documentId: string; reason: Reason }
  | { action: 'hold'; failure: FailureData; candidates: Candidate[]; notes: Note[] }
  /** A linked sale changed and nothing may be written: one notice. */
  | { action: 'notice'; change: Change; notes: Note[] }

/** A customer that could be meant, shown to the person who must choose. */
export type Candidate = { id: string; number: string | null; by: string; known?: KnownCustomer }

/** What changed on a sale that has a document: before and after, in the sale's currency. */
export type Change = {
  kind: 'lines' | 'amount' | 'currency' | 'customer' | 'left-stage' | 'reopened' | 'deleted' | 'merged' | 'several'
  before: string
  after: string
  sv: string
  en: string
}

/** The check after a write: equal, or a difference with its amounts. */
export type TotalsVerdict =
  | { ok: true; vatRounding: 'perLine' | 'perRate' | 'either'; notes: Note[] }
  | { ok: false; failure: FailureData; readBack: DocumentTotals }
