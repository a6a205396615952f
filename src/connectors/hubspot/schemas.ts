// What HubSpot's answers look like. HubSpot says that every field of an error is optional (fact 3.12); values are strings or null (fact 4.2).
import { z } from 'zod'

/** Ids are strings, though associations send numbers (fact 6.6). */
export const wireId = z.union([z.string().min(1), z.number()]).transform(String)

const historyEntry = z.object({ value: z.string().nullish(), timestamp: z.string().nullish() })

/** Facts 4.2, 9.5. */
export const wireRecord = z.object({
  id: wireId,
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

/** Batch answers, pages and searches share this shape. Records that do not fit are kept raw by `results`. */
export const recordList = z.object({ results: z.array(z.unknown()).default([]), errors: z.array(itemError).nullish(), paging })

/** Fact 6.6. */
export const associationList = z.object({
  results: z.array(z.object({
    from: z.object({ id: wireId }),
    to: z.array(z.object({
      toObjectId: wireId,
      associationTypes: z.array(z.object({ typeId: z.coerce.number().nullish(), label: z.string().nullish() })).nullish(),
    })).nullish(),
    paging,
  })).default([]),
})

/** Fact 10.1. */
export const pipelineList = z.object({
  results: z.array(z.object({
    id: wireId,
    label: z.string().nullish(),
    stages: z.array(z.object({ id: wireId, label: z.string().nullish(), metadata: z.record(z.string(), z.unknown()).nullish() })).nullish(),
  })).default([]),
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
export const propertyList = z.object({ results: z.array(propertyDefinition).default([]) })
export const groupList = z.object({ results: z.array(z.object({ name: z.string() })).default([]) })

/** Fact 10.2. */
export const ownerList = z.object({
  results: z.array(z.object({ id: wireId, email: z.string().nullish(), firstName: z.string().nullish(), lastName: z.string().nullish() })).default([]),
  paging,
})

/** Fact 7.6. */
export const taxRateList = z.object({
  results: z.array(z.object({ id: wireId, name: z.string().nullish(), label: z.string().nullish(), percentageRate: z.union([z.number(), z.string()]).nullish() })).default([]),
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
