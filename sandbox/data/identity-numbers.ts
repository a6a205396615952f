// Invented organisation, personal and VAT numbers whose check digits are right by each country's own rule.

/** The Luhn check digit of a run of digits, e.g. `luhnDigit('552900001')`. */
export function luhnDigit(digits: string): number {
  let sum = 0
  for (const [index, digit] of Array.from(digits, Number).reverse().entries()) {
    const doubled = digit * (index % 2 === 0 ? 2 : 1)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return (10 - (sum % 10)) % 10
}

/** Whether the last of the digits is the Luhn check digit of the others; separators do not count. */
export function hasLuhnDigit(text: string): boolean {
  const digits = text.replace(/\D/g, '').slice(-10)
  return digits.length === 10 && luhnDigit(digits.slice(0, 9)) === Number(digits.at(-1))
}

/**
 * A Swedish organisation number "552910-0014" from a serial number 0..99999.
 * The group 552 is not given to limited companies, so no real company is hit.
 */
export function organisationNumber(serial: number): string {
  return withCheckDigit(`5529${String(serial).padStart(5, '0')}`)
}

/** Nine digits with dash and check digit added: "552000000" -> "552000-000C". */
export function withCheckDigit(nine: string): string {
  return `${nine.slice(0, 6)}-${nine.slice(6)}${luhnDigit(nine)}`
}

/** The Swedish VAT number of an organisation number: SE + ten digits + 01. */
export function swedishVatNumber(orgNumber: string): string {
  return `SE${orgNumber.replace(/\D/g, '').slice(-10)}01`
}

/** A personal number "YYMMDD-9xxC" in the birth numbers 980-999, which are reserved for tests and never issued. */
export function testPersonalNumber(yymmdd: string, birthNumber: number): string {
  const nine = `${yymmdd}${birthNumber}`
  return `${yymmdd}-${birthNumber}${luhnDigit(nine)}`
}

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0)

/** German USt-IdNr: eight digits and the ISO 7064 mod 11,10 check digit. */
export function germanVatNumber(eight: string): string {
  let product = 10
  for (const digit of eight) {
    const sum = (Number(digit) + product) % 10
    product = (2 * (sum === 0 ? 10 : sum)) % 11
  }
  return `DE${eight}${(11 - product) % 10}`
}

/** Finnish VAT number: the Y-tunnus without its dash. Throws when the seven digits have no check digit. */
export function finnishVatNumber(seven: string): string {
  const rest = weighted(seven, [7, 9, 10, 5, 8, 4, 2]) % 11
  if (rest === 1) throw new Error(`${seven} cannot be a Finnish business number`)
  return `FI${seven}${rest === 0 ? 0 : 11 - rest}`
}

/** Danish CVR number from seven digits: the first is chosen so that the weighted sum is a multiple of 11. */
export function danishVatNumber(seven: string): string {
  for (let first = 1; first <= 9; first += 1) {
    if (weighted(`${first}${seven}`, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0) return `DK${first}${seven}`
  }
  throw new Error(`${seven} cannot end a Danish business number`)
}

/** Norwegian organisation number, nine digits. Throws when the eight digits have no check digit. */
export function norwegianOrgNumber(eight: string): string {
  const rest = weighted(eight, [3, 2, 7, 6, 5, 4, 3, 2]) % 11
  if (rest === 1) throw new Error(`${eight} cannot be a Norwegian organisation number`)
  return `${eight}${rest === 0 ? 0 : 11 - rest}`
}

/** Greek VAT number: prefix EL, not GR. */
export function greekVatNumber(eight: string): string {
  const check = (weighted(eight, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10
  return `EL${eight}${check}`
}

/** British or Northern Irish VAT number: seven digits and two mod 97 check digits. */
export function britishVatNumber(prefix: 'GB' | 'XI', seven: string): string {
  const check = 97 - (weighted(seven, [8, 7, 6, 5, 4, 3, 2]) % 97)
  return `${prefix}${seven}${String(check).padStart(2, '0')}`
}
