// Learning whether the books read a private person's unit price as including VAT: one draft is made, read back and removed.
import type { Decision } from '../core/decision.ts'
import { decimal } from '../core/decimals.ts'
import { intentScope, type RunContext } from './context.ts'
import { learntPrices } from './learnt-prices.ts'
import { sealIntent } from './sealed-intents.ts'
import { guard } from './guard.ts'
import { winnerWatch, type Winners } from './winners.ts'
import { sentUnanswered, unknownOutcome, waitsForOther, type Settled } from './write-outcome.ts'

/** Text in the mark field of a lesson draft; never a mark, so it can never be adopted. */
const lessonText = 'Kontobro prisprov'

type Lesson = { decision: Extract<Decision, { action: 'create' }>; customerId: string; articleIds: Record<string, string> }

/** One lesson at a time; those who wait get the same answer. */
export function priceLearner(ctx: RunContext): (item: Lesson) => Promise<Settled<boolean>> {
  const winners = winnerWatch(ctx)
  let running: Promise<Settled<boolean>> | null = null
  return (item) => {
    running ??= learn(ctx, item, winners)
    return running
  }
}

async function learn(ctx: RunContext, item: Lesson, winners: Winners): Promise<Settled<boolean>> {
  const row = item.decision.document.rows.find((candidate) => candidate.kind === 'article' && candidate.expected !== null && !decimal(candidate.expected.vatRate).isZero())
  // Without VAT the question has no meaning for this sale, and either answer writes it right.
  if (row === undefined) return { type: 'ready', value: false }
  const id = ctx.uuid()
  const reference = `${lessonText} ${id.slice(0, 8)}`
  const intent = { id, kind: 'lesson' as const, recordId: null, reference, keys: ['lesson'], sealed: sealIntent(ctx, {}) }
  const { losers } = await ctx.at('learn-prices', () => ctx.store.planIntents(intentScope(ctx), [intent], new Date(ctx.now())))
  const [winner] = losers.values()
  if (winner !== undefined && !(await winners(winner))) return waitsForOther(ctx, lessonText)
  // Somebody else may have learnt it meanwhile.
  const known = await learntPrices(ctx)
  if (known.includeVat !== null || winner !== undefined) {
    await ctx.at('forget-lesson', () => ctx.store.settleIntents(winner === undefined ? [id] : []))
    return known.includeVat === null ? waitsForOther(ctx, lessonText) : { type: 'ready', value: known.includeVat }
  }
  const draft = {
    ...item.decision.document, kind: 'invoiceDraft' as const, ourReference: reference, yourReference: null, buyersOrderReference: null, mark: '',
    rows: [{ ...row, quantity: '1', unitPrice: '1000', discount: '0' }],
  }
  const stream = ctx.books.client.documents.create([{ key: id, value: { draft, customerId: item.customerId, articleIds: item.articleIds } }], (key) => ctx.at('send-document', async () => guard(ctx, key)))
  for await (const { outcome } of ctx.at.each('learn-prices', stream)) {
    if (outcome.type === 'refused') {
      if (outcome.failure.code === 'lease-lost') throw outcome.failure
      await ctx.at('forget-lesson', () => ctx.store.settleIntents([id]))
      return { type: 'failed', failure: outcome.failure.toData() }
    }
    if (outcome.type === 'unknown') return await sentUnanswered(ctx, id, lessonText)
    const { totals, id: draftId } = outcome.value
    const removed = await ctx.at('forget-lesson', () => ctx.books.client.documents.remove('invoiceDraft', draftId, () => guard(ctx, id)))
    const paid = decimal(totals.total).minus(totals.rounding)
    const includesVat = paid.minus(1000).abs().lessThan('0.005')
    const basis = { pricesExclVatForPrivate: ctx.recipe.lookups.company.pricesExclVatForPrivate, total: totals.total, vat: totals.vat }
    await ctx.at('learn-prices', () => ctx.store.saveLearnt('privatePricesIncludeVat', includesVat, basis, new Date(ctx.now())))
    // A draft that could not be removed keeps its intent: it is removed when it is found again.
    if (removed.type === 'written') await ctx.at('forget-lesson', () => ctx.store.settleIntents([id]))
    return { type: 'ready', value: includesVat }
  }
  return unknownOutcome(ctx, lessonText)
}
