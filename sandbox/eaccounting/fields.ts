// Field descriptions: what a vendor field holds, its limits and whether it can be filtered. From eaccounting-fields.txt.
export type FilterRule = 'yes' | 'no' | 'mark' | 'customerId' | 'createdUtc' | 'modifiedUtc' | 'createdFrom' | 'partnerLink'
export type Kind = 'text' | 'flag' | 'whole' | 'decimal' | 'guid' | 'date' | 'instant' | 'texts' | 'list' | 'opaque'

/** One field; T is the type of its value inside the twin and on the wire. */
export type Field<T> = {
  readonly kind: Kind
  readonly absent: T
  readonly required: boolean
  readonly filter: FilterRule
  /** Longest text, or most items. */
  readonly longest?: number
  /** Most decimals. */
  readonly decimals?: number
  readonly min?: number
  readonly max?: number
  /** Row fields of a list. */
  readonly of?: Entity<Fields, Fields>
  /** null is not the same as left out. */
  readonly keepsNull?: boolean
  /** Empty text allowed by choice only (InvoicePostalCode, InvoiceCity). */
  readonly emptyByChoice?: boolean
}
export type Fields = Readonly<Record<string, Field<unknown>>>
export type Values<F extends Fields> = { -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }

/** A vendor schema: writable fields, and read-only ones, which are accepted in bodies and ignored (fact 49). */
export type Entity<W extends Fields, R extends Fields> = { readonly name: string; readonly writable: W; readonly readOnly: R; readonly known: ReadonlySet<string> }
export type Wire<E> = E extends Entity<infer W, infer R> ? Values<W> & Values<R> : never
export type Written<E> = E extends Entity<infer W, infer _R> ? Values<W> : never

export function entity<W extends Fields, R extends Fields>(name: string, writable: W, readOnly: R): Entity<W, R> {
  return { name, writable, readOnly, known: new Set([...Object.keys(writable), ...Object.keys(readOnly)]) }
}

export function text(longest?: number, filter: FilterRule = 'no'): Field<string | null> {
  return { kind: 'text', absent: null, required: false, filter, ...(longest === undefined ? {} : { longest }) }
}
export function needText(longest: number, filter: FilterRule = 'no', emptyByChoice = false): Field<string> {
  return { kind: 'text', absent: '', required: true, filter, longest, emptyByChoice }
}
export function flag(filter: FilterRule = 'no'): Field<boolean> {
  return { kind: 'flag', absent: false, required: false, filter }
}
export function needFlag(filter: FilterRule = 'no'): Field<boolean> {
  return { kind: 'flag', absent: false, required: true, filter }
}
export function flagOrNull(): Field<boolean | null> {
  return { kind: 'flag', absent: null, required: false, filter: 'no' }
}
type Range = { min?: number; max?: number; decimals?: number; filter?: FilterRule }
export function whole(range: Range = {}): Field<number> {
  return { kind: 'whole', absent: 0, required: false, filter: 'no', ...range }
}
export function wholeOrNull(range: Range = {}): Field<number | null> {
  return { kind: 'whole', absent: null, required: false, filter: 'no', ...range }
}
export function needWhole(range: Range = {}): Field<number> {
  return { kind: 'whole', absent: 0, required: true, filter: 'no', ...range }
}
export function decimal(range: Range = {}): Field<number> {
  return { kind: 'decimal', absent: 0, required: false, filter: 'no', ...range }
}
export function decimalOrNull(range: Range = {}): Field<number | null> {
  return { kind: 'decimal', absent: null, required: false, filter: 'no', ...range }
}
export function needDecimal(range: Range = {}): Field<number> {
  return { kind: 'decimal', absent: 0, required: true, filter: 'no', ...range }
}
export function guid(filter: FilterRule = 'no'): Field<string | null> {
  return { kind: 'guid', absent: null, required: false, filter }
}
export function needGuid(filter: FilterRule = 'no'): Field<string> {
  return { kind: 'guid', absent: '', required: true, filter }
}
export function date(filter: FilterRule = 'no'): Field<string | null> {
  return { kind: 'date', absent: null, required: false, filter }
}
export function instant(filter: FilterRule = 'no'): Field<string> {
  return { kind: 'instant', absent: '', required: false, filter }
}
export function texts(longest: number): Field<string[] | null> {
  return { kind: 'texts', absent: null, required: false, filter: 'no', longest }
}
export function list<W extends Fields, R extends Fields>(of: Entity<W, R>): Field<Values<W>[]> {
  return { kind: 'list', absent: [], required: false, filter: 'no', of }
}
/** Taken as it comes and never looked into. */
export function opaque<T>(absent: T): Field<T> {
  return { kind: 'opaque', absent, required: false, filter: 'no' }
}

/** As opaque, where null and left out mean different things. */
export function opaqueOrNull<T>(absent: T): Field<T | null> {
  return { kind: 'opaque', absent, required: false, filter: 'no', keepsNull: true }
}

const orders = new WeakMap<Fields, readonly (readonly [string, Field<unknown>])[]>()
/** The fields as a list, computed once. */
export function fieldList(fields: Fields): readonly (readonly [string, Field<unknown>])[] {
  let found = orders.get(fields)
  if (!found) orders.set(fields, found = Object.entries(fields))
  return found
}

const blanks = new WeakMap<Fields, object>()
/**
 * An object with every field at its absent value. Copies of it keep V8's fast shape when fields are set by name,
 * which an object grown field by field does not: half the memory and time of a large document.
 */
export function blankOf(fields: Fields): object {
  let found = blanks.get(fields)
  if (!found) blanks.set(fields, found = JSON.parse(JSON.stringify(Object.fromEntries(fieldList(fields).map(([name, field]) => [name, field.absent ?? null])))) as object)
  return found
}

/** A field of an entity by its exact name, writable or not. */
export function fieldOf(of: Entity<Fields, Fields>, name: string): Field<unknown> | undefined {
  return Object.hasOwn(of.writable, name) ? of.writable[name] : Object.hasOwn(of.readOnly, name) ? of.readOnly[name] : undefined
}
