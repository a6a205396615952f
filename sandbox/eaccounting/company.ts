// One company's books: settings, number series and a table per kind of object.
import type { Article, Coding, Unit } from './entities-article.ts'
import type { Customer, CustomerLabel, Note, PartnerLink } from './entities-customer.ts'
import type { Draft, Invoice, Order } from './entities-document.ts'
import type {
  Account, BankAccount, CostCenter, CostCenterItem, DeliveryMethod, DeliveryTerm, FiscalYear, Project, Terms, User, VatCode,
} from './entities-reference.ts'
import { sampleRates } from './countries.ts'
import type { FilledCompanySeed } from './seed.ts'
import { Table } from './table.ts'

type SeedSettings = Omit<FilledCompanySeed['companySettings'], 'terms' | 'CompanyIdentifier' | 'NextCustomerNumber' | 'NextCustomerInvoiceNumber' | 'NextOrderNumber' | 'NextQuoteNumber' | 'NextArticleNumber'>
export type Settings = SeedSettings & {
  CompanyIdentifier: string
  TermsOfPaymentId: string
  NextCustomerNumber: number
  NextCustomerInvoiceNumber: number
  NextOrderNumber: number
  NextQuoteNumber: number
  NextArticleNumber: number
}
export type Staff = User & { readOnly: boolean; hasLicence: boolean; licenceAccepted: boolean; salesPermission: boolean }
/** What the wire object does not carry: percent and goods/services of a coding. */
export type CodingFacts = { percent: number; type: 'goods' | 'services' }

export class Company {
  readonly id: string
  readonly settings: Settings
  readonly sandbox: boolean
  startUpGuideDone: boolean
  readonly exchangeRates: Record<string, number>
  readonly codingFacts = new Map<string, CodingFacts>()
  /** Cost centre item id -> dimension 1, 2, 3. */
  readonly dimensions = new Map<string, number>()
  /** Drafts that became invoices: draft id -> invoice id. */
  readonly convertedDrafts = new Map<string, string>()
  readonly voidedInvoices = new Set<string>()
  appStoreStatus = 1
  overdueCheckedOn = ''
  vouchers = 0

  readonly staff = new Table<Staff>()
  readonly fiscalYears = new Table<FiscalYear>()
  readonly vatCodes = new Table<VatCode>()
  readonly accounts = new Table<Account>()
  readonly terms = new Table<Terms>()
  readonly deliveryMethods = new Table<DeliveryMethod>()
  readonly deliveryTerms = new Table<DeliveryTerm>()
  readonly units = new Table<Unit>()
  readonly codings = new Table<Coding>()
  readonly costCenters = new Table<CostCenter>()
  readonly costCenterItems = new Table<CostCenterItem>()
  readonly projects = new Table<Project>()
  readonly bankAccounts = new Table<BankAccount>()
  readonly customerLabels = new Table<CustomerLabel>()
  readonly customers = new Table<Customer>()
  readonly articles = new Table<Article>()
  readonly orders = new Table<Order>()
  readonly drafts = new Table<Draft>()
  readonly invoices = new Table<Invoice>()
  readonly partnerLinks = new Table<PartnerLink>()
  readonly notes = new Table<Note>()

  constructor(settings: Settings, more: { sandbox: boolean; startUpGuideDone: boolean; exchangeRates: Record<string, number> }) {
    this.id = settings.CompanyIdentifier
    this.settings = settings
    this.sandbox = more.sandbox
    this.startUpGuideDone = more.startUpGuideDone
    this.exchangeRates = more.exchangeRates
  }

  /** Units of the company's currency for one unit of the document's. */
  rateOf(currency: string): number {
    if (currency === this.settings.CurrencyCode) return 1
    return this.exchangeRates[currency] ?? (sampleRates[currency] ?? 1) / (sampleRates[this.settings.CurrencyCode] ?? 1)
  }

  /** The fiscal year that holds a date (YYYY-MM-DD). */
  fiscalYearOf(day: string): FiscalYear | undefined {
    return this.fiscalYears.all().find(year => (year.StartDate ?? '') <= day && day <= (year.EndDate ?? ''))
  }

  accountOf(fiscalYearId: string, number: number): Account | undefined {
    return this.accounts.get(`${fiscalYearId}/${number}`)
  }

  codingOf(article: Article): { coding: Coding; facts: CodingFacts } {
    const coding = this.codings.get(article.CodingId)
    const facts = this.codingFacts.get(article.CodingId)
    if (!coding || !facts) throw new Error(`Article ${article.Number} has a coding that the company lacks: ${article.CodingId}`)
    return { coding, facts }
  }

  /** Moves NextCustomerNumber past numbers that are taken. */
  settleNextCustomerNumber(): void {
    while (this.customers.find('CustomerNumber', String(this.settings.NextCustomerNumber))) this.settings.NextCustomerNumber++
  }

  settleNextArticleNumber(): void {
    while (this.articles.find('Number', String(this.settings.NextArticleNumber))) this.settings.NextArticleNumber++
  }

  takeCustomerNumber(): string {
    this.settleNextCustomerNumber()
    return String(this.settings.NextCustomerNumber++)
  }

  takeOrderNumber(): number {
    return this.settings.NextOrderNumber++
  }

  takeInvoiceNumber(): number {
    return this.settings.NextCustomerInvoiceNumber++
  }

  hasModule(name: string): boolean {
    return this.settings.ActivatedModules.includes(name)
  }
}
