// What drafting a sale needs beside the sale: settings, mapping, the moment and the company's own facts.
import type { FailureData, FailureParams, FailureCode } from '../../core/failure.ts'
import type { Note } from '../../core/sale-draft.ts'
import type { SaleRecord } from '../../core/sale-record.ts'
import type { ExpressionResults } from '../../mapper/apply.ts'
import type { CompiledMapping } from '../../mapper/compile.ts'
import type { Buyer } from './choose-buyer.ts'
import type { ResolvedSettings } from './resolved-settings.ts'

export type DraftContext = {
  settings: ResolvedSettings
  mapping: CompiledMapping
  /** Milliseconds since 1970. */
  now: number
  /** The books' company: days are counted in its zone, and sales without a currency are in its currency. */
  company: { timeZone: string; currency: string }
  mode: 'create' | 'update'
}

/** Values of JSONata rules, made before drafting; empty maps when no rule is one. */
export type SaleExpressions = { customer: ExpressionResults; order: ExpressionResults; /** By line id. */ rows: ReadonlyMap<string, { row: ExpressionResults; article: ExpressionResults }> }
export const noExpressions: SaleExpressions = { customer: new Map(), order: new Map(), rows: new Map() }

/** One sale on its way to a draft: what the parts of drafting share. */
export type Drafting = { sale: SaleRecord; buyer: Buyer; context: DraftContext; notes: Note[] }

/** Stops drafting inside this folder; caught by toDraft and handed on as data. */
export class Hold extends Error {
  readonly failure: FailureData
  constructor(failure: FailureData) {
    super(failure.code)
    this.failure = failure
  }
}

export function hold(code: FailureCode, params: FailureParams = {}): never {
  throw new Hold({ code, params })
}

/** Text of a mapped value; null when it has none. */
export function textOf(value: string | number | boolean | null | undefined): string | null {
  return value === null || value === undefined || value === '' ? null : String(value)
}
