// Finding documents by mark: four ways, cheapest first, learnt once; whatever a filter says, the texts of a GET decide (EXACTLY-ONCE section 2).
import type { KnownDocument } from '../../core/books.ts'
import type { DocumentDraft } from '../../core/document-draft.ts'
import type { DocumentKind } from '../../core/sale-draft.ts'
import type { MarkLookup } from '../connector.ts'
import { overlapMs } from './changes.ts'
import { documentPlaces } from './document-places.ts'
import { hasMarkTexts, parseHead, readKnown } from './document-read.ts'
import { firstAccepted, literal } from './filters.ts'
import { readAllPages } from './list-pages.ts'
import { unreadable } from './outcome.ts'
import type { Room } from './room.ts'
import { isWireObject } from './wire-values.ts'

export type MarkQuestion = { mark: string; field: DocumentDraft['markField']; customerId: string | null; since: string | null; kinds: DocumentKind[] }

const dearness: MarkLookup[] = ['byMark', 'byCustomerAndTime', 'byTime', 'byPages']
const properties = { ourReference: 'OurReference', yourReference: 'YourReference', buyersOrderReference: 'BuyersOrderReference' }

/** `lookup` is the dearest way that any of the kinds needed. */
export async function findByMark(room: Room, question: MarkQuestion): Promise<{ documents: KnownDocument[]; lookup: MarkLookup }> {
  const found = await Promise.all(question.kinds.map((kind) => findOfKind(room, kind, question)))
  const dearest = Math.max(0, ...found.map((each) => dearness.indexOf(each.lookup)))
  return { documents: found.flatMap((each) => each.documents), lookup: dearness[dearest] ?? 'byPages' }
}

async function findOfKind(room: Room, kind: DocumentKind, question: MarkQuestion): Promise<{ documents: KnownDocument[]; lookup: MarkLookup }> {
  const { template } = documentPlaces[kind].changes
  let lookup: MarkLookup = 'byPages'
  const questions = filtersFor(room, question).map(({ way, filter, shape }) => ({
    name: `${template} ${shape}`,
    ask: () => {
      lookup = way
      return readAllPages(room.caller, { template, query: filter === null ? {} : { $filter: filter } })
    },
  }))
  const candidates = new Set<string>()
  for await (const page of firstAccepted(room.memory, questions)) {
    for (const raw of page.items) if (mayCarry(raw, question) && isWireObject(raw) && typeof raw.Id === 'string') candidates.add(raw.Id)
  }
  const documents = await Promise.all([...candidates].map((id) => readOne(room, kind, id)))
  return { documents: documents.filter((each) => each !== null && each.markTexts.some((text) => text.includes(question.mark))).filter((each) => each !== null), lookup }
}

/** The ways that this question allows; the last has no filter and always works. `shape` is the filter without its values. */
function filtersFor(room: Room, { mark, field, customerId, since }: MarkQuestion): { way: MarkLookup; filter: string | null; shape: string }[] {
  const from = since === null ? null : new Date(Date.parse(since) - overlapMs / room.clock.timeScale).toISOString()
  const onField = field === 'textRow' ? `Rows/any(r: contains(r/Text,${literal(mark)}))` : `contains(${properties[field]},${literal(mark)})`
  return [
    { way: 'byMark', filter: onField, shape: `mark in ${field}` },
    ...(from === null || customerId === null ? [] : [
      { way: 'byCustomerAndTime' as const, filter: `CustomerId eq ${customerId} and CreatedUtc ge ${from}`, shape: 'CustomerId and CreatedUtc' },
    ]),
    ...(from === null ? [] : [{ way: 'byTime' as const, filter: `CreatedUtc ge ${from}`, shape: 'CreatedUtc' }]),
    { way: 'byPages', filter: null, shape: 'pages' },
  ]
}

/** A list answer without the texts could be any document; it is read whole then. */
function mayCarry(raw: unknown, { mark, field }: MarkQuestion): boolean {
  if (!hasMarkTexts(raw, field)) return true
  const wire = parseHead(raw)
  return wire === null || readKnown('order', wire).markTexts.some((text) => text.includes(mark))
}

async function readOne(room: Room, kind: DocumentKind, id: string): Promise<KnownDocument | null> {
  const place = documentPlaces[kind]
  const raw = await room.caller.find(place.one, { [place.id]: id })
  if (raw === null) return null
  const wire = parseHead(raw)
  if (wire === null || wire.Id !== id) throw unreadable(room.caller.connection, kind, id)
  return readKnown(kind, wire)
}
