// Where each field of a customer draft stands on the vendor's card, and what on the card is not ours to send back (facts 93-101).

/** Draft field -> property, text both sides. `email` and `invoiceEmail` share one: the card has a single address for invoices. */
export const textFields: [draftField: string, property: string][] = [
  ['name', 'Name'],
  ['customerNumber', 'CustomerNumber'],
  ['email', 'EmailAddress'],
  ['invoiceEmail', 'EmailAddress'],
  ['phone', 'Telephone'],
  ['mobile', 'MobilePhone'],
  ['website', 'WwwAddress'],
  ['contactName', 'ContactPersonName'],
  ['contactEmail', 'ContactPersonEmail'],
  ['contactPhone', 'ContactPersonPhone'],
  ['invoiceAddress.line1', 'InvoiceAddress1'],
  ['invoiceAddress.line2', 'InvoiceAddress2'],
  ['invoiceAddress.postalCode', 'InvoicePostalCode'],
  ['invoiceAddress.city', 'InvoiceCity'],
  ['invoiceAddress.country', 'InvoiceCountryCode'],
  ['deliveryAddress.name', 'DeliveryCustomerName'],
  ['deliveryAddress.line1', 'DeliveryAddress1'],
  ['deliveryAddress.line2', 'DeliveryAddress2'],
  ['deliveryAddress.postalCode', 'DeliveryPostalCode'],
  ['deliveryAddress.city', 'DeliveryCity'],
  ['deliveryAddress.country', 'DeliveryCountryCode'],
  ['currency', 'CurrencyCode'],
  ['language', 'SalesDocumentLanguage'],
  ['note', 'Note'],
]

export const flagFields: [draftField: string, property: string][] = [
  ['forceVat', 'ForceBookkeepVat'],
  ['deliveryBasedVat', 'DeliveryBasedVat'],
  ['northernIreland', 'IsNorthernIreland'],
  ['reverseChargeConstruction', 'ReverseChargeOnConstructionServices'],
]

/** Draft fields that need more than a copy. */
export const otherProperties = ['CorporateIdentityNumber', 'VatNumber', 'EmailAddresses', 'TermsOfPaymentId', 'DeliveryMethodId', 'CustomerLabels', 'IsPrivatePerson', 'IsActive']

/** Left out of a PUT (fact 101); TermsOfPayment is an embedded copy. */
export const readOnlyProperties = [
  'Id', 'ChangedUtc', 'LastInvoiceDate', 'UnpaidInvoicesAmount', 'PayToAccountId', 'IsFutureInvoiceDateAllowed', 'MessageThreads', 'Notes', 'TermsOfPayment', 'RequiresReferenceNumber',
]
