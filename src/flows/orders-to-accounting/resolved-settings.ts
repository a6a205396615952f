// Settings after their names were looked up in both accounts: plain JSON, ids beside names, every default filled in.
import { z } from 'zod'
import { area } from '../../core/books.ts'
import { buyerKind, documentKind } from '../../core/sale-draft.ts'
import { condition } from '../../mapper/condition.ts'
import { rung, updatePolicy } from './settings-customers.ts'

const named = z.object({ id: z.string(), name: z.string() })
const property = z.object({ property: z.string() })
const dateFrom = <T extends string>(...words: [T, ...T[]]) => z.union([z.enum(words), property])
const rowSource = z.union([z.enum(['owner', 'pipeline', 'label', 'product', 'constant']), property])

/** Stored and read back at run start, so it has a schema too. */
export const resolvedSettings = z.object({
  source: z.enum(['deal', 'order']),
  stages: z.array(z.object({ pipelineId: z.string(), pipeline: z.string(), stageId: z.string(), stage: z.string() })),
  /** `at` is ISO UTC. */
  startFrom: z.union([z.object({ kind: z.literal('golive') }), z.object({ kind: z.literal('all') }), z.object({ kind: z.literal('time'), at: z.string() })]),
  /** Null = off. */
  maxCreatesPerRun: z.number().nullable(),
  filter: condition.nullable(),
  /** Sales that a person takes care of, and why. */
  holdWhen: z.array(z.object({ when: condition, because: z.string() })),
  quietSeconds: z.number(),
  orderType: documentKind,
  orderStatus: z.enum(['ongoing', 'draft']),
  send: z.enum(['none', 'email', 'einvoice']),
  sendOnlyTo: z.string().nullable(),
  documentDate: dateFrom('today', 'closeDate'),
  closedPeriod: z.enum(['hold', 'today']),
  deliveryDate: dateFrom('none', 'closeDate'),
  markField: z.enum(['ourReference', 'yourReference', 'buyersOrderReference', 'textRow']),
  onChange: z.enum(['skip', 'updateWhileOpen', 'hold']),
  writeBack: z.boolean(),
  customers: z.object({
    match: z.array(rung),
    /** Policy of every field, and exceptions by card field. Rules with onUpdate: false are `never` here. */
    update: z.object({ policy: updatePolicy, fields: z.record(z.string(), updatePolicy) }),
    number: z.enum(['auto', 'fromCrm']),
    default: z.string().nullable(),
    defaultWhen: z.union([z.enum(['noCustomer', 'private', 'always']), condition]),
    /** Lower-case source value -> label. */
    labels: z.object({ property: z.string().nullable(), map: z.record(z.string(), named) }),
    emailIgnore: z.array(z.string()),
    addressDiffers: z.enum(['hold', 'updateCard', 'ignore']),
    placeholder: z.object({ postalCode: z.string().nullable(), city: z.string().nullable() }).nullable(),
    byCountry: z.record(z.string(), z.object({
      language: z.string().optional(), currency: z.string().optional(), terms: z.string().optional(),
      forceVat: z.boolean().optional(), deliveryBasedVat: z.boolean().optional(), northernIreland: z.boolean().optional(),
    })),
  }),
  /** Canonical field -> property: the connector's own with the chosen ones over them. */
  fields: z.record(z.string(), z.string()),
  missingProducts: z.enum(['create', 'fallbackArticle', 'hold']),
  lineWithoutSku: z.enum(['hold', 'fallbackArticle', 'createFromName']),
  noLines: z.enum(['hold', 'amountRow']),
  amountCheck: z.enum(['warn', 'hold', 'off']),
  recurring: z.enum(['hold', 'firstPeriod', 'wholeTerm']),
  /** Article numbers by VAT rate. */
  fallbackArticle: z.record(z.string(), z.string()),
  newArticle: z.object({ unit: named.nullable(), coding: z.record(z.string(), named) }),
  tax: z.object({
    lines: z.object({ property: z.string().nullable(), map: z.record(z.string(), named) }),
    countries: z.array(z.object({ country: z.string().nullable(), area: area.nullable(), buyer: buyerKind.nullable(), group: z.string().nullable(), coding: named })),
    existingArticle: z.enum(['keep', 'hold', 'sibling']),
  }),
  shipping: z.object({
    amount: z.string().nullable(), method: z.string().nullable(), article: z.record(z.string(), z.string()), includesVat: z.boolean(),
    /** Lower case. */
    skus: z.array(z.string()),
  }),
  deliveryMethods: z.record(z.string(), named),
  terms: z.object({ property: z.string().nullable(), map: z.record(z.string(), named).nullable(), default: named.nullable() }),
  paymentMethods: z.object({ property: z.string(), map: z.record(z.string(), named), orderType: z.record(z.string(), documentKind) }).nullable(),
  discounts: z.object({ order: z.enum(['spread', 'row']), percent: z.string().nullable(), amount: z.string().nullable() }),
  costCentres: z.array(z.object({
    dimension: z.number(), dimensionName: z.string(), from: rowSource,
    /** Lower-case source value -> item; null = the value itself names the item. */
    map: z.record(z.string(), named).nullable(), default: named.nullable(),
  })),
  project: z.object({ from: rowSource, map: z.record(z.string(), named).nullable(), default: named.nullable() }).nullable(),
  privatePricesIncludeVat: z.union([z.literal('ask'), z.boolean()]),
  language: z.enum(['sv', 'en']),
  settleSeconds: z.number(),
})
export type ResolvedSettings = z.infer<typeof resolvedSettings>
export type Named = z.infer<typeof named>
export type RowSource = z.infer<typeof rowSource>
