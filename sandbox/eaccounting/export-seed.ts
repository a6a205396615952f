// Writes the twin's state back as a seed that can be loaded again. Ids, numbers and moments are kept.
import type { Company } from './company.ts'
import { scaled, toNumber } from './exact.ts'
import type { EAccountingSeed } from './seed.ts'
import { eAccountingSeed } from './seed.ts'
import { articleSeed, customerSeed, draftSeed, invoiceSeed, orderSeed } from './seed-documents.ts'
import { accountSeed, bankAccountSeed, codingSeed, companySettingsSeed, fiscalYearSeed, termsOfPaymentSeed, unitSeed, userSeed, vatCodeSeed } from './seed-reference.ts'
import type { World } from './world.ts'

type Shaped = { shape: Readonly<Record<string, unknown>> }
type AnyRow = {
  Id: string | null; ArticleId: string | null; Text: string | null; UnitPrice: number | null; Quantity: number; DiscountPercentage: number | null; ProjectId: string | null
  CostCenterItemId1: string | null; CostCenterItemId2: string | null; CostCenterItemId3: string | null
}

/** The fields of the seed's shape that the object has a value for. */
function pick(schema: Shaped, value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name, each]) => name in schema.shape && each !== null && each !== undefined))
}

/** A whole seed: companies, OAuth clients and live refresh tokens. Throws if it would not load. */
export function exportSeed(world: World): EAccountingSeed {
  const seed = {
    companies: [...world.companies.values()].map(exportCompany),
    oauthClients: [...world.tokens.clients.values()],
    refreshTokens: Object.fromEntries([...world.tokens.refresh].map(([token, grant]) => [token, {
      client: grant.clientId, company: grant.companyId, user: world.companies.get(grant.companyId)?.staff.get(grant.userId)?.Email, scopes: grant.scopes,
    }])),
  }
  eAccountingSeed.parse(seed)
  return seed as EAccountingSeed
}

function exportCompany(company: Company): Record<string, unknown> {
  const termsName = (id: string | null): string | undefined => (id === null ? undefined : company.terms.get(id)?.Name ?? undefined)
  const firstYear = company.fiscalYears.all()[0]?.Id
  return {
    companySettings: { ...pick(companySettingsSeed, company.settings), KeepOriginalDraftDate: company.settings.KeepOriginalDraftDate, terms: termsName(company.settings.TermsOfPaymentId) },
    sandbox: company.sandbox,
    startUpGuideDone: company.startUpGuideDone,
    exchangeRates: company.exchangeRates,
    users: company.staff.all().map(each => pick(userSeed, each)),
    fiscalYears: company.fiscalYears.all().map(each => pick(fiscalYearSeed, each)),
    vatCodes: company.vatCodes.all().map(each => ({ ...pick(vatCodeSeed, each), accounts: Object.values(each.RelatedAccounts ?? {}).filter(number => number !== null) })),
    accounts: company.accounts.all().filter(each => each.FiscalYearId === firstYear).map(each => ({
      ...pick(accountSeed, each), Number: Number(each.Number), ...(each.VatCodeId === null ? {} : { vatCode: company.vatCodes.get(each.VatCodeId)?.Code }),
    })),
    termsOfPayment: company.terms.all().map(each => pick(termsOfPaymentSeed, each)),
    deliveryMethods: company.deliveryMethods.all(),
    deliveryTerms: company.deliveryTerms.all().map(({ Editable: _e, ...each }) => each),
    units: company.units.all().map(each => pick(unitSeed, each)),
    codings: company.codings.all().map(each => ({ ...pick(codingSeed, each), rate: company.codingFacts.get(each.Id)?.percent, type: company.codingFacts.get(each.Id)?.type })),
    costCenters: company.costCenters.all().map(each => ({
      Id: each.Id, Name: each.Name, IsActive: each.IsActive,
      Items: company.costCenterItems.where('CostCenterId', each.Id).map(({ value }) => ({ Id: value.Id, Name: value.Name, ShortName: value.ShortName, IsActive: value.IsActive })),
    })),
    bankAccounts: company.bankAccounts.all().map(each => pick(bankAccountSeed, each)),
    customerLabels: company.customerLabels.all(),
    customers: company.customers.all().map(each => ({ ...pick(customerSeed, each), labels: each.CustomerLabels.map(label => label.Name) })),
    projects: company.projects.all().map(({ CustomerId, CustomerName: _name, ModifiedUtc: _modified, ...each }) => ({
      ...each, StartDate: each.StartDate ?? undefined, ...(CustomerId === null ? {} : { customer: company.customers.get(CustomerId)?.CustomerNumber ?? undefined }),
    })),
    articles: company.articles.all().map(each => ({ ...pick(articleSeed, each), barcodes: each.Barcodes.map(barcode => barcode.Barcode ?? '') })),
    orders: company.orders.all().map(each => ({
      ...pick(orderSeed, each), customer: each.CustomerNumber, terms: termsName(each.TermsOfPaymentId),
      rows: each.Rows.map(row => ({ ...exportRow(company, row, row.EligibleForReverseChargeOnVat), DeliveredQuantity: row.DeliveredQuantity })),
    })),
    drafts: company.drafts.all().map(each => ({
      ...pick(draftSeed, each), customer: each.CustomerNumber, terms: termsName(each.TermsOfPaymentId), rows: each.Rows.map(row => exportRow(company, row, row.ReversedConstructionServicesVatFree)),
    })),
    invoices: company.invoices.all().map(each => exportInvoice(company, each, termsName(each.TermsOfPaymentId))),
  }
}

function exportInvoice(company: Company, invoice: ReturnType<Company['invoices']['all']>[number], terms: string | undefined): Record<string, unknown> {
  const paid = toNumber(scaled(invoice.TotalAmountInvoiceCurrency, 2) - scaled(invoice.RemainingAmountInvoiceCurrency, 2), 2)
  const credits = invoice.ReferringInvoiceId === null ? undefined : company.invoices.get(invoice.ReferringInvoiceId)?.InvoiceNumber
  const order = invoice.CreatedFromOrderId === null ? undefined : company.orders.get(invoice.CreatedFromOrderId)?.Number ?? undefined
  return {
    ...pick(invoiceSeed, invoice), customer: invoice.CustomerNumber, terms, rows: invoice.Rows.map(row => exportRow(company, row, invoice.ReversedConstructionVatInvoicing && row.VatRate === 0)),
    ...(paid === 0 ? {} : { paid, paymentDate: invoice.PaymentDate ?? invoice.InvoiceDate }),
    ...(credits === undefined ? {} : { credits }), ...(order === undefined ? {} : { order }),
  }
}

function exportRow(company: Company, row: AnyRow, reverseCharge: boolean): Record<string, unknown> {
  const short = (id: string | null): string | undefined => (id === null ? undefined : company.costCenterItems.get(id)?.ShortName)
  const article = row.ArticleId === null ? undefined : company.articles.get(row.ArticleId)
  return {
    article: article?.Number, Text: row.Text, ...(article ? { UnitPrice: row.UnitPrice, Quantity: row.Quantity, DiscountPercentage: row.DiscountPercentage ?? 0, reverseCharge } : {}),
    costCenter1: short(row.CostCenterItemId1), costCenter2: short(row.CostCenterItemId2), costCenter3: short(row.CostCenterItemId3),
    project: row.ProjectId === null ? undefined : company.projects.get(row.ProjectId)?.Number,
  }
}
