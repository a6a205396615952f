// The seed: everything a HubSpot account holds, written by hand or made by bulk.ts, as one JSON document.
import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** A record id as HubSpot writes it: digits in a string. */
const recordId = z.string().regex(/^\d+$/, 'a record id is a string of digits')
/** ISO 8601 instant, for example 2026-10-01T08:00:00.000Z. */
const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'an ISO 8601 instant')
const propertyValues = z.record(z.string(), z.string())

/** The objects the twin holds, by the names used in paths. */
export const objectTypeNames = ['contacts', 'companies', 'deals', 'products', 'line_items', 'orders', 'invoices'] as const
const objectTypeName = z.enum(objectTypeNames)
export type ObjectTypeName = (typeof objectTypeNames)[number]

const accountSchema = z.object({
  portalId: z.number().int().positive(),
  uiDomain: z.string().default('app-eu1.hubspot.com'),
  timeZone: z.string().default('Europe/Stockholm'),
  companyCurrency: z.string().default('SEK'),
  additionalCurrencies: z.array(z.string()).default([]),
  accountType: z.enum(['STANDARD', 'DEVELOPER_TEST', 'SANDBOX', 'APP_DEVELOPER']).default('STANDARD'),
  dataHostingLocation: z.string().default('eu1'),
  /** Calls per day for service keys (3.1: 250,000 Free and Starter, 625,000 Professional, 1,000,000 Enterprise). */
  dailyLimit: z.number().int().positive().default(250_000),
})

/** Answers to questions that hubspot.md section 15 leaves open; each default is the stricter one unless said. */
const behaviourSchema = z.object({
  /** 15a: does the definition of hs_sku say hasUniqueValue, so that reads and upserts may use it as idProperty? Uniqueness itself is always kept. */
  skuReportsUnique: z.boolean().default(false),
  /** 5.5: does an archived product still hold its SKU? */
  archivedSkuHolds: z.boolean().default(true),
  /** 15b: may products, line items, orders and invoices carry custom unique properties? */
  customUniqueEverywhere: z.boolean().default(true),
  /** 4.6 (beta): merging keeps the primary record's id instead of minting a new one. */
  mergeKeepsPrimaryId: z.boolean().default(false),
  /** Inputs allowed in batch/read with propertiesWithHistory. */
  historyBatchLimit: z.number().int().positive().default(100),
})

const optionSchema = z.object({
  value: z.string(),
  label: z.string(),
  displayOrder: z.number().int().optional(),
  hidden: z.boolean().optional(),
})

/** A property definition, custom or one that replaces a default of the same name. */
export const propertySeedSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower snake case'),
  label: z.string().optional(),
  type: z.enum(['string', 'number', 'date', 'datetime', 'enumeration', 'bool', 'phone_number']).default('string'),
  fieldType: z.string().optional(),
  groupName: z.string().optional(),
  description: z.string().optional(),
  options: z.array(optionSchema).optional(),
  hasUniqueValue: z.boolean().optional(),
  hidden: z.boolean().optional(),
  archived: z.boolean().optional(),
  calculated: z.boolean().optional(),
  readOnlyValue: z.boolean().optional(),
})
export type PropertySeed = z.infer<typeof propertySeedSchema>

const stageSchema = z.object({
  id: z.string(),
  label: z.string(),
  displayOrder: z.number().int().optional(),
  /** Deals: {isClosed: "true", probability: "1.0"}. Orders: {state: "OPEN" | "CLOSED"}. */
  metadata: z.record(z.string(), z.string()).default({}),
})
const pipelineSchema = z.object({
  id: z.string(),
  label: z.string(),
  displayOrder: z.number().int().optional(),
  archived: z.boolean().optional(),
  stages: z.array(stageSchema).min(1),
})
export type PipelineSeed = z.infer<typeof pipelineSchema>

const associationSchema = z.object({
  to: objectTypeName,
  id: recordId,
  /** The primary company of a contact, deal or order. */
  primary: z.boolean().optional(),
  /** 'billing' (contact and company only) or a label of `associationLabels`. */
  label: z.string().optional(),
  /** Exact type ids instead; the unlabeled type is always added. */
  typeIds: z.array(z.number().int()).optional(),
})
export type AssociationSeed = z.infer<typeof associationSchema>

const recordFields = {
  id: recordId,
  properties: propertyValues,
  /** Default: the property createdate or hs_createdate, else the moment of loading. */
  createdAt: instant.optional(),
  /** Default: the last stage change, else createdAt. */
  updatedAt: instant.optional(),
  archived: z.boolean().optional(),
  archivedAt: instant.optional(),
  /** Ids that were merged into this record. */
  mergedIds: z.array(recordId).optional(),
  associations: z.array(associationSchema).optional(),
  /** Earlier values, oldest first; the last must equal the present value of the stage property. */
  stageHistory: z.array(z.object({ value: z.string(), timestamp: instant })).optional(),
}
const recordSchema = z.object(recordFields)
export type RecordSeed = z.infer<typeof recordSchema>

const lineItemSchema = z.object({
  /** Minted when missing. */
  id: recordId.optional(),
  properties: propertyValues,
  createdAt: instant.optional(),
  updatedAt: instant.optional(),
})
export type LineItemSeed = z.infer<typeof lineItemSchema>

const parentSchema = z.object({ ...recordFields, lineItems: z.array(lineItemSchema).optional() })
export type ParentSeed = z.infer<typeof parentSchema>

const adminRuleSchema = z.object({
  objectType: objectTypeName,
  property: z.string(),
  /** Conditional: required when this property has one of these values. Without it: required at creation. */
  when: z.object({ property: z.string(), values: z.array(z.string()) }).optional(),
})
export type AdminRule = z.infer<typeof adminRuleSchema>

const oauthAppSchema = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  redirectUris: z.array(z.string()).default([]),
  scopes: z.array(z.string()),
  appId: z.number().int().optional(),
  /** Installations that exist already: refresh tokens that work at once. */
  refreshTokens: z.array(z.string()).default([]),
})
export type OAuthAppSeed = z.infer<typeof oauthAppSchema>

/** The whole account. Everything but `account` may be left out. */
export const hubSpotSeedSchema = z.object({
  account: accountSchema,
  behaviour: behaviourSchema.prefault({}),
  /** Token -> scopes; ["*"] means every scope. */
  serviceKeys: z.record(z.string(), z.array(z.string())).default({}),
  oauthApps: z.array(oauthAppSchema).default([]),
  owners: z.array(z.object({
    id: recordId,
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    userId: z.number().int().optional(),
    archived: z.boolean().optional(),
  })).default([]),
  /** Missing: HubSpot's own default sales pipeline and order pipeline. */
  pipelines: z.object({ deals: z.array(pipelineSchema).optional(), orders: z.array(pipelineSchema).optional() }).default({}),
  properties: z.partialRecord(objectTypeName, z.array(propertySeedSchema)).default({}),
  propertyGroups: z.partialRecord(objectTypeName, z.array(z.object({ name: z.string(), label: z.string() }))).default({}),
  /** Rules the account's admins have set (1.5), enforced on 2026-09 paths only. */
  adminRules: z.array(adminRuleSchema).default([]),
  /** User-defined labels; `typeId` is from -> to, `inverseTypeId` to -> from. */
  associationLabels: z.array(z.object({
    from: objectTypeName,
    to: objectTypeName,
    label: z.string(),
    typeId: z.number().int(),
    inverseTypeId: z.number().int(),
  })).default([]),
  taxRates: z.array(z.object({
    id: z.string(),
    name: z.string(),
    label: z.string().optional(),
    percentageRate: z.number(),
    active: z.boolean().default(true),
  })).default([]),
  /** Only line items that belong to nothing; the others stand in their deal, order or invoice. */
  looseLineItems: z.array(recordSchema).default([]),
  products: z.array(recordSchema).default([]),
  companies: z.array(recordSchema).default([]),
  contacts: z.array(recordSchema).default([]),
  deals: z.array(parentSchema).default([]),
  orders: z.array(parentSchema).default([]),
  invoices: z.array(parentSchema).default([]),
})

/** A seed as written: fields with a default may be left out. */
export type HubSpotSeed = z.input<typeof hubSpotSeedSchema>
/** A seed after parsing: every default filled in. */
export type ParsedSeed = z.output<typeof hubSpotSeedSchema>

/** Checks a seed and fills the defaults. Throws a ZodError that names the faulty path. */
export function parseSeed(seed: unknown): ParsedSeed {
  return hubSpotSeedSchema.parse(seed)
}

/** Reads a seed from a JSON file. Throws when the file is missing, is not JSON or does not fit the schema. */
export function loadSeed(path: string): ParsedSeed {
  return parseSeed(JSON.parse(readFileSync(path, 'utf8')))
}
