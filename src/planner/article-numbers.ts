// Article numbers: how SKUs are compared, what number an article made from a name gets, and which numbers a sale may ask for.
import { createHash } from 'node:crypto'
import type { Area } from '../core/books.ts'
import type { LineDraft, SaleDraft } from '../core/sale-draft.ts'
import type { PlannerSettings, TaxRule } from './settings.ts'

/** Trimmed and without case: the key under which articles are looked up. */
export function articleKey(number: string): string {
  return number.trim().toUpperCase()
}

/** The SKU as written, trimmed; null when empty. */
export function skuOf(line: Pick<LineDraft, 'sku'>): string | null {
  const bare = (line.sku ?? '').trim()
  return bare === '' ? null : bare
}

/** A number for an article made from a line's name: "Konsulttimme, senior" -> "KONSULTTIMME-SENIOR". The same name always gives the same number. */
export function numberFromName(name: string, length: number): string {
  const letters: Record<string, string> = { Å: 'A', Ä: 'A', Ö: 'O', Æ: 'AE', Ø: 'O' }
  const bare = name.trim().toUpperCase().replace(/[ÅÄÖÆØ]/g, (letter) => letters[letter] ?? letter).normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^A-Z0-9]+/g, '-').replace(/^-+|-+$/g, '')
  const tag = createHash('sha256').update(name.trim().toLowerCase()).digest('hex').slice(0, 6).toUpperCase()
  if (bare === '') return `RAD-${tag}`
  return bare.length <= length ? bare : `${bare.slice(0, length - 7).replace(/-+$/, '')}-${tag}`
}

const areaSuffix: Record<Area, string> = { domestic: 'INL', euBusiness: 'EU', euBusinessNoVat: 'EUM', euPrivate: 'EUP', export: 'EXP', construction: 'BYGG' }

/** Number of the sibling that a rule's other coding needs: "<SKU>-DE" for a rule of a country, else by area, "<SKU>-EXP". */
export function siblingNumber(sku: string, rule: Pick<TaxRule, 'country'> | null, area: Area): string {
  return `${sku.trim()}-${rule?.country?.toUpperCase() ?? areaSuffix[area]}`
}

/** Every article number a line may come to, for looking them up beforehand. */
export function articleNumbersOf(line: LineDraft, settings: Pick<PlannerSettings, 'lineWithoutSku' | 'existingArticle' | 'taxRules'>, length: number): string[] {
  const sku = skuOf(line)
  if (sku === null) return settings.lineWithoutSku === 'createFromName' && line.kind === 'item' ? [numberFromName(line.name, length)] : []
  if (settings.existingArticle !== 'sibling') return [sku]
  const countries = settings.taxRules.flatMap(({ country }) => (country === undefined ? [] : [country]))
  const siblings = [...countries.map((country) => siblingNumber(sku, { country }, 'domestic')), ...(Object.keys(areaSuffix) as Area[]).map((area) => siblingNumber(sku, null, area))]
  return [sku, ...new Set(siblings)]
}

/** Articles named in the settings, which any sale may need. */
export function settingsArticles(settings: Pick<PlannerSettings, 'fallbackArticle' | 'shippingArticle'>): string[] {
  return [...new Set([...Object.values(settings.fallbackArticle), ...Object.values(settings.shippingArticle)])]
}

/** All numbers of a sale, as look-up keys. */
export function articleKeysOf(draft: SaleDraft, settings: PlannerSettings, length: number): string[] {
  return [...new Set([...settingsArticles(settings), ...draft.lines.flatMap((line) => articleNumbersOf(line, settings, length))].map(articleKey))]
}
