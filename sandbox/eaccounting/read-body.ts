// Reads a JSON body against an entity's fields: required, types, lengths, decimals, ranges; every fault becomes a vendor field error.
import { readDate } from './calendar.ts'
import type { Choices } from './choices.ts'
import { decimalsOf } from './exact.ts'
import type { Entity, Field, Fields, Values } from './fields.ts'
import { blankOf, fieldList } from './fields.ts'
import type { FieldError } from './refusal.ts'
import { fieldError, invalid, Refusal } from './refusal.ts'

const guidShape = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/
const emptyGuid = '00000000-0000-0000-0000-000000000000'

export function isGuid(text: string): boolean {
  return guidShape.test(text)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The writable fields of the body; what is left out is null, 0 or false (PUT replaces the whole object, fact 46).
 * Read-only properties are ignored; unknown ones too unless the choice says otherwise.
 * @throws Refusal 400/2000 with one entry in Errors per faulty field
 */
export function readBody<W extends Fields, R extends Fields>(of: Entity<W, R>, body: unknown, choices: Choices): Values<W> {
  if (!isRecord(body)) throw invalid('', 'A non-empty request body is required.')
  const errors: FieldError[] = []
  const values = readFields(of, body, choices, '', errors)
  if (errors.length > 0) throw new Refusal(400, 2000, `Validation failed. ${errors.map(each => each.Message).join(' ')}`, errors)
  return values
}

function readFields<W extends Fields, R extends Fields>(
  of: Entity<W, R>, body: Record<string, unknown>, choices: Choices, prefix: string, errors: FieldError[],
): Values<W> {
  const values: Record<string, unknown> = { ...blankOf(of.writable) }
  for (const [name, field] of fieldList(of.writable)) {
    const given = body[name]
    if (given === null && field.keepsNull === true) values[name] = null
    else if (given === undefined || given === null) {
      if (field.required) errors.push(fieldError(prefix + name, `The ${name} field is required.`))
      values[name] = field.kind === 'list' ? [] : field.absent
    } else {
      values[name] = readValue(name, field, given, choices, prefix, errors)
    }
  }
  if (choices.unknownPropertyRejected) {
    for (const name of Object.keys(body)) {
      if (!of.known.has(name)) errors.push(fieldError(prefix + name, `The property ${name} is not defined and the schema does not allow additional properties.`))
    }
  }
  return values as Values<W>
}

function readValue(name: string, field: Field<unknown>, given: unknown, choices: Choices, prefix: string, errors: FieldError[]): unknown {
  const wrong = (message: string): unknown => {
    errors.push(fieldError(prefix + name, message))
    return field.absent
  }
  switch (field.kind) {
    case 'text':
      if (typeof given !== 'string') return wrong(`The JSON value of ${name} could not be converted to a string.`)
      if (field.longest !== undefined && given.length > field.longest) {
        return wrong(`The field ${name} must be a string with a maximum length of ${field.longest}.`)
      }
      if (field.required && given.trim() === '' && !(field.emptyByChoice === true && choices.emptyPostalCodeAllowed)) {
        return wrong(`The ${name} field is required.`)
      }
      return given
    case 'flag':
      return typeof given === 'boolean' ? given : wrong(`The JSON value of ${name} could not be converted to a boolean.`)
    case 'whole':
      if (typeof given !== 'number' || !Number.isInteger(given)) return wrong(`The JSON value of ${name} could not be converted to an integer.`)
      return inRange(name, field, given, wrong)
    case 'decimal':
      if (typeof given !== 'number') return wrong(`The JSON value of ${name} could not be converted to a number.`)
      if (field.decimals !== undefined && decimalsOf(given) > field.decimals) {
        return wrong(`The field ${name} must be a number with at most ${field.decimals} decimals.`)
      }
      return inRange(name, field, given, wrong)
    case 'guid':
      if (typeof given !== 'string' || !guidShape.test(given)) return wrong(`The JSON value of ${name} could not be converted to a GUID.`)
      if (given === emptyGuid) return field.required ? wrong(`The ${name} field is required.`) : null
      return given.toLowerCase()
    case 'date':
    case 'instant': {
      const day = typeof given === 'string' ? readDate(given) : null
      return day ?? wrong(`The JSON value of ${name} could not be converted to a date.`)
    }
    case 'texts':
      if (!Array.isArray(given) || given.some(each => typeof each !== 'string')) return wrong(`The JSON value of ${name} could not be converted to a list of strings.`)
      if (field.longest !== undefined && given.length > field.longest) return wrong(`The field ${name} takes at most ${field.longest} items.`)
      return given
    case 'list':
      return readList(name, field, given, choices, prefix, errors, wrong)
    case 'opaque':
      return given
    default:
      return field.kind satisfies never
  }
}

function inRange(name: string, field: Field<unknown>, given: number, wrong: (message: string) => unknown): unknown {
  if ((field.min !== undefined && given < field.min) || (field.max !== undefined && given > field.max)) {
    return wrong(`The field ${name} must be between ${field.min ?? '-∞'} and ${field.max ?? '∞'}.`)
  }
  return given
}

function readList(
  name: string, field: Field<unknown>, given: unknown, choices: Choices, prefix: string, errors: FieldError[], wrong: (message: string) => unknown,
): unknown {
  const of = field.of
  if (!of) return given
  if (!Array.isArray(given)) return wrong(`The JSON value of ${name} could not be converted to a list.`)
  return given.map((row: unknown, index) => {
    if (!isRecord(row)) {
      errors.push(fieldError(`${prefix}${name}[${index}]`, `${name}[${index}] must be an object.`))
      return {}
    }
    return readFields(of, row, choices, `${prefix}${name}[${index}].`, errors)
  })
}
