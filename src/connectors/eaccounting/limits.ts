// Text lengths and decimals of the vendor's documents, for the planner (facts 93-96, 112, 130-134, 159-162, 224).
import type { BooksLimits } from '../../core/books-limits.ts'

export const booksLimits: BooksLimits = {
  customerName: 50,
  addressLine: 50,
  postalCode: 10,
  city: 50,
  reference: 100,
  buyersOrderReference: 35,
  rowText: 2000,
  articleName: 50,
  articleNumber: 40,
  priceDecimals: { domestic: 2, foreign: 4 },
  quantityDecimals: { order: 4, invoiceDraft: 2 },
  discountDecimals: 4,
  // Drafts take name, postal code, city, country and currency from the customer card.
  ownAddress: { order: true, invoiceDraft: false },
  ownCurrency: { order: true, invoiceDraft: false },
}
