// The standard Swedish reference data that a company gets where its seed leaves a list out. Sample data, not advice.
import type { CompanySeed } from './seed.ts'

type Lists = Required<Pick<CompanySeed,
  'users' | 'fiscalYears' | 'vatCodes' | 'accounts' | 'termsOfPayment' | 'deliveryMethods' | 'deliveryTerms' | 'units' | 'codings' | 'bankAccounts'>>
type Coding = Lists['codings'][number]

const vatCodes: Lists['vatCodes'] = [
  { Code: '05', Description: 'Momspliktig försäljning 25 %', VatRate: 25, accounts: [2611] },
  { Code: '05', Description: 'Momspliktig försäljning 12 %', VatRate: 12, accounts: [2621] },
  { Code: '05', Description: 'Momspliktig försäljning 6 %', VatRate: 6, accounts: [2631] },
  { Code: '35', Description: 'Försäljning av varor till annat EU-land', VatRate: 0 },
  { Code: '36', Description: 'Försäljning av varor utanför EU', VatRate: 0 },
  { Code: '38', Description: 'Trepartshandel', VatRate: 0 },
  { Code: '39', Description: 'Försäljning av tjänster till annat EU-land', VatRate: 0 },
  { Code: '40', Description: 'Övrig försäljning av tjänster utomlands', VatRate: 0 },
  { Code: '41', Description: 'Omvänd betalningsskyldighet i Sverige', VatRate: 0 },
  { Code: '42', Description: 'Övrig momsfri försäljning', VatRate: 0 },
]

const accounts: Lists['accounts'] = [
  [1510, 'Kundfordringar'], [1513, 'Kundfordringar, delad faktura'], [1930, 'Företagskonto'],
  [2611, 'Utgående moms 25 %'], [2621, 'Utgående moms 12 %'], [2631, 'Utgående moms 6 %'], [2670, 'Utgående moms OSS'],
  [3001, 'Försäljning varor 25 %'], [3002, 'Försäljning varor 12 %'], [3003, 'Försäljning varor 6 %'], [3004, 'Försäljning varor momsfri'],
  [3011, 'Försäljning tjänster 25 %'], [3012, 'Försäljning tjänster 12 %'], [3013, 'Försäljning tjänster 6 %'], [3014, 'Försäljning tjänster momsfri'],
  [3105, 'Försäljning varor utanför EU'], [3106, 'Försäljning varor till annat EU-land, momspliktig'], [3107, 'Försäljning varor OSS'],
  [3108, 'Försäljning varor till annat EU-land, momsfri'], [3109, 'Trepartsförsäljning varor'],
  [3231, 'Försäljning, omvänd betalningsskyldighet bygg'],
  [3305, 'Försäljning tjänster utanför EU'], [3306, 'Försäljning tjänster till annat EU-land, momspliktig'],
  [3307, 'Försäljning tjänster OSS'], [3308, 'Försäljning tjänster till annat EU-land, momsfri'],
  [3520, 'Fakturerade frakter'], [3540, 'Faktureringsavgifter'], [3740, 'Öres- och kronutjämning'],
].map(([Number, Name]) => ({ Number: Number as number, Name: Name as string }))

const domestic = { goods: { 25: 3001, 12: 3002, 6: 3003, 0: 3004 }, services: { 25: 3011, 12: 3012, 6: 3013, 0: 3014 } } as const

/** A sales category with an account for every area. */
function coding(type: 'goods' | 'services', rate: 25 | 12 | 6 | 0): Coding {
  const goods = type === 'goods'
  const home = domestic[type][rate]
  return {
    Name: `${goods ? 'Varor' : 'Tjänster'} ${rate} %`,
    NameEnglish: `${goods ? 'Goods' : 'Services'} ${rate} %`,
    type,
    rate,
    DomesticSalesSubjectToVatAccountNumber: rate === 0 ? null : home,
    DomesticSalesVatExemptAccountNumber: domestic[type][0],
    DomesticSalesVatCodeExemptAccountNumber: domestic[type][0],
    DomesticSalesSubjectToReversedConstructionVatAccountNumber: goods ? null : 3231,
    ForeignSalesSubjectToMossAccountNumber: goods ? 3107 : 3307,
    ForeignSalesSubjectToThirdPartySalesAccountNumber: goods ? 3109 : null,
    ForeignSalesSubjectToVatWithinEuAccountNumber: goods ? 3106 : 3306,
    ForeignSalesVatExemptWithinEuAccountNumber: goods ? 3108 : 3308,
    ForeignSalesVatExemptOutsideEuAccountNumber: goods ? 3105 : 3305,
  }
}

/** Reference lists of a small Swedish company: BAS accounts, codings for 25, 12, 6 and 0 %, the usual terms and units. */
export function standardLists(): Lists {
  return {
    users: [{ Email: 'anna.berg@exempel.se', FirstName: 'Anna', LastName: 'Berg' }],
    fiscalYears: [2025, 2026, 2027].map(year => ({ StartDate: `${year}-01-01`, EndDate: `${year}-12-31` })),
    vatCodes,
    accounts,
    termsOfPayment: [
      ...[0, 10, 15, 20, 30, 60].map(days => ({ Name: `${days} dagar netto`, NameEnglish: `${days} days net`, NumberOfDays: days })),
      { Name: 'Kontant', NameEnglish: 'Cash', NumberOfDays: 0, TermsOfPaymentTypeId: 2 },
      { Name: 'Kort', NameEnglish: 'Card', NumberOfDays: 0, TermsOfPaymentTypeId: 3 },
    ],
    deliveryMethods: [
      { Name: 'PostNord', Code: 'PN' }, { Name: 'DHL', Code: 'DHL' }, { Name: 'DB Schenker', Code: 'DBS' },
      { Name: 'Hämtas', NameEnglish: 'Pick up', Code: 'HÄMT' },
    ],
    deliveryTerms: [
      { Name: 'Fritt vårt lager', NameEnglish: 'Ex works', Code: 'EXW' }, { Name: 'Fraktfritt', NameEnglish: 'Carriage paid to', Code: 'CPT' },
    ],
    units: [
      { Name: 'Styck', Code: 'C62', Abbreviation: 'st', AbbreviationEnglish: 'pcs' },
      { Name: 'Timme', Code: 'HUR', Abbreviation: 'tim', AbbreviationEnglish: 'h' },
      { Name: 'Månad', Code: 'MON', Abbreviation: 'mån', AbbreviationEnglish: 'month' },
      { Name: 'Kilo', Code: 'KGM', Abbreviation: 'kg', AbbreviationEnglish: 'kg' },
    ],
    codings: [...[25, 12, 6, 0] as const].flatMap(rate => [coding('goods', rate), coding('services', rate)]),
    bankAccounts: [{ Name: 'Företagskonto', LedgerAccountNumber: 1930 }],
  }
}
