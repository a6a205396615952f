// Values: from HubSpot's strings to canonical text. Empty is absent, instants are ISO UTC, dates are plain dates (facts 4.2, 9.6).

/** As HubSpot writes most of them. The days every month has: others go the whole way, which tells 30 February. */
const canonicalInstant = /^[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** Epoch milliseconds in a string, or ISO 8601, to ISO UTC; null when it is neither. */
export function toInstant(text: string | null | undefined): string | null {
  if (text == null || text.trim() === '') return null
  if (canonicalInstant.test(text)) return text
  const ms = /^-?\d{9,16}$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isNaN(ms) || Math.abs(ms) > 8.64e15 ? null : new Date(ms).toISOString()
}

/** A date property: "2026-12-01" as it is, epoch milliseconds at midnight UTC as that date. */
export function toDate(text: string): string | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : (toInstant(text)?.slice(0, 10) ?? null)
}

/** Property name -> HubSpot type ("date", "datetime", "string", ...). */
export type PropertyTypes = ReadonlyMap<string, string>

/** Fields as mapping rules read them. What cannot be read as a date stays as it is written. */
export function fieldsOf(properties: Record<string, string | null | undefined>, types: PropertyTypes): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const name in properties) {
    const value = properties[name]
    if (value == null || value === '') continue
    const type = types.get(name)
    fields[name] = (type === 'datetime' ? toInstant(value) : type === 'date' ? toDate(value) : null) ?? value
  }
  return fields
}

/** Trimmed text, null when empty. */
export function textOf(value: string | null | undefined): string | null {
  const text = value?.trim() ?? ''
  return text === '' ? null : text
}
