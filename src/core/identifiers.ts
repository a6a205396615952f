// Normal forms of identifiers that both sides write in many ways: organisation number, VAT number, e-mail, postal code.

/** Ten or twelve digits of a Swedish organisation or personal number ("556677-8899", "16556677-8899", "SE556677889901" all give "5566778899"); anything else as written, trimmed. */
export function normalOrgNumber(text: string): string {
  const trimmed = text.trim()
  const compact = trimmed.replace(/[\s.‐-―-]/g, '').toUpperCase()
  const fromVat = /^SE(\d{10})\d{2}$/.exec(compact)
  if (fromVat?.[1] !== undefined) return fromVat[1]
  if (/^16\d{10}$/.test(compact)) return compact.slice(2)
  if (/^\d{10}$/.test(compact) || /^(19|20)\d{10}$/.test(compact)) return compact
  return trimmed
}

/** Whether the text is a Swedish number of ten or twelve digits whose check digit is right. */
export function isSwedishOrgNumber(text: string): boolean {
  const digits = normalOrgNumber(text)
  return /^(\d{10}|\d{12})$/.test(digits) && luhnHolds(digits.slice(-10))
}

/** Upper case without spaces and separators: "se 556677-8899 01" -> "SE556677889901"; Greek GR becomes EL, as VAT numbers write it. */
export function normalVatNumber(text: string): string {
  const compact = text.replace(/[\s.‐-―/-]/g, '').toUpperCase()
  return compact.startsWith('GR') ? `EL${compact.slice(2)}` : compact
}

/** Lower case, without spaces, "mailto:" and the brackets of "Anna <anna@x.se>"; null when it is not an e-mail address. */
export function normalEmail(text: string): string | null {
  const inner = /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text
  const address = inner.trim().replace(/^mailto:/i, '').toLowerCase()
  return /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/.test(address) ? address : null
}

/** Upper case with single spaces and without the Swedish country letter: "SE-123  45" -> "123 45". */
export function normalPostalCode(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toUpperCase().replace(/^(SE|S)[ -]?(?=\d{3} ?\d{2}$)/, '')
}

function luhnHolds(digits: string): boolean {
  let total = 0
  for (let index = 0; index < digits.length; index += 1) {
    const doubled = Number(digits[index]) * (index % 2 === digits.length % 2 ? 2 : 1)
    total += doubled > 9 ? doubled - 9 : doubled
  }
  return total % 10 === 0
}
