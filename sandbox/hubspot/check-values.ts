// Checks of property values on write, and the form in which they are stored (hubspot.md 3.12, 9.6, 9.7).
import type { PropertyDefinition } from './definitions.ts'
import { propertyError } from './errors.ts'
import type { PropertyError } from './errors.ts'
import type { Portal } from './portal.ts'
import type { ObjectTypeName } from './seed.ts'

const plainNumber = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/
const email = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+$/
const millisecondsADay = 86_400_000

type Checked = { value: string } | { error: string; message: string }

function checkDate(text: string): Checked {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return { value: text }
  const time = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text)
  if (Number.isNaN(time)) return { error: 'INVALID_DATE', message: `${text} was not a valid date.` }
  if (time % millisecondsADay !== 0) return { error: 'INVALID_DATE', message: `${text} is at ${new Date(time).toISOString().slice(11, -1)} UTC, not midnight!` }
  return { value: new Date(time).toISOString().slice(0, 10) }
}

function checkDatetime(text: string): Checked {
  const time = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isNaN(time) ? { error: 'INVALID_DATE', message: `${text} was not a valid datetime.` } : { value: new Date(time).toISOString() }
}

function checkOptions(portal: Portal, type: ObjectTypeName, definition: PropertyDefinition, text: string, present: string | undefined): Checked {
  if (definition.source === 'owner') {
    if (portal.owners.some((owner) => owner.id === text && owner.archived !== true)) return { value: text }
    return { error: 'INVALID_OWNER_ID', message: `Owner ${text} does not exist` }
  }
  const options = portal.options(type, definition)
  const several = definition.fieldType === 'checkbox'
  const values = several ? text.split(';').filter((value) => value !== '') : [text]
  const wrong = values.find((value) => !options.some((option) => option.value === value))
  if (wrong !== undefined) return { error: 'INVALID_OPTION', message: `${wrong} was not one of the allowed options: [${options.map((option) => option.value).join(', ')}]` }
  if (!several) return { value: text }
  const kept = text.startsWith(';') && present !== undefined ? present.split(';') : []
  return { value: [...new Set([...kept, ...values])].join(';') }
}

function checkValue(portal: Portal, type: ObjectTypeName, definition: PropertyDefinition, text: string, present: string | undefined): Checked {
  switch (definition.type) {
    case 'number':
      if (!plainNumber.test(text)) return { error: 'INVALID_NUMBER', message: `${text} was not a valid number.` }
      if (definition.name === 'price' && type === 'line_items' && text.startsWith('-')) return { error: 'INVALID_NUMBER', message: `price must be greater than or equal to 0, but was ${text}.` }
      return { value: text }
    case 'date': return checkDate(text)
    case 'datetime': return checkDatetime(text)
    case 'bool': return text === 'true' || text === 'false' ? { value: text } : { error: 'INVALID_BOOLEAN', message: `${text} was not a valid boolean.` }
    case 'enumeration': return checkOptions(portal, type, definition, text, present)
    default:
      if (text.length > 65_536) return { error: 'STRING_TOO_LONG', message: `${definition.name} is longer than 65536 characters.` }
      if (definition.name === 'email' && type === 'contacts' && !email.test(text)) return { error: 'INVALID_EMAIL', message: `Email address ${text} is invalid` }
      return { value: text }
  }
}

/** Values that passed; '' stands for "clear". */
export type CheckedValues = { values: Record<string, string>; errors: PropertyError[] }

/**
 * Checks what a caller wants to write. null is accepted and ignored, '' clears (9.7); numbers and booleans
 * of JSON are taken as their text. `present` gives the stored value, for values that append.
 */
export function checkValues(portal: Portal, type: ObjectTypeName, wanted: Record<string, unknown>, present: (name: string) => string | undefined): CheckedValues {
  const checked: CheckedValues = { values: {}, errors: [] }
  const refuse = (name: string, error: string, message: string): void => {
    checked.errors.push(propertyError(portal.account.portalId, name, error, message))
  }
  for (const [name, raw] of Object.entries(wanted)) {
    const definition = portal.definition(type, name)
    if (definition === undefined) {
      refuse(name, 'PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`)
    } else if (definition.readOnlyValue) {
      refuse(name, 'READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set`)
    } else if (raw !== null && raw !== undefined) {
      if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean') {
        refuse(name, 'INVALID_VALUE', `${name} must be a string`)
        continue
      }
      const text = String(raw)
      const result = text === '' ? { value: '' } : checkValue(portal, type, definition, text, present(name))
      if ('error' in result) refuse(name, result.error, result.message)
      else checked.values[name] = result.value
    }
  }
  return checked
}
