// Echo: whether the answer to a write speaks of what was sent. One that speaks of something else says nothing of ours, whose outcome is then unknown.
import type { DocumentDraft } from '../../core/document-draft.ts'
import type { DocumentIds } from './document-wire.ts'
import type { WireDocument } from './schemas-document.ts'

/** What stands in an answer under these names is somebody else's id, never the object's own. */
const references = ['CustomerId', 'TermsOfPaymentId', 'DeliveryMethodId', 'DeliveryTermId', 'CodingId', 'UnitId', 'ProjectId', 'CreatedFromOrderId'] as const

/** False when the object's id is one that it refers to. */
export function hasOwnId(object: { Id: string } & { [Name in (typeof references)[number]]?: unknown }, others: readonly (string | null | undefined)[] = []): boolean {
  const own = object.Id.toLowerCase()
  return own !== emptyGuid && ![...references.map((name) => object[name]), ...others].some((other) => typeof other === 'string' && other.toLowerCase() === own)
}

const emptyGuid = '00000000-0000-0000-0000-000000000000'

/** A text that was sent and came back; blanks around it and case may have changed. An answer without it says nothing against it. */
export function isEcho(sent: string | null | undefined, answered: string | null): boolean {
  return sent === null || sent === undefined || answered === null || sent.trim().toLowerCase() === answered.trim().toLowerCase()
}

/** Whether a document is the one that was sent: its customer's, with its mark in the text that carries it, if the answer shows that at all. */
export function isDocumentSent(wire: WireDocument, sent: Pick<DocumentDraft, 'mark' | 'markField'>, ids: DocumentIds): boolean {
  const texts = sent.markField === 'textRow' ? (wire.Rows ?? []).map((row) => row.Text) : [wire[markProperties[sent.markField]]]
  const shown = texts.filter((text) => text !== null)
  return hasOwnId(wire, Object.values(ids.articleIds)) && isEcho(ids.customerId, wire.CustomerId) && (shown.length === 0 || shown.some((text) => text.includes(sent.mark)))
}

const markProperties = { ourReference: 'OurReference', yourReference: 'YourReference', buyersOrderReference: 'BuyersOrderReference' } as const
