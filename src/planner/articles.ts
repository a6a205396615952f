// Articles of lines: found by SKU, made, or replaced by a fallback, as the settings say; with the coding, account and rate that the books will use.
import type { BooksLimits } from '../core/books-limits.ts'
import type { Coding, KnownArticle, Lookups } from '../core/books.ts'
import type { ArticlePlan } from '../core/decision.ts'
import { decimal, toOre, toText } from '../core/decimals.ts'
import type { LineDraft, Note } from '../core/sale-draft.ts'
import { accountFor, type LineAccount } from './account.ts'
import type { SaleArea } from './area.ts'
import { articleKey, numberFromName, siblingNumber, skuOf } from './article-numbers.ts'
import { byRate, choosingRate, taxRuleFor, withoutVat } from './line-coding.ts'
import { codingNamed, plain, unitNamed } from './lookup-names.ts'
import { held, settled, type Settled } from './settled.ts'
import type { PlannerSettings, TaxRule } from './settings.ts'
import { areaName } from './territories.ts'
import { cutAtWord, money, percent } from './wording.ts'

export type ArticleQuestion = {
  settings: PlannerSettings
  lookups: Lookups
  limits: BooksLimits
  sale: SaleArea
  buyer: { name: string; isPrivate: boolean }
  currency: string
  /** By upper-case number. */
  articles: ReadonlyMap<string, KnownArticle>
  /** Rate of most of the goods, for shipping lines that state none. */
  mainRate: string | null
}

/** A line's article with all that the row needs. `byNumberOnly`: the article tells nothing of the line (fallback), so the row says it. */
export type LineArticle = { plan: ArticlePlan; number: string; name: string; coding: Coding; account: LineAccount; generic: boolean }

/** Settles one line's article, or says why the sale is held. */
export function articleFor(line: LineDraft, question: ArticleQuestion): Settled<LineArticle> {
  const sku = skuOf(line)
  if (line.kind === 'shipping' && sku === null) return shipping(line, question)
  if (sku === null) return withoutSku(line, question)
  if (sku.length > question.limits.articleNumber) return held('sku-too-long', { sku, max: question.limits.articleNumber })
  const known = question.articles.get(articleKey(sku))
  if (known !== undefined) return existing(line, known, question, false)
  if (line.kind === 'shipping') return held('configured-article-missing', { sku, setting: 'shipping.article' })
  switch (question.settings.missingProducts) {
    case 'create':
      return made(line, sku, question)
    case 'fallbackArticle': {
      const fallback = fromTable(line, question, question.settings.fallbackArticle, 'fallbackArticle')
      return fallback.ok ? settled(fallback.value, [...fallback.notes, fallbackNote(line, fallback.value, `artikel ${sku} finns inte`, `article ${sku} does not exist`)]) : fallback
    }
    case 'hold':
      return held('article-missing', { sku, line: line.name })
  }
}

function withoutSku(line: LineDraft, question: ArticleQuestion): Settled<LineArticle> {
  const choice = line.kind === 'amount' ? 'fallbackArticle' : question.settings.lineWithoutSku
  switch (choice) {
    case 'hold':
      return held('line-without-sku', { line: line.name, amount: money(decimal(line.quantity).times(line.unitPrice), question.currency) })
    case 'fallbackArticle': {
      const fallback = fromTable(line, question, question.settings.fallbackArticle, 'fallbackArticle')
      return fallback.ok ? settled(fallback.value, [...fallback.notes, fallbackNote(line, fallback.value, 'raden saknar artikelnummer', 'the line has no SKU')]) : fallback
    }
    case 'createFromName': {
      const number = numberFromName(line.name, question.limits.articleNumber)
      const known = question.articles.get(articleKey(number))
      if (known === undefined) return made(line, number, question)
      if (plain(known.name) !== plain(cutAtWord(line.name, question.limits.articleName))) return held('article-number-taken', { line: line.name, sku: number, name: known.name })
      return existing(line, known, question, false)
    }
  }
}

function shipping(line: LineDraft, question: ArticleQuestion): Settled<LineArticle> {
  const stated = line.taxRate ?? question.mainRate
  return fromTable({ ...line, taxRate: stated }, question, question.settings.shippingArticle, 'shipping.article')
}

/** An article named in the settings by VAT rate. */
function fromTable(line: LineDraft, question: ArticleQuestion, table: Readonly<Record<string, string>>, setting: 'fallbackArticle' | 'shipping.article'): Settled<LineArticle> {
  const { rate, assumed } = choosingRate(line, question.sale.area, table)
  const number = byRate(table, rate)
  if (number === null) {
    return setting === 'shipping.article'
      ? held('shipping-article-not-set', { amount: money(line.unitPrice, question.currency), rate: percent(rate) })
      : held('fallback-article-not-set', { line: line.name, rate: percent(rate) })
  }
  const known = question.articles.get(articleKey(number))
  if (known === undefined) return held('configured-article-missing', { sku: number, setting })
  const notes = assumed && !withoutVat(question.sale.area) ? [assumedRate(line, rate)] : []
  const found = existing(line, known, question, true)
  return found.ok ? settled(found.value, [...notes, ...found.notes]) : found
}

function existing(line: LineDraft, known: KnownArticle, question: ArticleQuestion, generic: boolean): Settled<LineArticle> {
  if (!known.active) return held('article-inactive', { sku: known.number, line: line.name })
  const own = question.lookups.codings.find(({ id }) => id === known.codingId)
  if (own === undefined) return held('coding-of-article-unknown', { sku: known.number })
  const wish = generic ? settled(null) : wishedCoding(line, question)
  if (!wish.ok) return wish
  if (wish.value !== null && wish.value.coding.id !== own.id) return otherCoding(line, known, own, wish.value, question)
  return withAccount(line, { action: 'use', number: known.number, id: known.id }, known.name, own, known.usesOss, question, generic)
}

/** The article exists with another coding than a rule wishes. */
function otherCoding(line: LineDraft, known: KnownArticle, own: Coding, wish: { coding: Coding; rule: TaxRule | null }, question: ArticleQuestion): Settled<LineArticle> {
  const { settings, sale } = question
  if (settings.existingArticle === 'hold') {
    return held('article-coding-differs', { sku: known.number, coding: own.name, wanted: wish.coding.name, areaSv: areaName(sale.area, 'sv'), areaEn: areaName(sale.area, 'en') })
  }
  if (settings.existingArticle === 'keep') {
    const kept = withAccount(line, { action: 'use', number: known.number, id: known.id }, known.name, own, known.usesOss, question, false)
    const note: Note = {
      code: 'coding-kept', sv: `Artikel ${known.number} behåller konteringen ${own.name}, fast regeln säger ${wish.coding.name}.`, en: `Article ${known.number} keeps the coding ${own.name}, though the rule says ${wish.coding.name}.`,
    }
    return kept.ok ? settled(kept.value, [note, ...kept.notes]) : kept
  }
  const number = siblingNumber(known.number, wish.rule, sale.area)
  if (number.length > question.limits.articleNumber) return held('sku-too-long', { sku: number, max: question.limits.articleNumber })
  const sibling = question.articles.get(articleKey(number))
  if (sibling === undefined) return made({ ...line, name: known.name }, number, question, { wish, unitId: known.unitId })
  if (!sibling.active) return held('article-inactive', { sku: sibling.number, line: line.name })
  if (sibling.codingId !== wish.coding.id) {
    const has = question.lookups.codings.find(({ id }) => id === sibling.codingId)?.name ?? '–'
    return held('article-coding-differs', { sku: sibling.number, coding: has, wanted: wish.coding.name, areaSv: areaName(sale.area, 'sv'), areaEn: areaName(sale.area, 'en') })
  }
  return withAccount(line, { action: 'use', number: sibling.number, id: sibling.id }, sibling.name, wish.coding, sibling.usesOss, question, false)
}

/** An article that is not in the books yet. `from`: it is a sibling, coding and unit are given. */
function made(line: LineDraft, number: string, question: ArticleQuestion, from?: { wish: { coding: Coding }; unitId: string | null }): Settled<LineArticle> {
  const { settings, lookups, limits, sale } = question
  const notes: Note[] = []
  const wish = from === undefined ? wishedCoding(line, question) : settled({ coding: from.wish.coding, rule: null })
  if (!wish.ok) return wish
  let coding = wish.value?.coding
  if (coding === undefined) {
    const { rate, assumed } = choosingRate(line, sale.area, settings.newArticle.coding)
    const name = byRate(settings.newArticle.coding, rate)
    const only = name === null ? onlyCoding(lookups.codings, rate) : null
    if (only !== null) notes.push({ code: 'coding-proposed', sv: `Ny artikel ${number} får konteringen ${only.name}, bokföringens enda med ${percent(rate)} moms.`, en: `New article ${number} gets the coding ${only.name}, the only one in the books with ${percent(rate)} VAT.` })
    if (name === null && only === null) {
      const possible = lookups.codings.filter((one) => one.active && decimal(one.vatRate).equals(rate)).map((one) => one.name)
      return held('coding-not-set', { sku: number, line: line.name, rate: percent(rate), choices: possible.length === 0 ? '–' : possible.join(', ') })
    }
    const named = name === null ? null : codingNamed(name, lookups.codings)
    if (named !== null && !named.ok) return named
    coding = only ?? named?.value
    if (coding === undefined) return held('coding-not-set', { sku: number, line: line.name, rate: percent(rate), choices: '–' })
    if (assumed && !withoutVat(sale.area)) notes.push(assumedRate(line, rate))
  }
  const given = line.article ?? {}
  const unitWish = typeof given['unit'] === 'string' && given['unit'] !== '' ? given['unit'] : settings.newArticle.unit
  const unit = typeof from?.unitId === 'string' ? settled({ id: from.unitId }) : unitNamed(unitWish, lookups.units)
  if (!unit.ok) return unit
  const wholeName = typeof given['name'] === 'string' && given['name'] !== '' ? given['name'] : line.name
  const name = cutAtWord(wholeName, limits.articleName)
  if (name !== wholeName.trim()) notes.push({ code: 'article-name-cut', sv: `Artikelnamnet "${wholeName}" kortades till "${name}".`, en: `The article name "${wholeName}" was cut to "${name}".` })
  const { name: _name, note: givenNote, unit: _unit, ...custom } = given
  const planned = withAccount(line, {
    action: 'create',
    draft: {
      number, name, unitId: unit.value.id, codingId: coding.id, codingName: coding.name, vatRate: coding.vatRate, netPrice: listPrice(line, coding, question, notes), isService: coding.type === 'service',
      note: typeof givenNote === 'string' && givenNote !== '' ? givenNote : line.description, custom, productId: line.productId,
    },
  }, name, coding, false, question, false)
  if (!planned.ok) return planned
  notes.push({ code: 'article-created', sv: `Artikel ${number} (${name}) läggs upp med konteringen ${coding.name}.`, en: `Article ${number} (${name}) is made with the coding ${coding.name}.` })
  return settled(planned.value, [...notes, ...planned.notes])
}

/** Price of a new article: excluding VAT, in the company's currency; a sale in another currency tells no such price. */
function listPrice(line: LineDraft, coding: Coding, question: ArticleQuestion, notes: Note[]): string {
  if (question.currency !== question.lookups.company.currency) {
    notes.push({ code: 'article-without-price', sv: `Artikeln får inget pris, eftersom affären är i ${question.currency}.`, en: `The article gets no price, since the sale is in ${question.currency}.` })
    return '0'
  }
  const price = decimal(line.unitPrice)
  const net = line.includesVat ? price.dividedBy(decimal(coding.vatRate).dividedBy(100).plus(1)) : price
  return net.isNegative() ? '0' : toText(toOre(net))
}

/** A coding that a rule or the line itself names; null = by rate. */
/** Where the books have a single active coding for a rate there is nothing to choose, so nothing is guessed. */
function onlyCoding(codings: readonly Coding[], rate: string): Coding | null {
  const [only, second] = codings.filter((one) => one.active && decimal(one.vatRate).equals(rate))
  return only !== undefined && second === undefined ? only : null
}

function wishedCoding(line: LineDraft, question: ArticleQuestion): Settled<{ coding: Coding; rule: TaxRule | null } | null> {
  const { sale, buyer, settings, lookups } = question
  const rule = taxRuleFor(line, { area: sale.area, country: sale.country, buyer: buyer.isPrivate ? 'private' : 'company' }, settings.taxRules)
  const name = rule?.coding ?? line.coding
  if (name === null || name === undefined || name === '') return settled(null)
  const named = codingNamed(name, lookups.codings)
  return named.ok ? settled({ coding: named.value, rule }) : named
}

function withAccount(line: LineDraft, plan: ArticlePlan, name: string, coding: Coding, usesOss: boolean, question: ArticleQuestion, generic: boolean): Settled<LineArticle> {
  const number = plan.action === 'use' ? plan.number : plan.draft.number
  const account = accountFor({
    coding, sale: question.sale, company: question.lookups.company, line: line.name, sku: number, articleUsesOss: usesOss, statedRate: line.taxRate, buyerName: question.buyer.name,
  })
  if (!account.ok) return account
  const stated = line.taxRate
  const notes = [...account.notes]
  if (stated !== null && !decimal(stated).equals(account.value.vatRate)) {
    // Where the area takes the VAT away, or another country's rate applies, the source may still state the article's own rate.
    if (!decimal(stated).equals(coding.vatRate)) {
      return held('article-rate-differs', { line: line.name, lineRate: percent(stated), sku: number, articleRate: percent(account.value.vatRate), coding: coding.name })
    }
    notes.push({
      code: 'rate-by-area', sv: `${line.name}: källan anger ${percent(stated)} moms, men ${areaName(account.value.area, 'sv')} bokförs med ${percent(account.value.vatRate)}.`,
      en: `${line.name}: the source states ${percent(stated)} VAT, but ${areaName(account.value.area, 'en')} is booked with ${percent(account.value.vatRate)}.`,
    })
  }
  return settled({ plan, number, name, coding, account: account.value, generic }, notes)
}

function assumedRate(line: LineDraft, rate: string): Note {
  return { code: 'rate-assumed', sv: `${line.name}: ingen momssats anges; ${percent(rate)} används.`, en: `${line.name}: no tax rate is stated; ${percent(rate)} is used.` }
}

function fallbackNote(line: LineDraft, article: LineArticle, whySv: string, whyEn: string): Note {
  return { code: 'fallback-article', sv: `${line.name}: bokförs på reservartikel ${article.number}, eftersom ${whySv}.`, en: `${line.name}: booked on the fallback article ${article.number}, because ${whyEn}.` }
}
