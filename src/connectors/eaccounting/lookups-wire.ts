// The small lists read into our words: company facts, terms, units, codings, delivery methods, cost centres, projects, labels, years, countries.
import { ownValue } from '../../core/own-value.ts'
import type { Coding, Company, CostCentreDimension, Lookups, TermsOfPayment } from '../../core/books.ts'
import { percentRate } from './rates.ts'
import type { WireCoding, WireCompany } from './schemas-reference.ts'
import { wireCoding, wireCostCentre, wireCountry, wireDeliveryMethod, wireFiscalYear, wireLabel, wireProject, wireTerms, wireUnit } from './schemas-reference.ts'
import { readDate } from './wire-values.ts'

/** Fact 214. */
const plans: Record<number, string> = { 1: 'Standard', 2: 'Invoicing', 3: 'Bookkeeping', 4: 'Solo', 5: 'Pro', 6: 'InvoicingCollaboration' }
const plansWithOrders = new Set(['Standard', 'Invoicing', 'Pro'])
const timeZones: Record<string, string> = { SE: 'Europe/Stockholm', NO: 'Europe/Oslo', FI: 'Europe/Helsinki', NL: 'Europe/Amsterdam', DK: 'Europe/Copenhagen' }

export function timeZoneOf(country: string): string {
  return ownValue(timeZones, country) ?? 'Europe/Stockholm'
}

/** Plan names as people see them; "9" when it is a new one. */
export function planOf(wire: WireCompany): string {
  return plans[wire.ProductVariant ?? 0] ?? String(wire.ProductVariant ?? '–')
}

/** Orders need the plan and the module `sales_standard` (fact 156). Where modules or plan are not stated, the other decides. */
export function canOrder(wire: WireCompany): boolean {
  const byPlan = wire.ProductVariant === null || plansWithOrders.has(planOf(wire))
  const byModule = wire.ActivatedModules === null || wire.ActivatedModules === undefined || wire.ActivatedModules.some((each) => each.toLowerCase() === 'sales_standard')
  return byPlan && byModule
}

export function readCompany(wire: WireCompany, id: string): Company {
  const country = wire.CountryCode ?? 'SE'
  const timeZone = timeZoneOf(country)
  return {
    id, name: wire.Name ?? '', orgNumber: wire.CorporateIdentityNumber, country, currency: wire.CurrencyCode ?? 'SEK',
    active: wire.CompanyStatus === null || wire.CompanyStatus === 1, plan: planOf(wire), canOrder: canOrder(wire),
    usesCostCentres: wire.UsesCostCenter, usesProjects: wire.UsesProject, usesOss: wire.UsesMoss,
    usesConstructionReverseCharge: wire.UsesReverseConstructionVat, roundsToWhole: wire.DomesticCurrencyRounding === 1,
    pricesExclVatForPrivate: wire.ShowPricesExclVatPC, defaultTermsId: wire.TermsOfPaymentId, ourReference: wire.OurReference,
    nextCustomerNumber: wire.NextCustomerNumber, nextInvoiceNumber: wire.NextCustomerInvoiceNumber,
    lockedTo: readDate(wire.AccountingLockedTo, timeZone), timeZone,
  }
}

const termsTypes: TermsOfPayment['type'][] = ['normal', 'currentMonth', 'cash', 'card', 'wallet', 'provider']

export function readTerms(raw: unknown): TermsOfPayment[] {
  const read = wireTerms.safeParse(raw)
  if (!read.success) return []
  const wire = read.data
  return [{
    id: wire.Id, name: wire.Name ?? '', nameEnglish: wire.NameEnglish, days: wire.NumberOfDays ?? 0,
    type: termsTypes[wire.TermsOfPaymentTypeId ?? 0] ?? 'normal', forSales: wire.AvailableForSales ?? true,
  }]
}

export function readUnit(raw: unknown): Lookups['units'] {
  const read = wireUnit.safeParse(raw)
  return read.success ? [{ id: read.data.Id, name: read.data.Name ?? '', abbreviation: read.data.Abbreviation, code: read.data.Code }] : []
}

export function readDeliveryMethod(raw: unknown): Lookups['deliveryMethods'] {
  const read = wireDeliveryMethod.safeParse(raw)
  return read.success ? [{ id: read.data.Id, name: read.data.Name ?? '', code: read.data.Code }] : []
}

/** Goods or service in the vendor's languages; anything else stays as it is, in lower case. */
function codingType(text: string | null): string {
  const lower = (text ?? '').toLowerCase()
  if (/^(goods?|products?|varor?|vare|goederen|tavarat?)\b/.test(lower)) return 'goods'
  if (/^(services?|tjänst|tjeneste|diensten?|palvelut?)/.test(lower)) return 'service'
  return lower
}

export function readCoding(raw: unknown): Coding[] {
  const read = wireCoding.safeParse(raw)
  if (!read.success) return []
  const wire: WireCoding = read.data
  return [{
    id: wire.Id, name: wire.Name ?? '', nameEnglish: wire.NameEnglish, type: codingType(wire.Type), active: wire.IsActive ?? true,
    vatRate: percentRate(wire.VatRatePercent ?? '0'),
    accounts: {
      domestic: account(wire.DomesticSalesSubjectToVatAccountNumber),
      domesticExempt: account(wire.DomesticSalesVatExemptAccountNumber) ?? account(wire.DomesticSalesVatCodeExemptAccountNumber),
      construction: account(wire.DomesticSalesSubjectToReversedConstructionVatAccountNumber),
      euBusiness: account(wire.ForeignSalesVatExemptWithinEuAccountNumber),
      euWithVat: account(wire.ForeignSalesSubjectToVatWithinEuAccountNumber),
      oss: account(wire.ForeignSalesSubjectToMossAccountNumber),
      export: account(wire.ForeignSalesVatExemptOutsideEuAccountNumber),
      triangulation: account(wire.ForeignSalesSubjectToThirdPartySalesAccountNumber),
    },
  }]
}

function account(text: string | null): string | null {
  return text === '0' ? null : text
}

export function readCostCentre(raw: unknown): CostCentreDimension[] {
  const read = wireCostCentre.safeParse(raw)
  if (!read.success || read.data.Number === null) return []
  const items = (read.data.Items ?? []).flatMap((item) =>
    item.Id === null ? [] : [{ id: item.Id, name: item.Name ?? '', code: item.ShortName ?? '', active: item.IsActive ?? true }])
  return [{ number: read.data.Number, name: read.data.Name ?? '', active: read.data.IsActive ?? true, items }]
}

export function readProject(raw: unknown): Lookups['projects'] {
  const read = wireProject.safeParse(raw)
  return read.success ? [{ id: read.data.Id, number: read.data.Number ?? '', name: read.data.Name ?? '', ongoing: read.data.Status !== 2 }] : []
}

export function readLabel(raw: unknown): Lookups['labels'] {
  const read = wireLabel.safeParse(raw)
  return read.success ? [{ id: read.data.Id, name: read.data.Name ?? '' }] : []
}

export function readFiscalYear(timeZone: string): (raw: unknown) => Lookups['fiscalYears'] {
  return (raw) => {
    const read = wireFiscalYear.safeParse(raw)
    const start = read.success ? readDate(read.data.StartDate, timeZone) : null
    const end = read.success ? readDate(read.data.EndDate, timeZone) : null
    return read.success && start !== null && end !== null ? [{ start, end, locked: read.data.IsLockedForAccounting }] : []
  }
}

export function readCountry(raw: unknown): Lookups['countries'] {
  const read = wireCountry.safeParse(raw)
  return read.success && read.data.Code !== null ? [{ code: read.data.Code.toUpperCase(), name: read.data.Name ?? read.data.NameEnglish ?? '', isEu: read.data.IsEuMember }] : []
}
