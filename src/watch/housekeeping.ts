// Housekeeping, once an hour: what has served its time is deleted, and partitions of the log are made and dropped.
import type { Kysely } from 'kysely'
import { keepActivities } from '../store/tables/activities.ts'
import { forgetSeen } from '../store/tables/held.ts'
import { closeOldAlerts, forgetBudgetSlots, forgetClosedAlerts, forgetHeldPayloads, forgetIntentPayloads } from '../store/tables/keep.ts'

const dayMs = 86_400_000
/** Records are kept whole until they are settled, and no longer than this. */
export const payloadDays = 90
/** A stamp only saves a second reading where two windows overlap. */
const seenDays = 14
/** The longest limit is a day's. */
const slotDays = 2
/** News that need nobody close by themselves. */
const newsDays = 7
const newsCodes = ['second-draft-removed']
const closedAlertDays = 90

export type Kept = { heldPayloads: number; intentPayloads: number; budgetSlots: number; alertsClosed: number; alertsForgotten: number }

/** One round over all organisations. Each step is safe to repeat, also at the same time in two processes. */
export async function keepHouse(house: { db: Kysely<unknown>; now(): number }): Promise<Kept> {
  const { db } = house
  const now = new Date(house.now())
  const ago = (days: number): Date => new Date(now.getTime() - days * dayMs)
  await keepActivities(db, now)
  await forgetSeen(db, ago(seenDays))
  return {
    heldPayloads: await forgetHeldPayloads(db, ago(payloadDays)),
    intentPayloads: await forgetIntentPayloads(db, ago(payloadDays)),
    budgetSlots: await forgetBudgetSlots(db, ago(slotDays)),
    alertsClosed: await closeOldAlerts(db, newsCodes, ago(newsDays)),
    alertsForgotten: await forgetClosedAlerts(db, ago(closedAlertDays)),
  }
}
