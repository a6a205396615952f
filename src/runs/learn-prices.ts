// Learning whether the books read a private person's unit price as including VAT: one draft is made, read back and removed.
import type { Decision } from '../core/decision.ts'
import { decimal } from '../core/decimals.ts'
import type { RunContext } from './context.ts'
import { guard } from './write-customers.ts'
import { unknownOutcome, type Settled } from './write-outcome.ts'

/** Text in the mark field of a lesson draft; never a mark, so it can never be adopted. */
const lessonText = 'Kontobro prisprov'

type Lesson = { decision: Extract<Decision, { action: 'create' }>; customerId: string; articleIds: Record<string, string> }

/** One lesson at a time; those who wait get the same answer. */
export function priceLearner(ctx: RunContext): (item: Lesson) => Promise<Settled<boolean>> {
  let running: Promise<Settled<boolean>> | null = null
  return (item) => {
    running ??= learn(ctx, item)
    return running
  }
}

async function learn(ctx: RunContext, item: Lesson): Promise<Settled<boolean>> {
  const row = item.decision.document.rows.find((candidate) => candidate.kind === 'article' && candidate.expected !== null && !decimal(candidate.expected.vatRate).isZero())
  // Without VAT the question has no meaning for this sale, and either answer writes it right.
  if (row === undefined) return { type: 'ready', value: false }
  const draft = {
    ...item.decision.document, kind: 'invoiceDraft' as const, ourReference: lessonText, yourReference: null, buyersOrderReference: null, mark: '',
    rows: [{ ...row, quantity: '1', unitPrice: '1000', discount: '0' }],
  }
  const stream = ctx.books.client.documents.create([{ key: 'lesson', value: { draft, customerId: item.customerId, articleIds: item.articleIds } }], (key) => ctx.at('send-document', async () => guard(ctx, key)))
  for await (const { outcome } of ctx.at.each('learn-prices', stream)) {
    if (outcome.type === 'refused') return { type: 'failed', failure: outcome.failure.toData() }
    if (outcome.type === 'unknown') return unknownOutcome(ctx, lessonText)
    const { totals, id } = outcome.value
    const removed = await ctx.at('forget-lesson', () => ctx.books.client.documents.remove('invoiceDraft', id, () => guard(ctx, 'lesson')))
    if (removed.type === 'refused') return { type: 'failed', failure: removed.failure.toData() }
    const paid = decimal(totals.total).minus(totals.rounding)
    const includesVat = paid.minus(1000).abs().lessThan('0.005')
    const basis = { pricesExclVatForPrivate: ctx.recipe.lookups.company.pricesExclVatForPrivate, total: totals.total, vat: totals.vat }
    await ctx.at('learn-prices', () => ctx.store.saveLearnt('privatePricesIncludeVat', includesVat, basis, new Date(ctx.now())))
    return { type: 'ready', value: includesVat }
  }
  return unknownOutcome(ctx, lessonText)
}
