// What was learnt about private persons' prices.
import type { RunContext } from './context.ts'

/** Whether they include VAT; null = not learnt yet, or the company's setting changed since. */
export async function learntPrices(ctx: RunContext): Promise<{ includeVat: boolean | null }> {
  if (ctx.recipe.privatePrices !== 'ask') return { includeVat: ctx.recipe.privatePrices }
  const learnt = (await ctx.store.learntFacts()).get('privatePricesIncludeVat')
  const basis = learnt?.basis as { pricesExclVatForPrivate?: boolean | null } | null | undefined
  if (learnt === undefined || typeof learnt.value !== 'boolean' || basis?.pricesExclVatForPrivate !== ctx.recipe.lookups.company.pricesExclVatForPrivate) return { includeVat: null }
  return { includeVat: learnt.value }
}
