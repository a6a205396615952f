// Activity: the line of the log that a customer reads, one per record and run.
import { z } from 'zod'

export const activityAction = z.enum(['created', 'updated', 'adopted', 'skipped', 'held', 'failed', 'waiting', 'noticed', 'would-create', 'would-update'])
export type ActivityAction = z.infer<typeof activityAction>

/** One request to another system made for this record (no secrets, personal numbers masked). */
export const activityCall = z.object({
  system: z.string(), method: z.string(), path: z.string(), status: z.number().nullable(), ms: z.number(),
  request: z.unknown().optional(), response: z.unknown().optional(),
})
export type ActivityCall = z.infer<typeof activityCall>

/** The encrypted part: everything about one record's way through. */
export const activityPayload = z.object({
  source: z.unknown().optional(),
  draft: z.unknown().optional(),
  decision: z.unknown().optional(),
  document: z.unknown().optional(),
  notes: z.array(z.object({ code: z.string(), sv: z.string(), en: z.string() })).default([]),
  calls: z.array(activityCall).default([]),
})
export type ActivityPayload = z.infer<typeof activityPayload>

export const activity = z.object({
  id: z.string(), at: z.string(), run: z.string(), flow: z.string(), trigger: z.string(), action: activityAction,
  recordId: z.string(), title: z.string(), documentKind: z.string().nullable(), documentId: z.string().nullable(), documentNumber: z.string().nullable(),
  customerNumber: z.string().nullable(), skus: z.array(z.string()), reasonCode: z.string().nullable(), sentenceSv: z.string(), sentenceEn: z.string(),
  durationMs: z.number(), settingsVersion: z.number(),
})
export type Activity = z.infer<typeof activity>
