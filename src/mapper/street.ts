// Street and house number: joined to one line, or split, as Swedish and most European addresses write them.

/** "Storgatan" + "5 B" -> "Storgatan 5 B". A number that the street already ends with is not repeated. Null when both are empty. */
export function joinStreet(street: string | null, houseNumber: string | null): string | null {
  const name = (street ?? '').trim().replace(/\s+/g, ' ')
  const number = (houseNumber ?? '').trim().replace(/\s+/g, ' ')
  if (name === '') return number === '' ? null : number
  if (number === '' || name.toLowerCase().endsWith(` ${number.toLowerCase()}`)) return name
  return `${name} ${number}`
}

/** "Storgatan 5 B" -> street "Storgatan", number "5 B". Without a number at the end, all is street. */
export function splitStreet(line: string): { street: string; houseNumber: string | null } {
  const text = line.trim().replace(/\s+/g, ' ')
  const found = /^(.*\D)\s(\d+(?:\s?[-/]\s?\d+)?(?:\s?[A-Za-zÅÄÖåäö])?(?:,?\s(?:lgh|vån|tr|nb|ög)\b.*)?)$/.exec(text)
  if (found?.[1] === undefined || found[2] === undefined) return { street: text, houseNumber: null }
  return { street: found[1].replace(/,$/, '').trim(), houseNumber: found[2].trim() }
}
