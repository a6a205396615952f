// Forms in which settings may be written: property references, values by VAT rate, value maps, dates, names that look like numbers.
import { z } from 'zod'
import { parseDecimal } from '../../core/decimals.ts'

/** Text; a number or boolean in the file is taken as the text it looks like ("10001", 30, true). */
export const nameText = z.union([z.string().trim().min(1), z.number(), z.boolean()]).transform(String)

/** Source value -> value in the books. */
export const valueMap = z.record(z.string(), nameText)

/** A property: its name, "{name}", { property: name } or {name} (which YAML reads as a map with one empty key). */
export const propertyReference = z.union([
  z.string().trim().min(1).transform((text) => ({ property: text.replace(/^\{\s*|\s*\}$/g, '') })),
  bracedProperty(),
])
export type PropertyReference = z.infer<typeof propertyReference>

/** As `propertyReference`, but a bare word is no property: for settings that also take fixed words. */
export function bracedProperty() {
  return z.union([
    z.string().regex(/^\{\s*[\w.]+\s*\}$/).transform((text) => ({ property: text.slice(1, -1).trim() })),
    z.strictObject({ property: z.string().trim().min(1) }),
    z.record(z.string().regex(/^(?!property$)[\w.]+$/), z.null()).refine((given) => Object.keys(given).length === 1).transform((given) => ({ property: Object.keys(given)[0] ?? '' })),
  ])
}

/** Day of a document: a fixed word, or a property that holds a date. */
export function dateSource<const T extends readonly [string, ...string[]]>(words: T) {
  return z.union([z.enum(words), bracedProperty()])
}

/** VAT rates in force in Sweden, as keys. Other rates are accepted as keys too, since rates change. */
export const usualRates = ['25', '12', '6', '0'] as const

/** { 25: X, 12: Y } with rates as plain numbers ("25 %" is accepted). */
export const ratesMap = z.record(z.string(), nameText).transform((given, context) => {
  const rates: Record<string, string> = {}
  for (const [key, value] of Object.entries(given)) {
    const rate = parseDecimal(key.replace(/\s*%$/, '').replace(',', '.'))
    if (rate === null) {
      context.addIssue({ code: 'custom', path: [key], message: `${key} is not a VAT rate`, params: { sv: `${key} är ingen momssats; skriv 25, 12, 6 eller 0`, en: `${key} is not a VAT rate; write 25, 12, 6 or 0` } })
      return z.NEVER
    }
    rates[rate] = value
  }
  return rates
})

/** As `ratesMap`; one text stands for every usual rate. */
export const byRate = z.union([
  nameText.transform((text): Record<string, string> => Object.fromEntries(usualRates.map((rate) => [rate, text]))),
  ratesMap,
])

/** One or several; always a list afterwards. */
export function oneOrMore<T extends z.ZodType>(item: T) {
  return z.union([item.transform((one) => [one]), z.array(item)])
}

/** A moment: a date (midnight in the company's time zone) or a time with or without zone. */
export const moment = z.string().regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/)
  .refine((text) => !Number.isNaN(Date.parse(text.length === 10 ? `${text}T00:00Z` : text)))
