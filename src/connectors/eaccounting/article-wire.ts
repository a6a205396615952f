// Articles between the draft and the vendor's object. Both prices are sent, and they agree with the coding's rate (fact 113).
import type { KnownArticle } from '../../core/books.ts'
import { decimal, toOre } from '../../core/decimals.ts'
import type { DecimalText } from '../../core/decimals.ts'
import type { ArticleDraft } from '../../core/document-draft.ts'
import { customValues, writableFields } from './field-list.ts'
import { forgiven } from './forgiving.ts'
import { wireArticle } from './schemas.ts'
import type { WireArticle } from './schemas.ts'
import { wireNumber } from './wire-values.ts'
import type { WireObject } from './wire-values.ts'

const customNames = new Set(writableFields.filter((field) => field.entity === 'article').map((field) => field.name))

/** Null when the object is no article. */
export function readArticle(raw: unknown): KnownArticle | null {
  const read = wireArticle.safeParse(raw)
  return read.success ? articleOf(read.data) : null
}

/** The same of an article in a list, where one with a strange value must not stop the others: it counts as inactive. Without a number it is nothing that a line could mean. */
export function readListedArticle(raw: unknown): { article: KnownArticle | null; isOdd: boolean } | null {
  const read = forgiven(wireArticle, raw)
  if (read === null) return null
  const article = articleOf(read.value)
  const isOdd = read.odd.length > 0
  return { article: article !== null && isOdd ? { ...article, active: false } : article, isOdd }
}

function articleOf(wire: WireArticle): KnownArticle | null {
  if (wire.Number === null) return null
  return {
    id: wire.Id, number: wire.Number, name: wire.Name ?? '', active: wire.IsActive, codingId: wire.CodingId ?? '', unitId: wire.UnitId,
    isService: wire.IsServiceArticle, usesOss: wire.UsesMoss, changedAt: wire.ChangedUtc,
  }
}

/** The body of POST /articles. `rate` is the coding's rate as the books state it, 25 = 25 %. */
export function articleBody(draft: ArticleDraft, rate: DecimalText): WireObject {
  const net = toOre(decimal(draft.netPrice))
  const gross = toOre(net.times(decimal(100).plus(rate)).dividedBy(100))
  return {
    ...customValues('article', Object.fromEntries(Object.entries(draft.custom).filter(([name, value]) => customNames.has(name) && value !== null))),
    Number: draft.number, Name: draft.name, IsActive: true, CodingId: draft.codingId, UnitId: draft.unitId,
    NetPrice: wireNumber(net.toFixed()), GrossPrice: wireNumber(gross.toFixed()),
    ...(draft.note === null ? {} : { Note: draft.note }),
  }
}
