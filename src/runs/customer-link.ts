// The link of a buyer's record at the source with its card: what finds the card again when nothing else identifies the buyer.
import type { NewLink } from '../store/tables/links.ts'

export function customerLink(flow: string, sourceId: string, customerId: string, origin: 'created' | 'matched' = 'created'): NewLink {
  return {
    source_id: sourceId, target_kind: 'customer', target_id: customerId, target_number: null, target_url: null, mark: null, flow, origin, state: 'made', due_at: null,
    fingerprint: null, snapshot: null, source_stamp: null, target_stamp: null, totals: null,
  }
}
