// Which points are stopped at with which kind of document: a covering set, not every combination.
import type { PointName } from '../../src/runs/points.ts'
import type { Stop } from './stops.ts'

/** On the way of a sale that needs a new customer and a new article. */
export const cards: PointName[] = [
  'plan-articles', 'send-article', 'create-articles', 'commit-articles', 'compare-refused-article', 'reserve-customer-numbers', 'plan-customers', 'send-customer', 'create-customers', 'commit-customers',
  'plan-card-changes', 'update-customers', 'compare-refused-customer',
]
/** Led to by somebody else at just the right moment: stopped at in recovery.test.ts and several-workers.test.ts, where that moment is made. */
export const elsewhere: PointName[] = ['renumber-customer', 'wait-for-winner']
/** On the way of every document. */
export const documents: PointName[] = [
  'hand-out-parcel', 'take-parcel', 'plan-documents', 'send-document', 'create-documents', 'commit-outcomes', 'finish-parcel', 'save-cursor', 'write-back-read', 'write-back-send', 'write-back-clear', 'unknown-outcome', 'recover-read', 'recover-look', 'recover-note', 'recover-settle',
]
/** Only where orders, or documents of any kind, are treated so. */
export const ordersOnly: PointName[] = ['reread-source', 'take-back-document', 'update-document', 'learn-prices', 'forget-lesson', 'check-adopted']
export const bookings: PointName[] = ['plan-booking', 'count-drafts', 'read-draft', 'send-booking', 'book', 'commit-booking', 'plan-sending', 'send-invoice', 'commit-sending']

export function both(points: PointName[]): Stop[] {
  return points.flatMap((point) => [{ point, when: 'before' as const }, { point, when: 'after' as const }])
}
