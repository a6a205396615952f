// The head of a document: references with the mark, addresses, terms, delivery, and the text rows that keep whole what had to be cut.
import type { BooksLimits } from '../core/books-limits.ts'
import type { Lookups } from '../core/books.ts'
import type { DocumentDraft } from '../core/document-draft.ts'
import type { Address, Note, SaleDraft } from '../core/sale-draft.ts'
import { filled, fitAddress, isAddress, oneLine } from './addresses.ts'
import { deliveryMethodNamed, termsNamed } from './lookup-names.ts'
import { carriesMark, withMark } from './mark.ts'
import { held, settled, type Settled } from './settled.ts'
import { postedKind, type PlannerSettings } from './settings.ts'
import { cutAtWord } from './wording.ts'

export type HeaderQuestion = {
  draft: SaleDraft
  settings: Pick<PlannerSettings, 'markField' | 'language'>
  lookups: Lookups
  limits: BooksLimits
  mark: string
  /** Country that the books see, for addresses that state none. */
  country: string
}

export type Header = Pick<DocumentDraft, 'termsId' | 'deliveryMethod' | 'yourReference' | 'ourReference' | 'buyersOrderReference' | 'customerName' | 'invoiceAddress' | 'deliveryAddress'> & {
  /** Last rows of the document, without price. */
  texts: string[]
}

export function headerOf(question: HeaderQuestion): Settled<Header> {
  const { draft, lookups, limits } = question
  const notes: Note[] = []
  const terms = filled(draft.terms) === null ? null : termsNamed(draft.terms ?? '', lookups.terms)
  if (terms !== null && !terms.ok) return terms
  const method = filled(draft.deliveryMethod) === null ? null : deliveryMethodNamed(draft.deliveryMethod ?? '', lookups.deliveryMethods)
  if (method !== null && !method.ok) return method
  const references = referencesOf(question)
  if (!references.ok) return references
  notes.push(...references.notes)
  const texts = draft.textRows.map((text) => text.trim()).filter((text) => text !== '')
  const parties = draft.defaultCustomer === null ? ownParties(question) : defaultParties(question)
  notes.push(...parties.notes)
  texts.push(...parties.texts)
  if (question.settings.markField === 'textRow' && !texts.some((text) => carriesMark(text, question.mark))) texts.push(question.mark)
  return settled({
    termsId: terms?.value.id ?? null, deliveryMethod: method === null ? null : { name: method.value.name, code: method.value.code }, ...references.value,
    customerName: parties.customerName, invoiceAddress: parties.invoiceAddress, deliveryAddress: parties.deliveryAddress, texts: [...new Set(texts)].map((text) => cutAtWord(text, limits.rowText)),
  }, notes)
}

function referencesOf({ draft, settings, limits, mark }: HeaderQuestion): Settled<Pick<Header, 'yourReference' | 'ourReference' | 'buyersOrderReference'>> {
  const notes: Note[] = []
  const values = { yourReference: filled(draft.yourReference), ourReference: filled(draft.ourReference), buyersOrderReference: filled(draft.buyersOrderReference) }
  for (const field of ['yourReference', 'ourReference', 'buyersOrderReference'] as const) {
    const length = field === 'buyersOrderReference' ? limits.buyersOrderReference : limits.reference
    const text = values[field]
    if (field === settings.markField) {
      const marked = withMark(text, mark, length)
      if (!marked.ok) return marked
      values[field] = marked.value
      notes.push(...marked.notes)
    } else if (text !== null && text.length > length) {
      // The buyer's own system reads this one: a cut number would be a wrong number.
      if (field === 'buyersOrderReference') return held('reference-too-long', { text, max: length })
      values[field] = cutAtWord(text, length)
      notes.push({ code: 'reference-cut', sv: `Referensen "${text}" kortades till "${values[field]}".`, en: `The reference "${text}" was cut to "${values[field]}".` })
    }
  }
  return settled(values, notes)
}

type Parties = Pick<Header, 'customerName' | 'invoiceAddress' | 'deliveryAddress' | 'texts'> & { notes: Note[] }

function ownParties({ draft, limits, country }: HeaderQuestion): Parties {
  const own = limits.ownAddress[postedKind(draft.documentKind)]
  const wholeName = draft.buyer.name.trim()
  const name = cutAtWord(wholeName, limits.customerName)
  const texts: string[] = []
  const notes: Note[] = []
  if (name !== wholeName) texts.push(wholeName)
  const invoice = own && isAddress(draft.invoiceAddress) ? fitAddress(withCountry(draft.invoiceAddress, country), limits) : null
  const delivery = isAddress(draft.deliveryAddress) ? fitAddress(withCountry(draft.deliveryAddress, country), limits) : null
  for (const fitted of [invoice, delivery]) {
    if (fitted?.whole != null) texts.push(fitted.whole)
    notes.push(...(fitted?.notes ?? []))
  }
  return { customerName: own && name !== '' ? name : null, invoiceAddress: invoice?.address ?? null, deliveryAddress: delivery?.address ?? null, texts, notes }
}

/** On the default customer the buyer stands in the delivery fields and in a text row. */
function defaultParties({ draft, limits, settings, country }: HeaderQuestion): Parties {
  const place = isAddress(draft.deliveryAddress) ? draft.deliveryAddress : isAddress(draft.invoiceAddress) ? draft.invoiceAddress : isAddress(draft.buyer.invoiceAddress) ? draft.buyer.invoiceAddress : null
  const name = filled(draft.buyer.name)
  if (name === null && place === null) return { customerName: null, invoiceAddress: null, deliveryAddress: null, texts: [], notes: [] }
  const empty: Address = { name: null, line1: null, line2: null, postalCode: null, city: null, country: null }
  const fitted = fitAddress(place === null ? { ...empty, name } : { ...withCountry(place, country), name: name ?? place.name }, limits)
  const who = [name === null ? null : `${settings.language === 'sv' ? 'Köpare' : 'Buyer'}: ${name}`, place === null ? null : oneLine({ ...place, name: null }), filled(draft.buyer.email)].filter((part) => part !== null)
  return { customerName: null, invoiceAddress: null, deliveryAddress: fitted.address, texts: [who.join(', ')], notes: fitted.notes }
}

function withCountry(address: Address, country: string): Address {
  return { ...address, country: filled(address.country)?.toUpperCase() ?? (country === 'XI' ? 'GB' : country) }
}
