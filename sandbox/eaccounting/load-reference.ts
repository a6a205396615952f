// Builds a company from its seed: settings, users and reference data.
import { instantText, seedDay } from './calendar.ts'
import { Company } from './company.ts'
import type { Settings } from './company.ts'
import type { FilledCompanySeed, FilledSeed } from './seed.ts'
import { companySeed } from './seed.ts'
import { seedId } from './seed-ids.ts'
import { standardLists } from './standard-company.ts'

type Filled = FilledSeed['companies'][number]
/** Every list present. */
export type WholeCompanySeed = Filled & Required<Pick<Filled,
  'users' | 'fiscalYears' | 'vatCodes' | 'accounts' | 'termsOfPayment' | 'deliveryMethods' | 'deliveryTerms' | 'units' | 'codings' | 'bankAccounts'>>

/** Fills the lists that the seed leaves out with the standard Swedish ones. */
export function wholeSeed(seed: Filled): WholeCompanySeed {
  const standard = companySeed.parse({ companySettings: { Name: 'Standard' }, ...standardLists() }) as WholeCompanySeed
  return {
    ...seed,
    users: seed.users ?? standard.users,
    fiscalYears: seed.fiscalYears ?? standard.fiscalYears,
    vatCodes: seed.vatCodes ?? standard.vatCodes,
    accounts: seed.accounts ?? standard.accounts,
    termsOfPayment: seed.termsOfPayment ?? standard.termsOfPayment,
    deliveryMethods: seed.deliveryMethods ?? standard.deliveryMethods,
    deliveryTerms: seed.deliveryTerms ?? standard.deliveryTerms,
    units: seed.units ?? standard.units,
    codings: seed.codings ?? standard.codings,
    bankAccounts: seed.bankAccounts ?? standard.bankAccounts,
  }
}

export function companyIdOf(settings: FilledCompanySeed['companySettings']): string {
  return (settings.CompanyIdentifier ?? seedId('companies', settings.Name)).toLowerCase()
}

/** A company with everything but customers, articles and documents. Throws when a reference leads nowhere. */
export function loadCompany(seed: WholeCompanySeed, now: number): Company {
  const id = companyIdOf(seed.companySettings)
  const { terms: wantedTerms, ...settings } = seed.companySettings
  const termsRows = seed.termsOfPayment.map(each => ({
    ...each, Id: each.Id ?? seedId('terms', id, each.Name), NameEnglish: each.NameEnglish ?? each.Name,
    TermsOfPaymentTypeText: ['Normal', 'CurrentMonth', 'Cash', 'CardPayment', 'DigitalWallet', 'PaymentServiceProvider'][each.TermsOfPaymentTypeId] ?? null,
  }))
  const filled: Settings = {
    ...settings,
    CompanyIdentifier: id,
    VatCode: settings.VatCode ?? `SE${settings.CorporateIdentityNumber.replace('-', '')}01`,
    AccountingLockedTo: settings.AccountingLockedTo === null ? null : seedDay(settings.AccountingLockedTo, now),
    TermsOfPaymentId: '',
    NextCustomerNumber: settings.NextCustomerNumber ?? 1001,
    NextCustomerInvoiceNumber: settings.NextCustomerInvoiceNumber ?? 1,
    NextOrderNumber: settings.NextOrderNumber ?? 1,
    NextQuoteNumber: settings.NextQuoteNumber ?? 1,
    NextArticleNumber: settings.NextArticleNumber ?? 1,
  }
  const company = new Company(filled, { sandbox: seed.sandbox, startUpGuideDone: seed.startUpGuideDone, exchangeRates: { ...seed.exchangeRates } })
  for (const row of termsRows) company.terms.put(row, now)
  company.settings.TermsOfPaymentId = termsIdOf(company, wantedTerms)
  for (const user of seed.users) {
    company.staff.put({
      ...user, Id: user.Id ?? seedId('users', user.Email), IsCurrentUser: false,
      HasPurchaseInvoicesApprovalPermission: false, HasVATReportsApprovalPermission: false,
    }, now)
  }
  for (const each of seed.deliveryMethods) company.deliveryMethods.put({ Id: each.Id ?? seedId('deliveryMethods', id, each.Name), Name: each.Name, NameEnglish: each.NameEnglish ?? null, Code: each.Code ?? null }, now)
  for (const each of seed.deliveryTerms) company.deliveryTerms.put({ Id: each.Id ?? seedId('deliveryTerms', id, each.Name), Name: each.Name, NameEnglish: each.NameEnglish ?? null, Code: each.Code ?? null, Editable: true }, now)
  for (const each of seed.units) company.units.put({ Id: each.Id ?? seedId('units', id, each.Name), Name: each.Name, Code: each.Code ?? null, Abbreviation: each.Abbreviation, AbbreviationEnglish: each.AbbreviationEnglish ?? each.Abbreviation }, now)
  loadCodings(company, seed, now)
  loadLedger(company, seed, now)
  loadCostCenters(company, seed, now)
  return company
}

function loadCodings(company: Company, seed: WholeCompanySeed, now: number): void {
  const stamp = instantText(now)
  for (const each of seed.codings) {
    const { rate, type, ...accounts } = each
    const Id = each.Id ?? seedId('codings', company.id, each.Name)
    company.codings.put({
      ...accounts, Id, NameEnglish: each.NameEnglish ?? each.Name, Type: type === 'goods' ? 'Varor' : 'Tjänster', VatRate: `${rate} %`, VatRatePercent: rate, ChangedUtc: stamp,
    }, now)
    company.codingFacts.set(Id, { percent: rate, type })
  }
}

function loadLedger(company: Company, seed: WholeCompanySeed, now: number): void {
  const stamp = instantText(now)
  for (const each of seed.vatCodes) {
    const [AccountNumber1 = null, AccountNumber2 = null, AccountNumber3 = null] = each.accounts
    company.vatCodes.put({
      Id: each.Id ?? seedId('vatCodes', company.id, each.Code, each.Description), Code: each.Code, Description: each.Description, VatRate: each.VatRate, OssCodeType: each.OssCodeType,
      RelatedAccounts: { AccountNumber1, AccountNumber2, AccountNumber3 },
    }, now)
  }
  for (const year of seed.fiscalYears) {
    const yearId = year.Id ?? seedId('fiscalYears', company.id, year.StartDate)
    company.fiscalYears.put({ ...year, Id: yearId }, now)
    for (const each of seed.accounts) {
      const code = company.vatCodes.all().find(vat => vat.Code === each.vatCode)
      company.accounts.put({
        Id: `${yearId}/${each.Number}`, Name: each.Name, Number: String(each.Number), VatCodeId: code?.Id ?? null, VatCodeDescription: code?.Description ?? null, FiscalYearId: yearId,
        ReferenceCode: null, Type: 0, TypeDescription: '', ModifiedUtc: stamp, CreatedUtc: stamp, IsActive: each.IsActive, AllowTransactionText: true,
        IsFirstCostCenterMandatory: each.IsFirstCostCenterMandatory, IsProjectAllowed: each.IsProjectAllowed, IsCostCenterAllowed: each.IsCostCenterAllowed, IsBlockedForManualBooking: false, Description: null,
      }, now)
    }
  }
  for (const each of seed.bankAccounts) {
    company.bankAccounts.put({
      Id: each.Id ?? seedId('bankAccounts', company.id, each.Name), Name: each.Name, BankAccountType: each.BankAccountType, BankAccountTypeDescription: null,
      LedgerAccountNumber: each.LedgerAccountNumber, IsActive: true, IsDefaultChequeAccount: each.IsDefaultChequeAccount, CurrencyCode: each.CurrencyCode, Iban: null, Bban: null, ModifiedUtc: stamp,
    }, now)
  }
}

function loadCostCenters(company: Company, seed: WholeCompanySeed, now: number): void {
  for (const [at, center] of seed.costCenters.entries()) {
    const centerId = center.Id ?? seedId('costCenters', company.id, center.Name)
    company.costCenters.put({ Id: centerId, Name: center.Name, IsActive: center.IsActive, Number: at + 1, Items: [] }, now)
    for (const item of center.Items) {
      const Id = item.Id ?? seedId('costCenterItems', company.id, center.Name, item.ShortName)
      company.costCenterItems.put({ Id, CostCenterId: centerId, Name: item.Name, ShortName: item.ShortName, IsActive: item.IsActive, CreatedUtc: instantText(now) }, now)
      company.dimensions.set(Id, at + 1)
    }
  }
}

/** Terms by days (type normal first) or by name. */
export function termsIdOf(company: Company, wanted: number | string): string {
  const all = company.terms.all()
  const found = typeof wanted === 'string'
    ? all.find(each => each.Name === wanted)
    : all.find(each => each.NumberOfDays === wanted && each.TermsOfPaymentTypeId === 0) ?? all.find(each => each.NumberOfDays === wanted)
  if (!found) throw new Error(`Seed of ${company.settings.Name}: no terms of payment ${typeof wanted === 'string' ? `'${wanted}'` : `of ${wanted} days`}`)
  return found.Id
}

/** A day of the seed; a relative one is never before the company's first fiscal year. */
export function dayInBooks(company: Company, text: string, now: number): string {
  const day = seedDay(text, now)
  const first = company.fiscalYears.all().map(year => year.StartDate ?? '').sort()[0] ?? day
  return text.startsWith('today') && day < first ? first : day
}
