// Seed schemas for customers, articles and sales documents. References are by number or name (camelCase), or by Id.
import { z } from 'zod'
import { seedDate, seedGuid, seedInstant } from './seed-reference.ts'

export const customerLabelSeed = z.strictObject({
  Id: seedGuid.optional(),
  Name: z.string().max(50),
  Description: z.string().max(400).nullish(),
})

const text = z.string().nullish()
export const customerSeed = z.strictObject({
  Id: seedGuid.optional(),
  /** Taken from the series when absent. */
  CustomerNumber: z.string().max(16).optional(),
  Name: z.string().max(50),
  IsPrivatePerson: z.boolean().default(false),
  IsActive: z.boolean().default(true),
  CorporateIdentityNumber: text,
  VatNumber: text,
  EmailAddress: text,
  EmailAddressOrder: text,
  EmailAddressQuote: text,
  EmailAddresses: z.array(z.string()).max(5).nullish(),
  ContactPersonName: text,
  ContactPersonEmail: text,
  ContactPersonPhone: text,
  ContactPersonMobile: text,
  Telephone: text,
  MobilePhone: text,
  WwwAddress: text,
  Note: text,
  CurrencyCode: z.string().length(3).nullish(),
  SalesDocumentLanguage: text,
  InvoiceAddress1: text,
  InvoiceAddress2: text,
  InvoicePostalCode: z.string().default('111 22'),
  InvoiceCity: z.string().default('Stockholm'),
  /** The company's country when absent. */
  InvoiceCountryCode: z.string().length(2).nullish(),
  DeliveryCustomerName: text,
  DeliveryAddress1: text,
  DeliveryAddress2: text,
  DeliveryPostalCode: text,
  DeliveryCity: text,
  DeliveryCountryCode: z.string().length(2).nullish(),
  DiscountPercentage: z.number().min(0).max(1).optional(),
  ReverseChargeOnConstructionServices: z.boolean().optional(),
  ForceBookkeepVat: z.boolean().optional(),
  DeliveryBasedVat: z.boolean().optional(),
  IsNorthernIreland: z.boolean().nullish(),
  ElectronicAddress: text,
  ElectronicReference: text,
  EdiServiceDelivererId: text,
  EdiGlnNumber: text,
  GLN: text,
  TermsOfPaymentId: seedGuid.optional(),
  DeliveryMethodId: seedGuid.nullish(),
  DeliveryTermId: seedGuid.nullish(),
  /** Days, or the name of one of termsOfPayment; the company's default when absent. */
  terms: z.union([z.number(), z.string()]).optional(),
  /** Names of customerLabels. */
  labels: z.array(z.string()).optional(),
  ChangedUtc: seedInstant.optional(),
})

export const articleSeed = z.strictObject({
  Id: seedGuid.optional(),
  Number: z.string().max(40),
  Name: z.string().max(50),
  NameEnglish: z.string().max(50).nullish(),
  IsActive: z.boolean().default(true),
  NetPrice: z.number().optional(),
  /** Computed from NetPrice and the coding's rate when absent. */
  GrossPrice: z.number().optional(),
  CodingId: seedGuid.optional(),
  UnitId: seedGuid.optional(),
  /** Name of one of codings; the first active one when absent. */
  coding: z.string().optional(),
  /** Name or abbreviation of one of units; the first when absent. */
  unit: z.string().optional(),
  Note: z.string().max(4000).nullish(),
  StockBalance: z.number().optional(),
  IsStock: z.boolean().optional(),
  UsesMoss: z.boolean().optional(),
  PurchasePrice: z.number().optional(),
  StockLocationReference: z.string().nullish(),
  SupplierArticleNumber: z.string().max(16).nullish(),
  /** Barcodes, e.g. EAN-13. */
  barcodes: z.array(z.string()).optional(),
  CreatedUtc: seedInstant.optional(),
  ChangedUtc: seedInstant.optional(),
})

export const rowSeed = z.strictObject({
  Id: seedGuid.optional(),
  /** Article number; absent = text row. */
  article: z.string().optional(),
  Text: z.string().max(2000).nullish(),
  UnitPrice: z.number().optional(),
  Quantity: z.number().default(1),
  DeliveredQuantity: z.number().optional(),
  DiscountPercentage: z.number().min(0).max(1).default(0),
  /** Reverse charge on construction services for this row. */
  reverseCharge: z.boolean().default(false),
  /** ShortName of a cost centre item in dimension 1, 2, 3. */
  costCenter1: z.string().optional(),
  costCenter2: z.string().optional(),
  costCenter3: z.string().optional(),
  /** Project number. */
  project: z.string().optional(),
})

const documentSeed = {
  Id: seedGuid.optional(),
  /** CustomerNumber. */
  customer: z.string(),
  rows: z.array(rowSeed).default([]),
  YourReference: z.string().max(100).nullish(),
  OurReference: z.string().max(100).nullish(),
  BuyersOrderReference: z.string().max(35).nullish(),
  terms: z.union([z.number(), z.string()]).optional(),
  EuThirdParty: z.boolean().default(false),
  DeliveryDate: seedDate.nullish(),
  DeliveryCustomerName: z.string().nullish(),
  DeliveryAddress1: z.string().nullish(),
  DeliveryAddress2: z.string().nullish(),
  DeliveryPostalCode: z.string().nullish(),
  DeliveryCity: z.string().nullish(),
  DeliveryCountryCode: z.string().length(2).nullish(),
  DeliveryMethodName: z.string().nullish(),
  DeliveryTermName: z.string().nullish(),
  CreatedUtc: seedInstant.optional(),
  ModifiedUtc: seedInstant.optional(),
}

export const orderSeed = z.strictObject({
  ...documentSeed,
  Number: z.number().int().optional(),
  /** 1 draft, 2 ongoing, 3 shipped, 4 invoiced. */
  Status: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).default(2),
  OrderDate: seedDate.default('today'),
  CurrencyCode: z.string().length(3).optional(),
})

export const draftSeed = z.strictObject({
  ...documentSeed,
  InvoiceDate: seedDate.default('today'),
  DueDate: seedDate.optional(),
  IsCreditInvoice: z.boolean().default(false),
  ContractNumber: z.string().max(100).nullish(),
})

export const invoiceSeed = z.strictObject({
  ...documentSeed,
  InvoiceNumber: z.number().int().optional(),
  InvoiceDate: seedDate.default('today'),
  DueDate: seedDate.optional(),
  IsCreditInvoice: z.boolean().default(false),
  ContractNumber: z.string().max(100).nullish(),
  /** Order number this invoice was made from. */
  order: z.number().int().optional(),
  /** Number of the invoice that this credit invoice credits. */
  credits: z.number().int().optional(),
  /** Paid amount in the invoice's currency, or true for all of it. */
  paid: z.union([z.number(), z.literal(true)]).optional(),
  paymentDate: seedDate.optional(),
})
