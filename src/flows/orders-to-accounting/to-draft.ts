// A source record becomes a sale draft, or the failure that holds it. Pure; JSONata values are made before, by `expressionsFor`.
import type { FailureData } from '../../core/failure.ts'
import type { Note, SaleDraft } from '../../core/sale-draft.ts'
import type { SaleRecord } from '../../core/sale-record.ts'
import { applyMapping, evaluateExpressions } from '../../mapper/apply.ts'
import { holds } from '../../mapper/condition.ts'
import { chooseBuyer } from './choose-buyer.ts'
import { addressOf, draftBuyer, isEmpty } from './draft-buyer.ts'
import { Hold, hold, noExpressions, textOf, type DraftContext, type Drafting, type SaleExpressions } from './draft-context.ts'
import { deliveryDate, deliveryMethod, documentDate, orderDiscount, paymentOf } from './draft-head.ts'
import { checked, draftLines } from './draft-lines.ts'
import { readProperty } from './sale-property.ts'
import { lineSources, saleSources } from './source-values.ts'

export type DraftResult = { ok: SaleDraft } | { hold: FailureData; notes: Note[] }

/** Drafts one sale. Without `expressions` the mapping must have no JSONata rules (`mapping.usesExpressions` is false). */
export function toDraft(sale: SaleRecord, context: DraftContext, expressions: SaleExpressions = noExpressions): DraftResult {
  const notes: Note[] = []
  const chosen = chooseBuyer(sale, context.settings)
  if (!chosen.ok) return { hold: chosen.failure, notes }
  const drafting: Drafting = { sale, buyer: chosen.buyer, context, notes }
  try {
    return { ok: draft(drafting, expressions) }
  } catch (caught) {
    if (caught instanceof Hold) return { hold: caught.failure, notes }
    throw caught
  }
}

/** Evaluates the JSONata rules of a sale. Costs nothing when there are none. */
export async function expressionsFor(sale: SaleRecord, context: DraftContext): Promise<SaleExpressions> {
  if (!context.mapping.usesExpressions) return noExpressions
  const chosen = chooseBuyer(sale, context.settings)
  if (!chosen.ok) return noExpressions
  const base = saleSources(sale, chosen.buyer, context.settings)
  const settings = { timeZone: context.company.timeZone, mode: context.mode }
  const rows = new Map<string, { row: Awaited<ReturnType<typeof evaluateExpressions>>; article: Awaited<ReturnType<typeof evaluateExpressions>> }>()
  for (const line of sale.lines) {
    const sources = lineSources(base, line, context.settings)
    rows.set(line.id, {
      row: await evaluateExpressions(context.mapping, 'row', sources, settings),
      article: await evaluateExpressions(context.mapping, 'article', sources, settings),
    })
  }
  return {
    customer: await evaluateExpressions(context.mapping, 'customer', base, settings),
    order: await evaluateExpressions(context.mapping, 'order', base, settings),
    rows,
  }
}

/** Both steps in one: what a run calls. */
export async function draftSale(sale: SaleRecord, context: DraftContext): Promise<DraftResult> {
  return toDraft(sale, context, await expressionsFor(sale, context))
}

function draft(drafting: Drafting, expressions: SaleExpressions): SaleDraft {
  const { sale, context, notes } = drafting
  const { settings } = context
  const apply = { timeZone: context.company.timeZone, mode: context.mode }
  const base = saleSources(sale, drafting.buyer, settings)
  const buyer = draftBuyer(drafting, checked(applyMapping(context.mapping, 'customer', base, apply, expressions.customer), drafting))
  const order = checked(applyMapping(context.mapping, 'order', base, apply, expressions.order), drafting)
  const text = (field: string): string | null => textOf(order.values[field])
  const defaultCustomer = useDefault(drafting)
  const payment = paymentOf(drafting)
  const delivery = addressOf(order.values, 'deliveryAddress').address
  const comment = text('text')
  if (sale.currency === null) {
    notes.push({ code: 'currency-assumed', sv: `Affären har ingen valuta; bokföringens ${context.company.currency} gäller.`, en: `The sale has no currency; the books' ${context.company.currency} holds.` })
  }
  const discount = { percent: text('discountPercent'), amount: text('discountAmount') }
  return {
    sourceKind: sale.kind, sourceId: sale.id, title: sale.title, sourceUrl: sale.url,
    documentKind: kindOf(text('documentKind')) ?? payment.documentKind ?? settings.orderType,
    orderStatus: text('orderStatus') === 'draft' ? 'draft' : text('orderStatus') === 'ongoing' ? 'ongoing' : settings.orderStatus,
    currency: text('currency')?.toUpperCase() ?? sale.currency,
    buyer, defaultCustomer,
    lines: draftLines(drafting, base, expressions),
    orderDiscount: discount.percent !== null || discount.amount !== null ? discount : orderDiscount(drafting),
    statedAmount: sale.amount,
    documentDate: text('documentDate') ?? documentDate(drafting),
    deliveryDate: text('deliveryDate') ?? deliveryDate(drafting),
    terms: text('terms') ?? payment.terms,
    deliveryMethod: text('deliveryMethod') ?? deliveryMethod(drafting),
    yourReference: text('yourReference'), ourReference: text('ourReference'), buyersOrderReference: text('buyersOrderReference'),
    invoiceAddress: addressOf(order.values, 'invoiceAddress').address,
    deliveryAddress: isEmpty(delivery) ? null : delivery,
    textRows: comment === null ? [] : comment.split(/\r?\n/).map((row) => row.trim()).filter((row) => row !== ''),
    custom: order.custom,
    notes,
  }
}

function kindOf(text: string | null): SaleDraft['documentKind'] | null {
  return text === 'order' || text === 'invoiceDraft' || text === 'invoice' ? text : null
}

/** The default customer's number and why it is used; held when nobody buys and none is chosen. */
function useDefault({ sale, buyer, context }: Drafting): SaleDraft['defaultCustomer'] {
  const { default: number, defaultWhen } = context.settings.customers
  const nobody = buyer.company === null && buyer.contact === null
  if (number === null) return nobody ? hold('no-buyer') : null
  const records = { sale, company: buyer.company, contact: buyer.contact }
  const because = nobody ? { sv: 'affären har ingen köpare', en: 'the sale has no buyer' }
    : defaultWhen === 'always' ? { sv: 'customers.defaultWhen är always', en: 'customers.defaultWhen is always' }
    : defaultWhen === 'private' && buyer.kind === 'private' ? { sv: 'köparen är en privatperson', en: 'the buyer is a private person' }
    : typeof defaultWhen === 'object' && holds(defaultWhen, (name) => readProperty(name, records, context.settings), context.company.timeZone) ? { sv: 'villkoret i customers.defaultWhen är uppfyllt', en: 'the condition in customers.defaultWhen holds' }
    : null
  if (because === null) return null
  return { number, reason: { code: 'default-customer', sv: `Standardkunden ${number} används: ${because.sv}.`, en: `The default customer ${number} is used: ${because.en}.` } }
}
