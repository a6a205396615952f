// Which of several documents with one mark stands, and which may be taken back without a person. Pure.
import { decimal } from '../core/decimals.ts'
import type { DocumentTotals, KnownDocument, WrittenDocument } from '../core/books.ts'
import type { LinkedDocument } from '../store/tables/doubles.ts'

/** A document as the list showed it, as the books show it now, and the link that leads to it. */
export type MarkedDocument = { known: KnownDocument; present: WrittenDocument; link: LinkedDocument | null }
/** `remove` is empty when a person must decide. */
export type Double = { keep: MarkedDocument; remove: MarkedDocument[] }

/**
 * The linked document stands. Every other must be an untouched draft (or order, when that is allowed) for any to be removed:
 * with none linked, two linked, or one touched, nothing is.
 */
export function verdictOf(documents: readonly MarkedDocument[], removeOrders: boolean): Double {
  const linked = documents.filter((one) => one.link !== null)
  const [keep] = linked.length === 1 ? linked : documents
  if (keep === undefined) throw new Error('no documents to judge')
  const others = documents.filter((one) => one !== keep)
  const all = linked.length === 1 && others.every((one) => isUntouched(one, keep, removeOrders))
  return { keep, remove: all ? others : [] }
}

/**
 * Drafts carry no change stamp: one is untouched when its content is what we wrote, which the link remembers of its twin.
 * Orders have a stamp; it equals the moment of making until somebody changes them.
 */
function isUntouched(document: MarkedDocument, keep: MarkedDocument, removeOrders: boolean): boolean {
  const { known, present } = document
  if (keep.link === null || keep.link.origin !== 'created' || known.kind !== keep.known.kind) return false
  if (known.kind === 'invoiceDraft') return present.changedAt !== null && present.changedAt === keep.link.target_stamp
  if (known.kind !== 'order' || !removeOrders) return false
  const asMade = known.createdAt !== null && known.changedAt === known.createdAt && present.changedAt === known.changedAt
  return asMade && (present.state === 'ongoing' || present.state === 'draft') && sameTotals(present.totals, keep.link.totals)
}

function sameTotals(one: DocumentTotals, other: DocumentTotals | null): boolean {
  return other !== null && decimal(one.total).equals(decimal(other.total)) && decimal(one.vat).equals(decimal(other.vat))
}

/** "invoiceDraft 3f0c..." with the number where there is one. */
export function documentName({ known, present }: Pick<MarkedDocument, 'known' | 'present'>): string {
  return `${known.kind} ${present.number ?? known.number ?? known.id}`
}
