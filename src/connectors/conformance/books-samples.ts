// Samples for the books conformance suite: a customer, an article and a document made from whatever the books themselves offer.
import type { Lookups } from '../../core/books.ts'
import { decimal, sum, toOre, toText } from '../../core/decimals.ts'
import type { DecimalText } from '../../core/decimals.ts'
import type { ArticleDraft, CustomerCreate, DocumentDraft, DocumentRow } from '../../core/document-draft.ts'
import type { Address, DocumentKind } from '../../core/sale-draft.ts'

const nowhere: Address = { name: null, line1: null, line2: null, postalCode: null, city: null, country: null }

/** A Swedish-style company customer of the books' own country, with the given number. */
export function sampleCustomer(lookups: Lookups, number: string, change: Partial<CustomerCreate['card']> = {}): CustomerCreate {
  return {
    card: {
      source: { kind: 'company', id: `src-${number}` }, kind: 'company', name: `Kund ${number} AB`, customerNumber: number,
      orgNumber: null, vatNumber: null, email: `kund.${number}@exempel.se`, invoiceEmail: null, emailCopies: [`kopia.${number}@exempel.se`],
      phone: '08-123 45 67', mobile: null, website: null, contactName: 'Åsa Öberg', contactEmail: `asa.${number}@exempel.se`, contactPhone: null,
      invoiceAddress: { ...nowhere, line1: 'Storgatan 1', postalCode: '111 22', city: 'Stockholm' }, deliveryAddress: null,
      currency: null, language: null, terms: null, deliveryMethod: null, labels: [], note: 'Första raden', forceVat: null, deliveryBasedVat: null,
      northernIreland: null, reverseChargeConstruction: null, custom: {}, ...change,
    },
    name: `Kund ${number} AB`, number, termsId: lookups.terms.find((each) => each.forSales)?.id ?? '', deliveryMethodId: null, labelIds: [],
    postalCode: '111 22', city: 'Stockholm', country: lookups.company.country, currency: null,
  }
}

/** An article with the active coding that has this rate and a domestic account. */
export function sampleArticle(lookups: Lookups, number: string, rate: DecimalText, netPrice: DecimalText): ArticleDraft {
  const coding = lookups.codings.find((each) => each.active && each.vatRate === rate && (rate === '0' || each.accounts.domestic !== null))
  if (coding === undefined) throw new Error(`The sample books have no coding with ${rate} %`)
  return {
    number, name: `Artikel ${number}`, unitId: lookups.units[0]?.id ?? '', codingId: coding.id, codingName: coding.name, vatRate: rate,
    netPrice, isService: null, note: null, custom: {}, productId: null,
  }
}

export type SampleRow = { article: string; rate: DecimalText; quantity: DecimalText; unitPrice: DecimalText; discount?: DecimalText } | { text: string }

/** A document whose mark stands in `ourReference`, with the sums that Swedish rounding gives. */
export function sampleDocument(lookups: Lookups, kind: DocumentKind, mark: string, rows: SampleRow[], today: string): DocumentDraft {
  const made = rows.map((row, index) => sampleRow(row, index))
  const priced = made.flatMap((row) => (row.expected === null ? [] : [row.expected]))
  const perRate = [...new Set(priced.map((each) => each.vatRate))].map((rate) =>
    toOre(sum(priced.filter((each) => each.vatRate === rate).map((each) => each.net)).times(rate).dividedBy(100)))
  return {
    kind, orderStatus: 'ongoing', mark, markField: 'ourReference', currency: lookups.company.currency, documentDate: today, deliveryDate: null,
    termsId: null, deliveryMethod: null, yourReference: 'Bo Ek', ourReference: `Anna Berg ${mark}`, buyersOrderReference: null,
    customerName: null, invoiceAddress: null, deliveryAddress: { ...nowhere, name: 'Lagret', line1: 'Hamngatan 2', postalCode: '411 06', city: 'Göteborg', country: lookups.company.country },
    reverseChargeConstruction: false, isPrivate: false, rows: made, custom: {},
    expected: {
      net: toText(sum(priced.map((each) => each.net))), vatPerLine: toText(sum(priced.map((each) => toOre(decimal(each.net).times(each.vatRate).dividedBy(100))))),
      vatPerRate: toText(sum(perRate)), includesVat: false, roundsToWhole: lookups.company.roundsToWhole,
    },
  }
}

function sampleRow(row: SampleRow, index: number): DocumentRow {
  const empty = { costCentreItemIds: { 1: null, 2: null, 3: null }, projectId: null, reverseChargeConstruction: false, custom: {}, lineKey: `line-${index}` }
  if ('text' in row) return { ...empty, kind: 'text', articleNumber: null, text: row.text, quantity: '0', unitPrice: '0', discount: '0', expected: null }
  const net = toOre(decimal(row.quantity).times(row.unitPrice).times(decimal(1).minus(row.discount ?? '0')))
  return {
    ...empty, kind: 'article', articleNumber: row.article, text: `Rad ${index + 1}`, quantity: row.quantity, unitPrice: row.unitPrice, discount: row.discount ?? '0',
    expected: { net: toText(net), vatRate: row.rate, area: 'domestic', account: null, coding: '' },
  }
}
