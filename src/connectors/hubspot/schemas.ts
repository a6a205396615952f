// What HubSpot's answers look like. HubSpot says that every field of an error is optional (fact 3.12); values are strings or null (fact 4.2).
import { z } from 'zod'

/** Names of stages, owners and places in a list. Ids are strings, though associations send numbers (fact 6.6). */
export const wireId = z.union([z.string().min(1).max(500), z.int()]).transform(String)

/** Ids of records are digits and nothing else (fact 4.2): whatever is not, names no record. */
export const recordId = wireId.pipe(z.string().regex(/^\d{1,20}$/))

const historyEntry = z.object({ value: z.string().nullish(), timestamp: z.string().nullish() })

/** Facts 4.2, 9.5. */
export const wireRecord = z.object({
  id: recordId,
  properties: z.record(z.string(), z.string().nullish()).nullish().transform((values) => values ?? {}),
  propertiesWithHistory: z.record(z.string(), z.array(historyEntry).nullish()).nullish(),
  updatedAt: z.string().nullish(),
  archived: z.boolean().nullish(),
  archivedAt: z.string().nullish(),
  url: z.string().nullish(),
})
export type WireRecord = z.output<typeof wireRecord>

const paging = z.object({ next: z.object({ after: wireId }).nullish() }).nullish()

/** One error inside a 207 (fact 3.13). */
export const itemError = z.object({
  message: z.string().nullish(),
  category: z.string().nullish(),
  context: z.record(z.string(), z.array(z.unknown()).nullish()).nullish().catch(null),
})
export type ItemError = z.output<typeof itemError>

/** Batch answers, pages and searches share this shape. Records that do not fit are kept raw by `results`; an answer without them says nothing, and is no empty list. */
export const recordList = z.object({ results: z.array(z.unknown()), errors: z.array(itemError).nullish().catch(null), paging })

/** A record of which only id and change stamp are wanted: strange values elsewhere are looked at when it is read whole. */
export const wireHead = z.object({
  id: recordId,
  properties: z.record(z.string(), z.string().nullish().catch(null)).nullish().catch(null).transform((values) => values ?? {}),
  updatedAt: z.string().nullish().catch(null),
  archivedAt: z.string().nullish().catch(null),
})

/** Fact 6.6. What belongs to one record is read record by record, so that a strange one holds nobody but itself. */
export const associationList = z.object({ results: z.array(z.unknown()) })
export const associationFrom = z.object({ from: z.object({ id: recordId }) })
export const associations = associationFrom.extend({
  to: z.array(z.object({
    toObjectId: recordId,
    associationTypes: z.array(z.object({ typeId: z.number().nullish().catch(null), label: z.string().nullish().catch(null) })).nullish(),
  })).nullish(),
  paging,
})

/** Fact 10.1. */
export const pipelineList = z.object({
  results: z.array(z.object({
    id: wireId,
    label: z.string().nullish(),
    stages: z.array(z.object({ id: wireId, label: z.string().nullish(), metadata: z.record(z.string(), z.unknown()).nullish() })).nullish(),
  })),
})

/** Facts 9.2, 9.4. */
export const propertyDefinition = z.object({
  name: z.string(),
  label: z.string().nullish(),
  type: z.string().nullish(),
  calculated: z.boolean().nullish(),
  archived: z.boolean().nullish(),
  options: z.array(z.object({ value: z.string(), label: z.string().nullish() })).nullish(),
  modificationMetadata: z.object({ readOnlyValue: z.boolean().nullish() }).nullish(),
})
export type PropertyDefinition = z.output<typeof propertyDefinition>
export const propertyList = z.object({ results: z.array(propertyDefinition) })
export const groupList = z.object({ results: z.array(z.object({ name: z.string() })) })

/** Fact 10.2. */
export const ownerList = z.object({
  results: z.array(z.object({ id: wireId, email: z.string().nullish(), firstName: z.string().nullish(), lastName: z.string().nullish() })),
  paging,
})

/** Fact 7.6. */
export const taxRateList = z.object({
  results: z.array(z.object({ id: wireId, name: z.string().nullish(), label: z.string().nullish(), percentageRate: z.union([z.number(), z.string()]).nullish() })),
})

/** Fact 2.10. */
export const accountDetails = z.object({
  portalId: wireId,
  timeZone: z.string().nullish(),
  companyCurrency: z.string().nullish(),
  additionalCurrencies: z.array(z.string()).nullish(),
  uiDomain: z.string().nullish(),
  accountType: z.string().nullish(),
})
export type AccountDetails = z.output<typeof accountDetails>

/** Facts 3.8, 3.12. */
export const errorBody = z.object({
  message: z.string().nullish().catch(null),
  category: z.string().nullish().catch(null),
  policyName: z.string().nullish().catch(null),
  correlationId: z.string().nullish().catch(null),
  errors: z.array(z.object({
    message: z.string().nullish().catch(null),
    code: z.string().nullish().catch(null),
    context: z.record(z.string(), z.unknown()).nullish().catch(null),
  })).nullish().catch(null),
})
