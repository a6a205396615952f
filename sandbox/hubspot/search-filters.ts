// Search filters as functions: operators, numeric and date comparison, letter case (hubspot.md 3.3, 8.16, 11).
import { z } from 'zod'
import { validationError } from './errors.ts'
import { findObjectType } from './object-types.ts'
import type { ObjectType } from './object-types.ts'
import type { Portal } from './portal.ts'
import { valueOf } from './records.ts'
import type { HubSpotRecord, IndexedVersion } from './records.ts'

export const filterSchema = z.object({
  propertyName: z.string(),
  operator: z.enum(['EQ', 'NEQ', 'LT', 'LTE', 'GT', 'GTE', 'BETWEEN', 'IN', 'NOT_IN', 'HAS_PROPERTY', 'NOT_HAS_PROPERTY', 'CONTAINS_TOKEN', 'NOT_CONTAINS_TOKEN']),
  value: z.union([z.string(), z.number(), z.boolean()]).transform(String).optional(),
  highValue: z.union([z.string(), z.number()]).transform(String).optional(),
  values: z.array(z.union([z.string(), z.number()]).transform(String)).optional(),
})
export type Filter = z.output<typeof filterSchema>

type Version = NonNullable<IndexedVersion>
/** Whether a record, in the version that search sees, passes. */
export type Matcher = (record: HubSpotRecord, version: Version) => boolean

/** A filter's or record's number: numbers as they are, dates as epoch milliseconds; NaN when there is none. */
function numberOf(text: string | undefined, dated: boolean): number {
  if (text === undefined || text === '') return Number.NaN
  if (!dated || /^-?\d+$/.test(text)) return Number(text)
  return Date.parse(text)
}

/** Reads a property of a record as a number without building strings. */
function numberReader(type: ObjectType, name: string, dated: boolean): (record: HubSpotRecord, version: Version) => number {
  if (name === 'hs_object_id') return (record) => record.idNumber
  if (name === type.modified) return (_record, version) => version.updatedAt
  if (name === type.created) return (record) => record.createdAt
  return (record, version) => numberOf(version.props[name] ?? (name === 'associatedcompanyid' ? valueOf(record, name) : undefined), dated)
}

function compileNumeric(filter: Filter, read: (record: HubSpotRecord, version: Version) => number, dated: boolean): Matcher {
  const need = (text: string | undefined): number => {
    const number = numberOf(text, dated)
    if (Number.isNaN(number)) throw validationError(`The value ${text ?? 'undefined'} of ${filter.propertyName} is not a number or date`)
    return number
  }
  switch (filter.operator) {
    case 'HAS_PROPERTY': return (record, version) => !Number.isNaN(read(record, version))
    case 'NOT_HAS_PROPERTY': return (record, version) => Number.isNaN(read(record, version))
    case 'IN':
    case 'NOT_IN': {
      const wanted = new Set((filter.values ?? []).map((value) => need(value)))
      const inside = filter.operator === 'IN'
      return (record, version) => {
        const value = read(record, version)
        return !Number.isNaN(value) && wanted.has(value) === inside
      }
    }
    case 'BETWEEN': {
      const low = need(filter.value)
      const high = need(filter.highValue)
      return (record, version) => {
        const value = read(record, version)
        return value >= low && value <= high
      }
    }
    case 'CONTAINS_TOKEN':
    case 'NOT_CONTAINS_TOKEN': throw validationError(`${filter.operator} cannot be used with ${filter.propertyName}`)
    default: {
      const bound = need(filter.value)
      switch (filter.operator) {
        case 'EQ': return (record, version) => read(record, version) === bound
        case 'NEQ': return (record, version) => {
          const value = read(record, version)
          return !Number.isNaN(value) && value !== bound
        }
        case 'GT': return (record, version) => read(record, version) > bound
        case 'GTE': return (record, version) => read(record, version) >= bound
        case 'LT': return (record, version) => read(record, version) < bound
        case 'LTE': return (record, version) => read(record, version) <= bound
      }
    }
  }
}

/** Words of a text; CONTAINS_TOKEN compares word by word, `*` stands for any letters. */
function tokenMatcher(pattern: string): (text: string) => boolean {
  const wanted = pattern.toLowerCase().split(/\s+/).filter(Boolean).map((token) =>
    new RegExp(`^${token.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`))
  return (text) => {
    const words = text.toLowerCase().split(/[\s,;@.]+/)
    return wanted.every((token) => token.test(text.toLowerCase()) || words.some((word) => token.test(word)))
  }
}

/** Text: EQ ignores case, IN does so only for lower-case values; enumerations are compared exactly. */
function compileText(filter: Filter, exact: boolean): Matcher {
  const name = filter.propertyName
  const form = exact ? (text: string) => text : (text: string) => text.toLowerCase()
  const read = (record: HubSpotRecord, version: Version): string | undefined => {
    const value = version.props[name] ?? (name === 'hs_merged_object_ids' ? valueOf(record, name) : undefined)
    return value === undefined ? undefined : form(value)
  }
  const single = (): string => {
    if (filter.value === undefined || filter.value === '') throw validationError(`operator ${filter.operator} requires a value`)
    return filter.value
  }
  const passing = (test: (value: string) => boolean): Matcher => (record, version) => {
    const value = read(record, version)
    return value !== undefined && test(value)
  }
  switch (filter.operator) {
    case 'HAS_PROPERTY': return passing(() => true)
    case 'NOT_HAS_PROPERTY': return (record, version) => read(record, version) === undefined
    case 'IN':
    case 'NOT_IN': {
      const wanted = new Set(filter.values ?? [])
      const inside = filter.operator === 'IN'
      return passing((value) => wanted.has(value) === inside)
    }
    case 'CONTAINS_TOKEN': return passing(tokenMatcher(single()))
    case 'NOT_CONTAINS_TOKEN': {
      const matches = tokenMatcher(single())
      return passing((value) => !matches(value))
    }
    case 'BETWEEN': {
      const low = form(single())
      const high = form(filter.highValue ?? '')
      return passing((value) => value >= low && value <= high)
    }
    default: {
      const bound = form(single())
      switch (filter.operator) {
        case 'EQ': return passing((value) => value === bound)
        case 'NEQ': return passing((value) => value !== bound)
        case 'GT': return passing((value) => value > bound)
        case 'GTE': return passing((value) => value >= bound)
        case 'LT': return passing((value) => value < bound)
        case 'LTE': return passing((value) => value <= bound)
      }
    }
  }
}

/** The pseudo-property associations.{type}. */
function compileAssociation(filter: Filter, target: ObjectType): Matcher {
  if (filter.operator !== 'EQ' && filter.operator !== 'IN') throw validationError(`${filter.operator} cannot be used with ${filter.propertyName}`)
  const ids = filter.operator === 'EQ' ? [filter.value ?? ''] : (filter.values ?? [])
  return (record) => ids.some((id) => record.links?.get(target.name)?.has(id) === true)
}

/** Compiles one filter. Throws 400 for an unknown property, a missing value or an operator that does not fit. */
export function compileFilter(portal: Portal, type: ObjectType, filter: Filter): Matcher {
  const associated = filter.propertyName.startsWith('associations.') ? findObjectType(filter.propertyName.slice('associations.'.length)) : undefined
  if (associated !== undefined) return compileAssociation(filter, associated)
  const definition = portal.definition(type.name, filter.propertyName)
  if (definition === undefined) throw validationError(`There was a problem with the request. Property ${filter.propertyName} does not exist`)
  if ((filter.operator === 'IN' || filter.operator === 'NOT_IN') && (filter.values ?? []).length === 0) throw validationError(`operator ${filter.operator} requires values`)
  const dated = definition.type === 'date' || definition.type === 'datetime'
  if (dated || definition.type === 'number') return compileNumeric(filter, numberReader(type, definition.name, dated), dated)
  return compileText(filter, definition.type === 'enumeration' || definition.type === 'bool')
}
