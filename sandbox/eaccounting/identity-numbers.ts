// Checks that the vendor makes on VAT numbers (as VIES would answer, but deterministic) and Swedish organisation numbers.
import type { Choices } from './choices.ts'
import { fieldError, invalid, Refusal } from './refusal.ts'

/** Shape after the prefix. GR writes EL; XI is Northern Ireland; GB, NO and CH are not in VIES and are only checked for shape. */
const shapes: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/, BE: /^[01]\d{9}$/, BG: /^\d{9,10}$/, CY: /^\d{8}[A-Z]$/, CZ: /^\d{8,10}$/, DE: /^\d{9}$/, DK: /^\d{8}$/, EE: /^\d{9}$/,
  EL: /^\d{9}$/, ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/, FI: /^\d{8}$/, FR: /^[A-Z0-9]{2}\d{9}$/, HR: /^\d{11}$/, HU: /^\d{8}$/, IE: /^[A-Z0-9]{8,9}$/,
  IT: /^\d{11}$/, LT: /^(\d{9}|\d{12})$/, LU: /^\d{8}$/, LV: /^\d{11}$/, MT: /^\d{8}$/, NL: /^\d{9}B\d{2}$/, PL: /^\d{10}$/, PT: /^\d{9}$/,
  RO: /^\d{2,10}$/, SE: /^\d{10}01$|^\d{10}0[2-9]$/, SI: /^\d{8}$/, SK: /^\d{10}$/, XI: /^(\d{9}|\d{12}|(GD|HA)\d{3})$/,
  GB: /^(\d{9}|\d{12}|(GD|HA)\d{3})$/, NO: /^\d{9}(MVA)?$/, CH: /^E?\d{9}(MWST|TVA|IVA)?$/,
}

/** Whether the twin's register holds the number: right shape, known prefix, and no '000000' in it. */
export function isRegisteredVatNumber(written: string): boolean {
  const compact = written.replace(/[\s.-]/g, '').toUpperCase()
  return !compact.includes('000000') && (shapes[compact.slice(0, 2)]?.test(compact.slice(2)) ?? false)
}

/** @throws Refusal 4025 invalid; 4100 or 5001 when the register is down (fact 103) */
export function checkVatNumber(written: string | null, choices: Choices): void {
  if (written === null || written.trim() === '') return
  if (choices.viesDown === 4100) throw new Refusal(400, 4100, 'Validation by an external service failed: VIES is unavailable.', [fieldError('VatNumber', 'VIES is unavailable.', 4100)])
  if (choices.viesDown === 5001) throw new Refusal(500, 5001, 'An external dependency did not answer: VIES.')
  if (!isRegisteredVatNumber(written)) throw invalid('VatNumber', `The VAT number ${written} is not valid.`, 4025)
}

/** Whether the last digit is the Luhn check digit of the rest. */
export function hasLuhnDigit(digits: string): boolean {
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at])
    const weighted = at % 2 === 1 ? digit * 2 : digit
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}

/** The Luhn check digit for the digits. */
export function luhnDigit(digits: string): string {
  for (let digit = 0; digit < 10; digit++) if (hasLuhnDigit(`${digits}${digit}`)) return String(digit)
  return '0'
}

/** @throws Refusal 4008 for a Swedish number with a wrong control digit or length (fact 104) */
export function checkOrganisationNumber(written: string | null, country: string): void {
  if (written === null || written.trim() === '' || country !== 'SE') return
  const digits = written.replace(/[\s+-]/g, '')
  if (!/^(\d{10}|\d{12})$/.test(digits) || !hasLuhnDigit(digits.slice(-10))) {
    throw invalid('CorporateIdentityNumber', `The control digit of ${written} is not valid.`, 4008)
  }
}
