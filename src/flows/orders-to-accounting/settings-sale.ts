// Settings about what is sold and how it is paid: articles, VAT, shipping, terms, payment methods, cost centres.
import { z } from 'zod'
import { area } from '../../core/books.ts'
import { buyerKind, documentKind } from '../../core/sale-draft.ts'
import { byRate, bracedProperty, nameText, oneOrMore, propertyReference, ratesMap, valueMap } from './setting-forms.ts'

export const newArticleSettings = z.strictObject({ unit: nameText.optional(), coding: ratesMap.optional() })

export const taxRule = z.strictObject({
  country: oneOrMore(z.string().trim().min(1)).optional(),
  area: area.optional(),
  buyer: buyerKind.optional(),
  group: nameText.optional(),
  coding: nameText,
})

export const taxSettings = z.strictObject({
  lines: z.union([
    z.strictObject({ property: propertyReference, map: valueMap }),
    valueMap.transform((map) => ({ property: undefined, map })),
  ]).optional(),
  countries: z.array(taxRule).default([]),
  existingArticle: z.enum(['keep', 'hold', 'sibling']).default('keep'),
})

export const shippingSettings = z.strictObject({
  amount: propertyReference.optional(),
  method: propertyReference.optional(),
  article: byRate.optional(),
  includesVat: z.boolean().default(false),
  skus: oneOrMore(nameText).default([]),
})

export const termsSettings = z.union([
  nameText.transform((name) => ({ property: undefined, map: undefined, default: name })),
  z.strictObject({ property: propertyReference.optional(), map: valueMap.optional(), default: nameText.optional() }),
])

export const paymentSettings = z.strictObject({
  property: propertyReference,
  map: valueMap.default({}),
  orderType: z.record(z.string(), documentKind).default({}),
})

export const discountSettings = z.strictObject({
  order: z.enum(['spread', 'row']).default('spread'),
  percent: propertyReference.optional(),
  amount: propertyReference.optional(),
})

export const rowValueSource = z.union([z.enum(['owner', 'pipeline', 'label', 'product', 'constant']), bracedProperty()])

const rowValue = {
  from: rowValueSource,
  map: valueMap.optional(),
  default: nameText.optional(),
  /** The value itself, with from: constant. */
  value: nameText.optional(),
}

const constantNeedsValue = (given: { from: unknown; value?: string; default?: string }, context: z.RefinementCtx): void => {
  if (given.from !== 'constant' || given.value !== undefined || given.default !== undefined) return
  context.addIssue({ code: 'custom', path: ['value'], message: 'from: constant needs a value', params: { sv: 'from: constant behöver ett värde (value)', en: 'from: constant needs a value' } })
}

export const costCentreRule = z.strictObject({ dimension: z.union([z.number().int().min(1).max(3), z.string().trim().min(1)]), ...rowValue }).superRefine(constantNeedsValue)
export const projectRule = z.strictObject(rowValue).superRefine(constantNeedsValue)
