// Limits of the books: text lengths and decimals of their documents, as data of each connector and as deciding needs them.

export type BooksLimits = {
  customerName: number
  addressLine: number
  postalCode: number
  city: number
  reference: number
  buyersOrderReference: number
  rowText: number
  articleName: number
  articleNumber: number
  /** Decimals of a row's unit price for a customer in the company's own country, and abroad. */
  priceDecimals: { domestic: number; foreign: number }
  quantityDecimals: { order: number; invoiceDraft: number }
  discountDecimals: number
  /** Whether documents of this kind carry their own customer name and invoice address, and their own currency. */
  ownAddress: { order: boolean; invoiceDraft: boolean }
  ownCurrency: { order: boolean; invoiceDraft: boolean }
}
