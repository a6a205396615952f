// Wording: how amounts, rates and names are written in sentences, and how texts are cut to a limit.
import { decimal, toOre, toText, type Decimal, type DecimalText } from '../core/decimals.ts'
import type { Sentence } from '../core/language.ts'
import type { DocumentKind } from '../core/sale-draft.ts'

/** "12 500,00 kr", "1 234,50 EUR": two decimals, comma, thousands apart by a no-break space. */
export function money(amount: DecimalText | Decimal, currency: string): string {
  return `${plainMoney(amount)}\u00a0${currency === 'SEK' ? 'kr' : currency}`
}

/** "12 500,00" without currency. */
export function plainMoney(amount: DecimalText | Decimal): string {
  const [whole = '0', ore = '00'] = toOre(decimal(amount)).toFixed(2).split('.')
  const sign = whole.startsWith('-') ? '-' : ''
  return `${sign}${whole.replace('-', '').replace(/\B(?=(\d{3})+$)/g, '\u00a0')},${ore}`
}

/** "12,345": as many decimals as there are. */
export function number(value: DecimalText | Decimal): string {
  return toText(decimal(value)).replace('.', ',')
}

/** "25 %". */
export function percent(value: DecimalText | Decimal): string {
  return `${number(value)}\u00a0%`
}

/** Cuts at the last space that fits (a word never loses its tail unless it alone is too long). */
export function cutAtWord(text: string, length: number): string {
  const tidy = text.trim()
  if (tidy.length <= length) return tidy
  if (length <= 0) return ''
  const head = tidy.slice(0, length)
  if (/\s/.test(tidy[length] ?? ' ')) return head.trimEnd()
  const space = head.search(/\s\S*$/)
  return (space > 0 ? head.slice(0, space) : wholeCharacters(head)).trimEnd()
}

/** Never leaves half a character (surrogate pair) at the end. */
function wholeCharacters(head: string): string {
  const last = head.charCodeAt(head.length - 1)
  return last >= 0xd800 && last <= 0xdbff ? head.slice(0, -1) : head
}

/** "a", "a och b", "a, b och c"; capped at eight with the number of the rest. */
export function list(items: readonly string[], language: 'sv' | 'en'): string {
  const and = language === 'sv' ? ' och ' : ' and '
  const shown = items.length > 8 ? [...items.slice(0, 7), language === 'sv' ? `${items.length - 7} till` : `${items.length - 7} more`] : [...items]
  const last = shown.pop()
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')}${and}${last}`
}

/** "order 501"; one without a number is called by its kind, "the invoice draft". */
export function documentName(kind: DocumentKind, documentNumber: string | null): Sentence {
  const { bare, the } = documentNames[kind]
  return documentNumber === null ? the : { sv: `${bare.sv} ${documentNumber}`, en: `${bare.en} ${documentNumber}` }
}

const documentNames: Record<DocumentKind, { bare: Sentence; the: Sentence }> = {
  order: { bare: { sv: 'order', en: 'order' }, the: { sv: 'ordern', en: 'the order' } },
  invoiceDraft: { bare: { sv: 'fakturautkast', en: 'invoice draft' }, the: { sv: 'fakturautkastet', en: 'the invoice draft' } },
  invoice: { bare: { sv: 'faktura', en: 'invoice' }, the: { sv: 'fakturan', en: 'the invoice' } },
}

/** The text with its first letter as a capital. */
export function sentenceStart(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
