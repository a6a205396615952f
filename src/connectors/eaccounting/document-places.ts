// Where each kind of document lives, and the stamps its list has (facts 62, 63, 65).
import type { DocumentKind } from '../../core/sale-draft.ts'
import type { ChangeQuestion } from './changes.ts'

export type DocumentPlace = { list: string; one: string; id: string; changes: ChangeQuestion }

export const documentPlaces: Record<DocumentKind, DocumentPlace> = {
  order: {
    list: '/v2/orders', one: '/v2/orders/{id}', id: 'id',
    changes: { template: '/v2/orders', stamps: ['CreatedUtc', 'ModifiedUtc'] },
  },
  // Drafts have no change stamp: always read whole.
  invoiceDraft: {
    list: '/v2/customerinvoicedrafts', one: '/v2/customerinvoicedrafts/{invoiceDraftId}', id: 'invoiceDraftId',
    changes: { template: '/v2/customerinvoicedrafts', stamps: [] },
  },
  invoice: {
    list: '/v2/customerinvoices', one: '/v2/customerinvoices/{invoiceId}', id: 'invoiceId',
    changes: { template: '/v2/customerinvoices', stamps: ['CreatedUtc', 'ModifiedUtc'], parameter: 'modifiedSinceUtc' },
  },
}
