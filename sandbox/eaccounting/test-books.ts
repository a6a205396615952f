// For the twin's own tests: starts it and talks to it over HTTP as a client would.
import type { EAccountingSeed } from './seed.ts'
import { emptyCompanySeed } from './bulk.ts'
import type { EAccountingTwin, TwinOptions } from './twin.ts'
import { startEAccountingTwin } from './twin.ts'

export type Json = { [name: string]: unknown }
export type Reply = { status: number; body: Json; list: Json[]; headers: Headers; text: string }

export class Books {
  readonly twin: EAccountingTwin
  #token: string

  constructor(twin: EAccountingTwin, wanted: Parameters<EAccountingTwin['issueToken']>[0] = {}) {
    this.twin = twin
    this.#token = twin.issueToken(wanted)
  }

  /** A new token, when the clock has moved past the old one's life. */
  renew(): void {
    this.#token = this.twin.issueToken()
  }

  async call(method: string, path: string, body?: unknown): Promise<Reply> {
    const response = await fetch(this.twin.url + path, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== ''
    const parsed: unknown = isJson ? JSON.parse(text) : {}
    const whole = typeof parsed === 'object' && parsed !== null ? (parsed as Json) : {}
    return { status: response.status, body: whole, list: Array.isArray(whole.Data) ? (whole.Data as Json[]) : [], headers: response.headers, text }
  }
  get(path: string): Promise<Reply> { return this.call('GET', path) }
  post(path: string, body?: unknown): Promise<Reply> { return this.call('POST', path, body) }
  put(path: string, body: unknown): Promise<Reply> { return this.call('PUT', path, body) }
  remove(path: string): Promise<Reply> { return this.call('DELETE', path) }

  /** The id of a reference object by name, from the twin's state. */
  id(table: 'terms' | 'units' | 'codings' | 'costCenterItems' | 'projects' | 'bankAccounts', name: string): string {
    const company = this.twin.state.company()
    const found = table === 'projects' ? company.projects.find('Number', name) : table === 'costCenterItems' ? company.costCenterItems.find('ShortName', name)
      : table === 'terms' ? company.terms.find('Name', name) : table === 'units' ? company.units.find('Abbreviation', name)
      : table === 'codings' ? company.codings.find('Name', name) : company.bankAccounts.find('Name', name)
    if (!found) throw new Error(`No ${table} ${name}`)
    return found.Id
  }

  customerBody(more: Json = {}): Json {
    return { Name: 'Kund AB', InvoicePostalCode: '111 22', InvoiceCity: 'Stockholm', TermsOfPaymentId: this.id('terms', '30 dagar netto'), IsPrivatePerson: false, IsActive: true, ...more }
  }
  articleBody(more: Json = {}): Json {
    return { Number: 'A-1', Name: 'Vara', CodingId: this.id('codings', 'Varor 25 %'), UnitId: this.id('units', 'st'), IsActive: true, NetPrice: 100, GrossPrice: 125, ...more }
  }
  async customer(more: Json = {}): Promise<string> { return String((await this.must(201, this.post('/v2/customers', this.customerBody(more)))).Id) }
  async article(more: Json = {}): Promise<string> { return String((await this.must(201, this.post('/v2/articles', this.articleBody(more)))).Id) }

  /** The body, when the status is as wanted. */
  async must(status: number, reply: Promise<Reply>): Promise<Json> {
    const got = await reply
    if (got.status !== status) throw new Error(`Wanted ${status}, got ${got.status}: ${got.text}`)
    return got.body
  }
}

export function orderRow(ArticleId: string | null, more: Json = {}): Json {
  return { LineNumber: 0, IsTextRow: ArticleId === null, IsWorkCost: false, EligibleForReverseChargeOnVat: false, ArticleId, ...(ArticleId === null ? {} : { Quantity: 1, UnitPrice: 100, DiscountPercentage: 0 }), ...more }
}
export function orderBody(CustomerId: string, Rows: Json[], more: Json = {}): Json {
  return { CustomerId, CurrencyCode: 'SEK', EuThirdParty: false, Status: 2, RotReducedInvoicingType: 0, ReverseChargeOnConstructionServices: false, Rows, ...more }
}
export function draftRow(ArticleId: string | null, more: Json = {}): Json {
  return { IsTextRow: ArticleId === null, ReversedConstructionServicesVatFree: false, ArticleId, ...(ArticleId === null ? {} : { Quantity: 1, UnitPrice: 100, DiscountPercentage: 0 }), ...more }
}
export function draftBody(CustomerId: string, Rows: Json[], more: Json = {}): Json {
  return { CustomerId, EuThirdParty: false, RotReducedInvoicingType: 0, Rows, ...more }
}

/** 22 November 2026, noon in Stockholm. */
export const noon = Date.parse('2026-11-22T11:00:00Z')

type Seeded = Omit<TwinOptions, 'seed'> & { settings?: Parameters<typeof emptyCompanySeed>[0] extends infer O ? NonNullable<O> extends { settings?: infer S } ? S : never : never; seed?: EAccountingSeed }

/** A twin with one empty company. The clock stands at `noon` unless given. */
export async function openBooks(options: Seeded = {}): Promise<Books> {
  const { settings, seed, ...rest } = options
  const twin = await startEAccountingTwin({ limits: 'off', now: () => noon, seed: seed ?? { companies: [emptyCompanySeed(settings ? { settings } : {})] }, ...rest })
  return new Books(twin)
}
