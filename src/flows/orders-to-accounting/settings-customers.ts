// Settings under `customers`: how buyers are matched, made and updated.
import { z } from 'zod'
import { condition } from '../../mapper/condition.ts'
import { nameText, oneOrMore, propertyReference, valueMap } from './setting-forms.ts'

export const rung = z.enum(['link', 'orgNumber', 'vatNumber', 'customerNumber', 'email'])
export const updatePolicy = z.enum(['fillEmpty', 'never', 'overwrite'])
export type UpdatePolicy = z.infer<typeof updatePolicy>

/** What a new card in a country gets beside the buyer's own values. */
const countryDefaults = z.strictObject({
  language: z.string().length(2).optional(),
  currency: z.string().length(3).optional(),
  terms: nameText.optional(),
  forceVat: z.boolean().optional(),
  deliveryBasedVat: z.boolean().optional(),
  northernIreland: z.boolean().optional(),
})

export const customersSettings = z.strictObject({
  match: z.array(rung).min(1).default(['link', 'orgNumber', 'vatNumber', 'customerNumber', 'email']),
  update: z.union([updatePolicy, z.record(z.string(), updatePolicy)]).default('fillEmpty'),
  number: z.enum(['auto', 'fromCrm']).default('auto'),
  default: nameText.optional(),
  defaultWhen: z.union([z.enum(['noCustomer', 'private', 'always']), condition]).default('noCustomer'),
  labels: z.union([z.strictObject({ property: propertyReference, map: valueMap }), valueMap.transform((map) => ({ property: undefined, map }))]).optional(),
  emailIgnore: oneOrMore(z.string().trim().min(1)).default([]),
  addressDiffers: z.enum(['hold', 'updateCard', 'ignore']).default('hold'),
  placeholder: z.union([z.literal('none'), z.strictObject({ postalCode: nameText.optional(), city: nameText.optional() })]).default('none'),
  byCountry: z.record(z.string(), countryDefaults).default({}),
})
export type CustomersSettings = z.infer<typeof customersSettings>
