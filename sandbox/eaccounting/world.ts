// The twin's whole state, one API call and one answer, as the routes see them.
import type { Choices } from './choices.ts'
import type { Company, Staff } from './company.ts'
import type { FaultBook } from './faults.ts'
import type { Journal, WriteNote } from './journal.ts'
import type { RateLimit } from './rate-limit.ts'
import type { TokenBook } from './token-book.ts'

export type World = {
  choices: Choices
  now: () => number
  /** Minutes and lifetimes are divided by it. */
  timeScale: number
  companies: Map<string, Company>
  tokens: TokenBook
  journal: Journal
  faults: FaultBook
  limit: RateLimit
  /** Temporary files (PDFs): id -> text on them. */
  files: Map<string, string>
  url: string
}

export type Call = {
  world: World
  company: Company
  user: Staff
  clientId: string
  scopes: ReadonlySet<string>
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  body: unknown
  now: number
  visibleBefore: number
  filtersRefused: boolean
}

/** body undefined: an empty answer. pdf: bytes instead of JSON. */
export type Answer = { status: number; body?: unknown; pdf?: string; note?: WriteNote }

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export type Route = {
  method: Method
  /** With {names} for ids, without /v2. */
  template: string
  /** Any of these opens it. */
  scopes: readonly string[]
  /** What the company's plan must hold. */
  needs?: 'orders' | 'costCenters' | 'labels'
  handle: (call: Call) => Answer
}

export const sales: readonly string[] = ['ea:sales']
export const salesRead: readonly string[] = ['ea:sales', 'ea:sales_readonly']
export const accountingRead: readonly string[] = ['ea:accounting', 'ea:accounting_readonly']
export const purchaseRead: readonly string[] = ['ea:purchase', 'ea:purchase_readonly']
