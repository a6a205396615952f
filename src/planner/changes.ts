// Changes of a sale after its document was made: a snapshot of what matters, its fingerprint, and the difference in words and kronor.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Change } from '../core/decision.ts'
import { decimal, decimalText, sum, toOre, toText } from '../core/decimals.ts'
import type { SaleDraft } from '../core/sale-draft.ts'
import { lineNet } from './line-net.ts'
import { list, money, number, plainMoney } from './wording.ts'

/** What is kept of a draft to tell later what changed: no names or addresses of people. */
export const saleSnapshot = z.object({
  version: z.literal(1),
  currency: z.string().nullable(),
  /** Record at the source and buyer kind, or the default customer. */
  buyer: z.string(),
  net: decimalText,
  discount: z.string().nullable(),
  lines: z.array(z.object({ what: z.string(), quantity: decimalText, net: decimalText, rate: decimalText.nullable() })),
})
export type SaleSnapshot = z.infer<typeof saleSnapshot>

/** The part of a draft that a document stands for. Texts, references, dates and contact data are left out, and so is the order of lines. */
export function snapshot(draft: SaleDraft): SaleSnapshot {
  const known = made.get(draft)
  if (known !== undefined) return known
  const now = takenOf(draft)
  made.set(draft, now)
  return now
}

/** A draft is not changed once it is made; it is looked at when its sale is planned, when the write is planned and when it is linked. */
const made = new WeakMap<SaleDraft, SaleSnapshot>()

function takenOf(draft: SaleDraft): SaleSnapshot {
  const lines = draft.lines.filter(({ kind }) => kind !== 'text').map((line) => {
    const maths = lineNet(line, '0')
    const net = maths.ok ? maths.value.amount : toOre(decimal(line.quantity).times(line.unitPrice))
    const what = line.sku?.trim().toUpperCase() || (line.kind === 'item' ? line.name.trim() : line.kind)
    return { what, quantity: toText(decimal(line.quantity)), net: toText(net), rate: line.taxRate === null ? null : toText(decimal(line.taxRate)) }
  })
  lines.sort((a, b) => (lineText(a) < lineText(b) ? -1 : 1))
  const discount = draft.orderDiscount
  const percentage = discount?.percent != null && !decimal(discount.percent).isZero() ? toText(decimal(discount.percent)) : null
  const amount = discount?.amount != null && !decimal(discount.amount).isZero() ? toText(decimal(discount.amount)) : null
  const whole = sum(lines.map(({ net }) => net))
  const off = percentage !== null ? toOre(whole.times(percentage).dividedBy(100)) : decimal(amount ?? '0')
  return {
    version: 1, currency: draft.currency, buyer: buyerOf(draft), net: toText(whole.minus(off)), discount: percentage !== null ? `${percentage} %` : amount, lines,
  }
}

/** Equal for two drafts that ask for the same document; short text, safe to store. */
export function fingerprint(draft: SaleDraft): string {
  return `1-${createHash('sha256').update(JSON.stringify(snapshot(draft))).digest('base64url').slice(0, 32)}`
}

/** What changed between two snapshots, or null when nothing that matters did. */
export function describeChange(before: SaleSnapshot, after: SaleSnapshot): Change | null {
  const kinds: Change['kind'][] = []
  const sv: string[] = []
  const en: string[] = []
  if (before.buyer !== after.buyer) {
    kinds.push('customer')
    sv.push('kunden är bytt')
    en.push('the customer is another')
  }
  if (before.currency !== after.currency) {
    kinds.push('currency')
    sv.push(`valutan är ändrad från ${before.currency ?? 'ingen'} till ${after.currency ?? 'ingen'}`)
    en.push(`the currency changed from ${before.currency ?? 'none'} to ${after.currency ?? 'none'}`)
  }
  const lines = lineChanges(before, after)
  if (lines.sv.length > 0) {
    kinds.push('lines')
    sv.push(...lines.sv)
    en.push(...lines.en)
  }
  const was = amountOf(before)
  const is = amountOf(after)
  if (before.net !== after.net || before.discount !== after.discount) {
    if (lines.sv.length === 0) kinds.push('amount')
    const difference = decimal(after.net).minus(before.net)
    const signed = `${difference.isNegative() ? '−' : '+'}${plainMoney(difference.abs())}`
    sv.push(`summan exklusive moms går från ${was} till ${is} (${signed})`)
    en.push(`the sum excluding VAT goes from ${was} to ${is} (${signed})`)
  }
  const [kind] = kinds
  if (kind === undefined) return null
  return { kind: kinds.length > 1 ? 'several' : kind, before: was, after: is, sv: sentence(sv), en: sentence(en) }
}

/** The change when the snapshot of what was sent is not there any more (an adopted document, an old store). */
export function unknownChange(after: SaleSnapshot): Change {
  return { kind: 'several', before: '–', after: amountOf(after), sv: `Affären är ändrad; den är nu ${amountOf(after)} exklusive moms.`, en: `The sale changed; it is now ${amountOf(after)} excluding VAT.` }
}

function lineChanges(before: SaleSnapshot, after: SaleSnapshot): { sv: string[]; en: string[] } {
  const gone = [...before.lines]
  const unlike = after.lines.filter((line) => take(gone, (other) => lineText(other) === lineText(line)) === null)
  const changed: { was: SaleSnapshot['lines'][number]; is: SaleSnapshot['lines'][number] }[] = []
  const added: SaleSnapshot['lines'] = []
  for (const line of unlike) {
    const was = take(gone, ({ what }) => what === line.what)
    if (was === null) added.push(line)
    else changed.push({ was, is: line })
  }
  const say = (language: 'sv' | 'en') => {
    const each = (line: SaleSnapshot['lines'][number], currency: string | null) => `${line.what} (${number(line.quantity)} ${language === 'sv' ? 'st' : 'pcs'}, ${money(line.net, currency ?? 'SEK')})`
    const words = language === 'sv' ? { added: 'tillagt', gone: 'borttaget', changed: 'ändrat', rate: 'moms' } : { added: 'added', gone: 'removed', changed: 'changed', rate: 'VAT' }
    const rateOf = (line: SaleSnapshot['lines'][number]) => (line.rate === null ? { sv: 'ingen', en: 'none' }[language] : `${number(line.rate)} %`)
    const pair = ({ was, is }: (typeof changed)[number]) => {
      const rate = was.rate === is.rate ? '' : `, ${words.rate} ${rateOf(was)} → ${rateOf(is)}`
      return `${is.what} ${number(was.quantity)} → ${number(is.quantity)} ${language === 'sv' ? 'st' : 'pcs'}, ${money(was.net, before.currency ?? 'SEK')} → ${money(is.net, after.currency ?? 'SEK')}${rate}`
    }
    return [
      ...(added.length > 0 ? [`${words.added}: ${list(added.map((line) => each(line, after.currency)), language)}`] : []),
      ...(gone.length > 0 ? [`${words.gone}: ${list(gone.map((line) => each(line, before.currency)), language)}`] : []),
      ...(changed.length > 0 ? [`${words.changed}: ${list(changed.map(pair), language)}`] : []),
    ]
  }
  return { sv: say('sv'), en: say('en') }
}

/** Takes the first fitting entry out of the list; null when none fits. */
function take<T>(from: T[], fits: (entry: T) => boolean): T | null {
  const index = from.findIndex(fits)
  return index < 0 ? null : (from.splice(index, 1)[0] ?? null)
}

function buyerOf(draft: SaleDraft): string {
  if (draft.defaultCustomer !== null) return `default:${draft.defaultCustomer.number}`
  return `${draft.buyer.kind}:${draft.buyer.source.kind}:${draft.buyer.source.id}`
}

function lineText(line: SaleSnapshot['lines'][number]): string {
  return JSON.stringify([line.what, line.quantity, line.net, line.rate])
}

function amountOf(sale: SaleSnapshot): string {
  return money(sale.net, sale.currency ?? 'SEK')
}

function sentence(parts: readonly string[]): string {
  const text = parts.join('; ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
