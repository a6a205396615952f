// The sample's books as a seed for the eAccounting twin.
import type { EAccountingSeed } from '../eaccounting/seed.ts'
import { standardLists } from '../eaccounting/standard-company.ts'
import { sampleAccess, sampleCompany } from './access.ts'
import { customerCards } from './books-customers.ts'
import { codings, costCenters, deliveryMethods, fiscalYears, freightAccounts, termsOfPayment, units } from './books-reference.ts'
import { dateBefore, lockedTo } from './days.ts'
import { swedishVatNumber } from './identity-numbers.ts'
import type { SalesDocuments } from './odd-case.ts'
import { oddCases } from './oddities.ts'
import { bookArticles } from './products.ts'

/** Documents people made before Kontobro came: nothing to do with any deal. */
function ownDocuments(now: Date): Required<SalesDocuments> {
  const rows = [{ article: 'BORD-160', Quantity: 2, UnitPrice: 5990 }, { article: 'TJ-MONTAGE', Quantity: 3, UnitPrice: 695 }]
  const made = (daysAgo: number): { CreatedUtc: string } => ({ CreatedUtc: `${dateBefore(now, daysAgo)}T08:30:00Z` })
  return {
    orders: [
      { customer: '10101', Number: 5001, OrderDate: dateBefore(now, 26), OurReference: 'Anna Berg', rows, ...made(26) },
      { customer: '10103', Number: 5002, OrderDate: dateBefore(now, 21), OurReference: 'Erik Lund', rows: rows.slice(0, 1), ...made(21) },
      { customer: '10105', OrderDate: dateBefore(now, 2), Status: 1, rows: rows.slice(1), ...made(2) },
    ],
    drafts: [{ customer: '10101', InvoiceDate: dateBefore(now, 4), OurReference: 'Anna Berg', rows: rows.slice(1), ...made(4) }],
    invoices: [
      { customer: '10103', InvoiceNumber: 2001, InvoiceDate: dateBefore(now, 27), OurReference: 'Anna Berg', rows, paid: true, paymentDate: dateBefore(now, 10), ...made(27) },
      { customer: '10105', InvoiceNumber: 2002, InvoiceDate: dateBefore(now, 20), OurReference: 'Shirin Azizi', rows: rows.slice(0, 1), ...made(20) },
    ],
  }
}

/** The whole books of Nordisk Kontorsmiljö AB. Dates are counted from `now`; the same `now` gives the same seed. */
export function sampleBooksSeed(now: Date): EAccountingSeed {
  const standard = standardLists()
  const own = ownDocuments(now)
  const odd = oddCases.flatMap((each) => (each.documents === undefined ? [] : [each.documents(now)]))
  return {
    companies: [{
      companySettings: {
        Name: sampleCompany.name, CorporateIdentityNumber: sampleCompany.orgNumber, VatCode: swedishVatNumber(sampleCompany.orgNumber),
        Email: 'ekonomi@nordiskkontorsmiljo.example', Phone: '08-555 010 20', Address1: 'Sveavägen 44', PostalCode: '111 34', City: 'Stockholm', OurReference: 'Anna Berg',
        BankGiro: '5050-1055', UsesCostCenter: true, DomesticCurrencyRounding: 1, AccountingLockedTo: lockedTo(now), terms: 30,
        NextCustomerNumber: 11_001, NextOrderNumber: 5007, NextCustomerInvoiceNumber: 2004,
      },
      ...standard,
      users: [{ Email: 'anna.berg@nordiskkontorsmiljo.example', FirstName: 'Anna', LastName: 'Berg' }],
      accounts: [...standard.accounts, ...freightAccounts],
      fiscalYears: fiscalYears(now), termsOfPayment, deliveryMethods, units, codings, costCenters,
      exchangeRates: { EUR: 11.25, NOK: 0.98, DKK: 1.51, USD: 10.4, GBP: 13.2 },
      customerLabels: [{ Name: 'VIP' }, { Name: 'Stamkund' }, { Name: 'Återförsäljare' }],
      customers: customerCards(),
      articles: bookArticles(),
      orders: [...own.orders, ...odd.flatMap((documents) => documents.orders ?? [])],
      drafts: [...own.drafts, ...odd.flatMap((documents) => documents.drafts ?? [])],
      invoices: [...own.invoices, ...odd.flatMap((documents) => documents.invoices ?? [])],
    }],
    oauthClients: [{ clientId: sampleAccess.eAccountingClientId, clientSecret: sampleAccess.eAccountingClientSecret }],
    refreshTokens: { [sampleAccess.eAccountingRefreshToken]: {} },
  }
}
