// Finds Swedish personal and coordination numbers in text by form, date and check digit, and masks them whole.

/** What stands where a personal number stood. */
export const personNumberMask = 'YYYYMMDD-XXXX'

/**
 * YYYYMMDD-NNNN or YYMMDD-NNNN; the sign may be "+" (over a hundred years), a dash of another kind, a space, or left out.
 * No digit may stand before or after. "16" before ten digits marks a legal entity and so never matches. A UUID is matched whole
 * first, because its groups of digits may look like a number.
 */
const form =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<!\d)(18|19|20)?(\d{2})(\d{2})(\d{2})[-+\u2010-\u2013\u2212 ]?(\d{4})(?!\d)/gi

/** A sole trader's VAT number: SE, the personal number in ten digits, 01 (or the number of a further registration). */
const vatForm = /(?<![A-Z])SE(\d{10})(\d{2})(?!\d)/gi

/** What both forms need; most texts do not have it. */
const anyForm = /\d{6}[-+\u2010-\u2013\u2212 ]?\d{4}/

/**
 * Masks every personal number (https://www.skatteverket.se, SKV 704) and coordination number (day + 60) in a text.
 * Organisation numbers of legal entities stay: their third digit is at least 2, which no month has.
 */
export function maskPersonNumbers(text: string): string {
  if (!anyForm.test(text)) return text
  return text
    .replace(vatForm, (whole: string, digits: string) => (isPersonNumber(digits) ? `SE${personNumberMask}` : whole))
    .replace(form, (whole: string, _century: string | undefined, year: string | undefined) =>
      year !== undefined && isPersonNumber(whole) ? personNumberMask : whole,
    )
}

/** Beginnings of what both forms match, for the one pass over a long text: ten digits, six and four with a sign between, and six before a dash of three bytes. */
export const personNumberTraces = ['0000000000', '000000-0000', '000000\u00e2'] as const

/** Bytes around a candidate that decide whether it is one: a whole UUID on either side. */
const around = 60

/** Whether a personal number may stand where a trace ends in UTF-8 text. True may be wrong at a cut; false is sure. */
export function mayEndPersonNumber(bytes: Uint8Array, end: number, length: number): boolean {
  // A run of digits is looked at once, from its last.
  if (end < length && isDigit(bytes[end])) return false
  let start = end
  while (start > 0 && isDigit(bytes[start - 1]) && end - start <= 13) start -= 1
  const digits = end - start
  // Ten or twelve in a row, and four behind a sign; the close look below sees the rest. After a dash of three bytes the last is none.
  if (digits !== 10 && digits !== 12 && digits !== 4 && digits !== 0) return false
  if (digits >= 10) {
    const run = textOf(bytes, start, end)
    if (!isPersonNumber(run) && !isPersonNumber(run.slice(0, 10))) return false
  }
  const near = textOf(bytes, Math.max(0, start - around), Math.min(length, end + around))
  return maskPersonNumbers(near) !== near
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}

/** Whether 10 or 12 digits (a sign is ignored) have a real date, coordination days included, and the right check digit. */
export function isPersonNumber(text: string): boolean {
  const digits = text.replace(/[^\d]/g, '')
  if (digits.length === 12) {
    return /^(18|19|20)/.test(digits) && isDate(Number(digits.slice(0, 4)), digits.slice(4, 8)) && hasCheckDigit(digits.slice(2))
  }
  if (digits.length !== 10) return false
  const year = Number(digits.slice(0, 2))
  // Two digits do not tell the century; only 29 February depends on it.
  return (isDate(1900 + year, digits.slice(2, 6)) || isDate(2000 + year, digits.slice(2, 6))) && hasCheckDigit(digits)
}

function isDate(year: number, monthAndDay: string): boolean {
  const month = Number(monthAndDay.slice(0, 2))
  const written = Number(monthAndDay.slice(2))
  const day = written > 60 ? written - 60 : written
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Luhn over ten digits: every other one doubled, from the first. */
function hasCheckDigit(tenDigits: string): boolean {
  let sum = 0
  for (let index = 0; index < tenDigits.length; index += 1) {
    const value = Number(tenDigits[index]) * (index % 2 === 0 ? 2 : 1)
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}
