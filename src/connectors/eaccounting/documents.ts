// Documents: known ones, posting orders and drafts, reading, updating, removing, booking by conversion, sending.
import type { WrittenDocument } from '../../core/books.ts'
import type { DocumentKind } from '../../core/sale-draft.ts'
import { Failure } from '../../core/failure.ts'
import type { Books } from '../connector.ts'
import { changedSince, untilOf } from './changes.ts'
import { mergedDocument } from './document-merge.ts'
import { documentPlaces } from './document-places.ts'
import { parseDocument, parseHead, readKnown, readWritten } from './document-read.ts'
import { documentBody, postedKind } from './document-wire.ts'
import { hasOwnId, isDocumentSent } from './echo.ts'
import { findByMark } from './find-by-mark.ts'
import { outcomeOf, unreadable, writeAll } from './outcome.ts'
import type { Before } from './outcome.ts'
import { isGone } from './refusal.ts'
import type { Room } from './room.ts'
import type { WireDocument } from './schemas-document.ts'
import { isWireObject, wireNumber } from './wire-values.ts'

type Documents = Books['documents']
type Post = Parameters<Documents['create']>[0][number]['value']
type Update = Parameters<Documents['update']>[0]['value']

const convert = '/v2/customerinvoicedrafts/{customerInvoiceDraftId}/convert'

export function documentsOf(room: Room): Documents {
  const { caller } = room

  /** `isOurs`: whether the answer speaks of what was asked for or sent. */
  function written(kind: DocumentKind, raw: unknown, isOurs: (wire: WireDocument) => boolean): WrittenDocument {
    const wire = parseDocument(raw)
    if (wire === null || !isOurs(wire)) throw unreadable(caller.connection, kind, JSON.stringify(raw)?.slice(0, 300))
    return readWritten(kind, wire)
  }

  async function post({ draft, customerId, articleIds }: Post, before: Before): Promise<WrittenDocument> {
    const kind = postedKind(draft.kind)
    const json = documentBody(draft, { customerId, articleIds }, caller.connection)
    return written(kind, await caller.write({ method: 'POST', template: documentPlaces[kind].list, json, before }), (wire) => isDocumentSent(wire, draft, { customerId, articleIds }))
  }

  async function put({ kind, id, draft, customerId, articleIds }: Update, before: Before): Promise<WrittenDocument> {
    if (kind === 'invoice') throw room.failure('books-kind-not-writable', { kind })
    const place = documentPlaces[kind]
    const raw = await caller.find(place.one, { [place.id]: id })
    if (!isWireObject(raw)) throw room.failure('record-gone', { kind, id })
    const json = mergedDocument(kind, raw, documentBody({ ...draft, kind }, { customerId, articleIds }, caller.connection))
    return written(kind, await caller.write({ method: 'PUT', template: place.one, ids: { [place.id]: id }, json, before }), (wire) => wire.Id === id)
  }

  /** The draft's own date is kept: without these the vendor may book it as of today (facts 136, 138). */
  async function book({ draftId, totals }: { draftId: string; totals: WrittenDocument['totals'] }, before: Before): Promise<WrittenDocument> {
    const json = {
      TotalAmountInvoiceCurrency: wireNumber(totals.total), TotalVatAmountInvoiceCurrency: wireNumber(totals.vat), TotalRoundingsInvoiceCurrency: wireNumber(totals.rounding),
    }
    const query = { keepOriginalDraftDate: true, overrideCompanyKeepOriginalDraftDate: true }
    try {
      return written('invoice', await caller.write({ method: 'POST', template: convert, ids: { customerInvoiceDraftId: draftId }, query, json, before }), (wire) => hasOwnId(wire, (wire.Rows ?? []).map((row) => row.ArticleId)))
    } catch (caught) {
      if (!(caught instanceof Failure)) throw caught
      // 404 or 400 with 3000: the draft was removed, or booked by someone else (fact 139).
      if (isGone(caught)) throw room.failure('record-gone', { kind: 'invoiceDraft', id: draftId })
      throw isAboutTotals(caught) ? room.failure('books-totals-refused') : caught
    }
  }

  async function send({ invoiceId, by, onlyTo }: { invoiceId: string; by: 'email' | 'einvoice'; onlyTo: string | null }, before: Before): Promise<true> {
    if (by === 'einvoice' && onlyTo !== null) throw room.failure('books-send-address-limit', { address: onlyTo })
    // Absent or empty copies mean the card's list, and null means none (fact 151) only if absence and null are told apart: the same address again is safe either way.
    const json = by === 'einvoice' ? { SendType: 1 } : onlyTo === null ? {} : { Email: onlyTo, CcRecipients: [onlyTo] }
    await caller.write({ method: 'POST', template: `/v2/customerinvoices/{invoiceId}/${by}`, ids: { invoiceId }, json, before })
    return true
  }

  return {
    async *known(kind, since) {
      let allWell = true
      for await (const page of changedSince(caller, room.memory, room.clock, documentPlaces[kind].changes, since)) {
        const items = page.items.map((raw) => {
          const wire = parseHead(raw)
          if (wire === null) throw unreadable(caller.connection, kind, JSON.stringify(raw)?.slice(0, 300))
          if (wire.odd) allWell = false
          return readKnown(kind, wire)
        })
        yield { items, until: untilOf(page, since, allWell) }
      }
    },
    create: (items, before) => writeAll(items, before, post),
    async get(kind, id) {
      const raw = await caller.find(documentPlaces[kind].one, { [documentPlaces[kind].id]: id })
      return raw === null ? null : written(kind, raw, (wire) => wire.Id === id)
    },
    update: async ({ key, value }, before) => ({ key, outcome: await outcomeOf(() => before(key), (passed) => put(value, passed)) }),
    remove: (kind, id, before) => outcomeOf(() => before(id), async (passed) => {
      if (kind === 'invoice') throw room.failure('books-kind-not-writable', { kind })
      const place = documentPlaces[kind]
      try {
        await caller.write({ method: 'DELETE', template: place.one, ids: { [place.id]: id }, before: passed })
        return true
      } catch (caught) {
        if (caught instanceof Failure && isGone(caught)) return false
        throw caught
      }
    }),
    book: async ({ key, value }, before) => ({ key, outcome: await outcomeOf(() => before(key), (passed) => book(value, passed)) }),
    send: async ({ key, value }, before) => ({ key, outcome: await outcomeOf(() => before(key), (passed) => send(value, passed)) }),
    findByMark: (question) => findByMark(room, question),
  }
}

/** The conversion's own check: the totals given are not those the vendor arrives at (fact 138). */
function isAboutTotals(failure: Failure): boolean {
  return ['books-field-refused', 'books-properties-invalid', 'books-cannot-book', 'vendor-refused'].includes(failure.code)
    && /total/i.test(`${String(failure.params.field ?? '')} ${String(failure.params.message ?? '')}`)
}
