// planSale: the whole decision about one sale. Pure; every refusal is a failure with its sentence, every choice a note for the log.
import type { BooksLimits } from '../core/books-limits.ts'
import type { KnownArticle, KnownCustomer, KnownDocument, Lookups } from '../core/books.ts'
import type { Decision } from '../core/decision.ts'
import { decimal, sum } from '../core/decimals.ts'
import type { DocumentDraft } from '../core/document-draft.ts'
import type { DocumentKind, Note, SaleDraft } from '../core/sale-draft.ts'
import { articleKey } from './article-numbers.ts'
import { describeChange, fingerprint, saleSnapshot, snapshot, unknownChange } from './changes.ts'
import { documentDateOf } from './document-date.ts'
import { headerOf } from './header.ts'
import type { DraftKeyHashes, KeyHash } from './keys.ts'
import { customerOf, type SaleCustomer } from './sale-customer.ts'
import { linesOf } from './sale-lines.ts'
import { rowsOf } from './rows.ts'
import { held, settled, type Settled } from './settled.ts'
import { postedKind, type PlannerSettings } from './settings.ts'
import { expectedTotals } from './totals.ts'
import { documentName, money, sentenceStart } from './wording.ts'

/** The document that a sale already has. */
export type DocumentLink = {
  documentKind: DocumentKind
  documentId: string
  documentNumber: string | null
  /** Of the draft that was sent; null = adopted, never compared. */
  fingerprint: string | null
  /** What `snapshot` gave for the draft that was sent. */
  snapshot: unknown
  /** "booked" = in the ledger, "gone" = removed in the books; anything else is open. */
  state: string
  /** False = a person changed it in the books; null = not known yet, asked before writing. */
  untouched: boolean | null
}

export type PlanSaleInput = {
  draft: SaleDraft
  settings: PlannerSettings
  lookups: Lookups
  limits: BooksLimits
  /** The sale's mark, "HS-1234567". */
  mark: string
  /** Today in the company's time zone, "2026-11-22". */
  today: string
  hash: KeyHash
  keys: DraftKeyHashes
  link: DocumentLink | null
  /** Documents of the books that carry the mark, when there is no link. */
  foundByMark: readonly KnownDocument[]
  customerLink: { id: string; known: KnownCustomer | null } | null
  candidates: readonly KnownCustomer[]
  /** The card of `draft.defaultCustomer`; null = none has that number. */
  defaultCustomer: KnownCustomer | null
  customerSettled?: string | null
  /** By upper-case number. */
  articles: ReadonlyMap<string, KnownArticle>
  /** What was learnt; the setting, when given, goes before. */
  privatePricesIncludeVat: boolean | null
}

type Planned = { document: DocumentDraft; customer: SaleCustomer; articles: Extract<Decision, { action: 'create' }>['articles'] }

export function planSale(input: PlanSaleInput): Decision {
  const { draft, link } = input
  if (link !== null) return planLinked(input, link)
  const [found, second] = input.foundByMark
  if (found !== undefined && second !== undefined) {
    const documents = input.foundByMark.map(({ kind, number, id }) => `${kind} ${number ?? id}`).join(', ')
    return { action: 'hold', failure: { code: 'two-marks', params: { mark: input.mark, documents } }, candidates: [], notes: draft.notes }
  }
  if (found !== undefined) {
    const name = found.number ?? found.id
    return { action: 'adopt', documentId: found.id, reason: { code: 'adopted', sv: `Märket ${input.mark} finns redan på dokument ${name}.`, en: `The mark ${input.mark} is already on document ${name}.` } }
  }
  const planned = planDocument(input)
  if (!planned.ok) return { action: 'hold', failure: planned.failure, candidates: planned.candidates, notes: planned.notes }
  const { document, customer, articles } = planned.value
  return {
    action: 'create', document, customer: customer.plan, articles, notes: planned.notes, fingerprint: fingerprint(draft),
    netInCompanyWords: money(document.expected.net, document.currency),
  }
}

/** A sale that has its document: nothing, an update while it is open, or one notice. */
function planLinked(input: PlanSaleInput, link: DocumentLink): Decision {
  const { draft, settings } = input
  const now = fingerprint(draft)
  const booked = link.state === 'booked' || link.documentKind === 'invoice'
  const name = documentName(booked ? 'invoice' : link.documentKind, link.documentNumber)
  const capital = { sv: sentenceStart(name.sv), en: sentenceStart(name.en) }
  const skip = (code: string, sv: string, en: string): Decision => ({ action: 'skip', reason: { code, sv, en }, notes: draft.notes })
  if (link.fingerprint === null) return skip('already-there', `${capital.sv} finns redan.`, `${capital.en} is already there.`)
  if (link.fingerprint === now) return skip('unchanged', `${capital.sv} finns redan och inget har ändrats.`, `${capital.en} is already there and nothing changed.`)
  const before = saleSnapshot.safeParse(link.snapshot)
  const after = snapshot(draft)
  const change = before.success ? describeChange(before.data, after) : unknownChange(after)
  if (change === null) return skip('unchanged', `${capital.sv} finns redan och inget på affären som rör den har ändrats.`, `${capital.en} is already there and nothing that concerns it changed.`)
  const advised = { ...change, ...adviceOn(change, name, booked ? 'booked' : link.state) }
  if (settings.onChange === 'hold') return { action: 'hold', failure: { code: 'changed-after', params: { document: `${link.documentKind} ${link.documentNumber ?? link.documentId}`, change: change.sv, changeEn: change.en } }, candidates: [], notes: draft.notes }
  if (settings.onChange === 'skip' || booked || link.state === 'gone' || link.untouched === false) return { action: 'notice', change: advised, notes: draft.notes }
  const planned = planDocument(input)
  // A change that cannot be written is told all the same, with what stands in its way.
  if (!planned.ok) return { action: 'notice', change: advised, notes: planned.notes }
  const { customer, articles, document } = planned.value
  const { plan } = customer
  const articleIds: Record<string, string> = {}
  for (const article of articles) if (article.action === 'use') articleIds[articleKey(article.number)] = article.id
  // An update makes no customers or articles, moves no document to another customer and turns no order into an invoice.
  const writable = articles.every(({ action }) => action === 'use') && postedKind(draft.documentKind) === link.documentKind && before.success && before.data.buyer === after.buyer
  if (!writable || plan.action === 'create') return { action: 'notice', change: advised, notes: planned.notes }
  return { action: 'update', documentId: link.documentId, document, customerId: plan.id, articleIds, notes: planned.notes, fingerprint: now, change }
}

function adviceOn(change: { sv: string; en: string }, name: { sv: string; en: string }, state: string): { sv: string; en: string } {
  const [sv, en] = [sentenceStart(name.sv), sentenceStart(name.en)]
  if (state === 'booked') return { sv: `${change.sv} ${sv} är bokförd: kreditera den i bokföringen och fakturera på nytt.`, en: `${change.en} ${en} is booked: credit it in the books and invoice anew.` }
  if (state === 'gone') return { sv: `${change.sv} ${sv} finns inte längre i bokföringen.`, en: `${change.en} ${en} is no longer in the books.` }
  return { sv: `${change.sv} Ändra ${name.sv} i bokföringen.`, en: `${change.en} Change ${name.en} in the books.` }
}

function planDocument(input: PlanSaleInput): Settled<Planned> {
  const { draft, settings, lookups, limits } = input
  const notes: Note[] = [...draft.notes]
  const failed = <T extends { notes: Note[] }>(step: T): T => ({ ...step, notes: [...notes, ...step.notes] })
  const posted = postedKind(draft.documentKind)
  if (posted === 'order' && !lookups.company.canOrder) return failed(held('orders-not-in-plan', { plan: lookups.company.plan }))
  const date = documentDateOf(draft.documentDate, draft.documentKind, settings.closedPeriod, input.today, lookups)
  if (!date.ok) return failed(date)
  notes.push(...date.notes)
  const currency = (draft.currency ?? lookups.company.currency).toUpperCase()
  if (draft.currency === null) notes.push({ code: 'currency-assumed', sv: `Valuta saknas; ${currency} antas.`, en: `No currency is stated; ${currency} is assumed.` })
  const customer = customerOf({
    draft, currency, keys: input.keys, settings, lookups, limits, hash: input.hash, customerLink: input.customerLink, candidates: input.candidates, defaultCustomer: input.defaultCustomer,
    customerSettled: input.customerSettled ?? null,
  })
  if (!customer.ok) return failed(customer)
  notes.push(...customer.notes)
  const { card, area, isPrivate, domestic } = customer.value
  if (card !== null && !limits.ownCurrency[posted] && card.currency !== currency) {
    return failed(held('currency-not-on-card', { currency, number: card.number ?? card.id, cardCurrency: card.currency }))
  }
  const header = headerOf({ draft, settings, lookups, limits, mark: input.mark, country: area.country })
  if (!header.ok) return failed(header)
  notes.push(...header.notes)
  const priced = draft.lines.filter(({ kind }) => kind !== 'text')
  if (priced.length === 0) return failed(held('sale-without-rows'))
  const lines = linesOf(priced, { settings, lookups, limits, sale: area, buyer: { name: draft.buyer.name, isPrivate }, currency, articles: input.articles })
  if (!lines.ok) return failed(lines)
  notes.push(...lines.notes)
  const includesVat = isPrivate && pricesIncludeVat(input, notes)
  const rows = rowsOf({
    lines: lines.value.lines, texts: textsOf(draft, header.value.texts), orderDiscount: draft.orderDiscount, discountAs: settings.orderDiscount, currency,
    decimals: { price: domestic ? limits.priceDecimals.domestic : limits.priceDecimals.foreign, quantity: limits.quantityDecimals[posted], discount: limits.discountDecimals },
    rowText: limits.rowText, includesVat, language: settings.language,
  })
  if (!rows.ok) return failed(rows)
  notes.push(...rows.notes)
  const expected = expectedTotals(rows.value, includesVat, lookups.company.roundsToWhole && currency === lookups.company.currency)
  if (decimal(expected.net).isNegative()) return failed(held('total-negative', { net: money(expected.net, currency) }))
  const amount = amountCheck(draft, rows.value, lines.value.lines, settings.amountCheck, currency)
  if (!amount.ok) return failed(amount)
  notes.push(...amount.notes)
  const { texts: _texts, ...head } = header.value
  const document: DocumentDraft = {
    kind: draft.documentKind, orderStatus: draft.orderStatus, mark: input.mark, markField: settings.markField, currency, documentDate: date.value, deliveryDate: draft.deliveryDate, ...head,
    reverseChargeConstruction: rows.value.some((row) => row.reverseChargeConstruction), isPrivate, rows: rows.value, custom: draft.custom, expected,
  }
  return settled({ document, customer: customer.value, articles: lines.value.articles }, notes)
}

function pricesIncludeVat(input: PlanSaleInput, notes: Note[]): boolean {
  const known = input.settings.privatePricesIncludeVat ?? input.privatePricesIncludeVat
  if (known === null) {
    notes.push({
      code: 'private-prices-not-learnt', sv: 'Om bokföringen räknar privatpersoners priser med moms är inte känt än; det prövas på ett utkast innan dokumentet skrivs.',
      en: 'Whether the books read private persons\' prices with VAT is not known yet; it is tried on a draft before the document is written.',
    })
  }
  return known === true
}

function textsOf(draft: SaleDraft, last: readonly string[]): { text: string; key: string | null }[] {
  const lines = draft.lines.flatMap((line) => (line.kind === 'text' ? [{ text: (line.text ?? line.name).trim(), key: line.key }] : []))
  return [...lines, ...last.map((text) => ({ text, key: null }))].filter(({ text }) => text !== '')
}

/** The amount that the source states, against the lines with or without shipping. */
function amountCheck(draft: SaleDraft, rows: DocumentDraft['rows'], lines: readonly { line: SaleDraft['lines'][number] }[], mode: PlannerSettings['amountCheck'], currency: string): Settled<null> {
  if (mode === 'off' || draft.statedAmount === null) return settled(null)
  const shippingKeys = new Set(lines.flatMap(({ line }) => (line.kind === 'shipping' ? [line.key] : [])))
  const net = sum(rows.flatMap((row) => row.expected?.net ?? []))
  const goods = sum(rows.flatMap((row) => (row.expected === null || (row.lineKey !== null && shippingKeys.has(row.lineKey)) ? [] : [row.expected.net])))
  if (net.equals(draft.statedAmount) || goods.equals(draft.statedAmount)) return settled(null)
  const params = { stated: money(draft.statedAmount, currency), net: money(goods, currency), difference: money(decimal(draft.statedAmount).minus(goods), currency) }
  if (mode === 'hold') return held('stated-amount-differs', params)
  return settled(null, [{
    code: 'stated-amount-differs', sv: `Affärens belopp är ${params.stated} men raderna blir ${params.net}; raderna gäller.`, en: `The amount of the sale is ${params.stated} but the lines make ${params.net}; the lines count.`,
  }])
}
