// Settings of the flow: every name of its part of the configuration file, with all forms in which it may be written.
import { z } from 'zod'
import { language } from '../../core/language.ts'
import { documentKind } from '../../core/sale-draft.ts'
import { condition } from '../../mapper/condition.ts'
import { canonicalFieldNames } from './canonical-fields.ts'
import { byRate, dateSource, moment, nameText, oneOrMore, valueMap } from './setting-forms.ts'
import { customersSettings } from './settings-customers.ts'
import {
  costCentreRule, discountSettings, newArticleSettings, paymentSettings, projectRule, shippingSettings, taxSettings, termsSettings,
} from './settings-sale.ts'
import { describeSettings } from './settings-help.ts'

/** "Försäljning/Vunnen", ids or labels; or { pipeline, stage }. A stage alone is enough when only one pipeline has it. */
export const stageChoice = z.union([
  z.string().trim().min(1),
  z.strictObject({ pipeline: nameText, stage: nameText }),
])

const secondsSetting = z.number().int().min(0).max(7 * 24 * 3600)

/** Canonical name -> property; strict, so that a misspelt name is found. */
const fieldsSetting = z.strictObject(Object.fromEntries(canonicalFieldNames.map((name) => [name, z.string().trim().min(1).optional()])))

export const ordersSettings = describeSettings(z.strictObject({
  source: z.enum(['deal', 'order']).default('deal'),
  stages: oneOrMore(stageChoice).refine((given) => given.length > 0, { message: 'at least one stage', params: { sv: 'minst ett steg behövs', en: 'at least one stage is needed' } }),
  startFrom: z.union([z.enum(['golive', 'all']), moment]).default('golive'),
  maxCreatesPerRun: z.union([z.number().int().min(1), z.literal('off'), z.literal(false).transform(() => 'off' as const)]).optional(),
  filter: condition.optional(),
  holdWhen: oneOrMore(z.strictObject({ when: condition, because: nameText })).default([]),
  quietSeconds: secondsSetting.default(60),
  orderType: documentKind.default('order'),
  orderStatus: z.enum(['ongoing', 'draft']).default('ongoing'),
  send: z.enum(['none', 'email', 'einvoice']).default('none'),
  sendOnlyTo: z.email().optional(),
  documentDate: dateSource(['today', 'closeDate']).default('today'),
  closedPeriod: z.enum(['hold', 'today']).default('hold'),
  deliveryDate: dateSource(['none', 'closeDate']).default('none'),
  mark: z.strictObject({ field: z.enum(['ourReference', 'yourReference', 'buyersOrderReference', 'textRow']).default('ourReference') }).default({ field: 'ourReference' }),
  onChange: z.enum(['skip', 'updateWhileOpen', 'hold']).default('skip'),
  writeBack: z.boolean().default(true),
  customers: customersSettings.prefault({}),
  fields: fieldsSetting.default({}),
  missingProducts: z.enum(['create', 'fallbackArticle', 'hold']).default('create'),
  lineWithoutSku: z.enum(['hold', 'fallbackArticle', 'createFromName']).default('hold'),
  noLines: z.enum(['hold', 'amountRow']).default('hold'),
  amountCheck: z.enum(['warn', 'hold', 'off']).default('warn'),
  recurring: z.enum(['hold', 'firstPeriod', 'wholeTerm']).default('hold'),
  fallbackArticle: byRate.optional(),
  newArticle: newArticleSettings.prefault({}),
  tax: taxSettings.prefault({}),
  shipping: shippingSettings.prefault({}),
  deliveryMethods: valueMap.default({}),
  terms: termsSettings.optional(),
  paymentMethods: paymentSettings.optional(),
  discounts: discountSettings.prefault({}),
  costCentres: oneOrMore(costCentreRule).default([]),
  project: projectRule.optional(),
  privatePricesIncludeVat: z.union([z.literal('ask'), z.boolean()]).default('ask'),
  language: language.default('sv'),
  settleSeconds: secondsSetting.default(60),
}))
export type OrdersSettings = z.infer<typeof ordersSettings>
export type OrdersSettingsInput = z.input<typeof ordersSettings>
