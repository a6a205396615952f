// Vendor fields of articles, units and article account codings: names, lengths and requirements as in eaccounting-fields.txt.
import type { Wire, Written } from './fields.ts'
import { decimal, decimalOrNull, entity, flag, guid, instant, list, needFlag, needGuid, needText, opaque, text, whole, wholeOrNull } from './fields.ts'

const price = { min: 0, max: 99_000_000, decimals: 2 }
const cost = { min: 0, max: 99_000_000 }
const barcodes = entity('Barcodes', { Barcode: text(50), BarcodeType: whole() }, {})
const labels = entity('ArticleLabels', { Id: guid(), Name: text(50), Description: text(400) }, {})

export const articles = entity('articles', {
  IsActive: needFlag('yes'),
  Number: needText(40, 'yes'),
  Name: needText(50, 'yes'),
  NameEnglish: text(50),
  NetPrice: decimalOrNull(price),
  GrossPrice: decimalOrNull(price),
  CodingId: needGuid('yes'),
  UnitId: needGuid('yes'),
  StockBalance: decimal({ min: -1e15, max: 1e15, decimals: 2 }),
  HouseWorkType: wholeOrNull(),
  PurchasePrice: decimal(cost),
  SendToWebshop: flag(),
  UsesMoss: flag(),
  ArticleLabels: list(labels),
  Note: text(4000),
  IsStock: flag('yes'),
  StockLocationReference: text(),
  FreightCosts: decimal(cost),
  UpdateStockPrices: flag(),
  Barcodes: list(barcodes),
  GreenTechnologyType: wholeOrNull(),
  CurrencyCode: text(3),
  PurchasePriceWithCurrency: decimal(),
  FreightCostWithCurrency: decimal(),
  OrderingPoint: decimalOrNull(),
  SupplierId: guid(),
  SupplierArticleNumber: text(16),
}, {
  Id: needGuid('yes'),
  /** Only a filter: 1 goods, 2 services (facts 59, 124). */
  CodingType: whole({ filter: 'yes' }),
  NetPriceWithDiscount: decimal(),
  DiscountPercentage: decimal(),
  CodingName: text(),
  UnitName: text(),
  UnitAbbreviation: text(),
  StockBalanceManuallyChangedUtc: opaque<string | null>(null),
  StockBalanceReserved: decimal(),
  StockBalanceAvailable: decimal(),
  CreatedUtc: instant('yes'),
  ChangedUtc: instant('yes'),
  PurchasePriceManuallyChangedUtc: opaque<string | null>(null),
  MessageThreads: opaque<string[]>([]),
  Notes: opaque<string[]>([]),
  ShowStockInformation: flag(),
  IsServiceArticle: flag(),
  FreightCostsManuallyChangedUtc: opaque<string | null>(null),
  StockValue: decimal(),
})
export type Article = Wire<typeof articles>
export type ArticleWritten = Written<typeof articles>

export const units = entity('units', {}, { Id: needGuid('yes'), Name: text(50, 'yes'), Code: text(20, 'yes'), Abbreviation: text(20, 'yes'), AbbreviationEnglish: text(20) })
export type Unit = Wire<typeof units>

export const codings = entity('articleaccountcodings', {}, {
  Id: needGuid('yes'),
  Name: text(100, 'yes'),
  NameEnglish: text(100),
  Type: text(50),
  VatRate: text(20),
  IsActive: flag('yes'),
  VatRatePercent: decimal(),
  DomesticSalesSubjectToReversedConstructionVatAccountNumber: wholeOrNull({ filter: 'yes' }),
  DomesticSalesSubjectToVatAccountNumber: wholeOrNull({ filter: 'yes' }),
  DomesticSalesVatExemptAccountNumber: wholeOrNull({ filter: 'yes' }),
  ForeignSalesSubjectToMossAccountNumber: wholeOrNull(),
  ForeignSalesSubjectToThirdPartySalesAccountNumber: wholeOrNull(),
  ForeignSalesSubjectToVatWithinEuAccountNumber: wholeOrNull(),
  ForeignSalesVatExemptOutsideEuAccountNumber: wholeOrNull(),
  ForeignSalesVatExemptWithinEuAccountNumber: wholeOrNull(),
  DomesticSalesVatCodeExemptAccountNumber: wholeOrNull(),
  ChangedUtc: instant('yes'),
})
export type Coding = Wire<typeof codings>
