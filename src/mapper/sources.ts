// Source values a rule may read, by record name and field: the sale, its parties, one line with its product, the owner.
import type { Scalar } from '../core/sale-draft.ts'

export type SourceValues = Record<string, Scalar | undefined>
/** Record name ("deal", "company", "line", "fields") -> its values. */
export type Sources = Record<string, SourceValues>

export type SourceReference = { entity: string; field: string }

/** "deal.your_reference" -> deal, your_reference; without a record name, `bare` is meant. */
export function parseReference(text: string, bare: string): SourceReference {
  const trimmed = text.trim()
  const dot = trimmed.indexOf('.')
  return dot === -1 ? { entity: bare, field: trimmed } : { entity: trimmed.slice(0, dot), field: trimmed.slice(dot + 1) }
}

/** The value, or null when it is absent or only blanks. */
export function readSource(sources: Sources, reference: SourceReference): Scalar {
  const record = sources[reference.entity]
  const value = record !== undefined && Object.hasOwn(record, reference.field) ? record[reference.field] : undefined
  if (value === undefined || value === null) return null
  return typeof value === 'string' && value.trim() === '' ? null : value
}
