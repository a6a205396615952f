// Makes an article from what was written: references and agreement of net and gross price with the coding's rate (facts 110-118).
import { randomUUID } from 'node:crypto'
import { instantText } from './calendar.ts'
import type { Choices } from './choices.ts'
import type { Company } from './company.ts'
import { divide, scaled, toNumber } from './exact.ts'
import type { Article, ArticleWritten } from './entities-article.ts'
import { invalid, unknownReference } from './refusal.ts'

export type ArticleMoment = { now: number; id?: string; createdUtc?: string; changedUtc?: string }

/** The number must have been checked for duplicates. @throws Refusal 2000 or 3000 */
export function makeArticle(company: Company, choices: Choices, written: ArticleWritten, moment: ArticleMoment, previous: Article | null): Article {
  const coding = company.codings.get(written.CodingId)
  const facts = company.codingFacts.get(written.CodingId)
  const unit = company.units.get(written.UnitId)
  if (!coding || !facts) throw unknownReference('CodingId', written.CodingId)
  if (!unit) throw unknownReference('UnitId', written.UnitId)
  if (written.UsesMoss && !company.settings.UsesMoss) throw invalid('UsesMoss', 'The company does not use OSS.')
  const prices = agreedPrices(written, facts.percent, choices)
  /** With the stock module on, StockBalance can not be written (fact 118). */
  const balance = company.hasModule('stock') ? previous?.StockBalance ?? 0 : written.StockBalance
  const stamp = instantText(moment.now)
  return {
    Id: previous?.Id ?? moment.id ?? randomUUID(),
    ...written,
    ...prices,
    StockBalance: balance,
    CodingType: facts.type === 'goods' ? 1 : 2,
    NetPriceWithDiscount: prices.NetPrice,
    DiscountPercentage: 0,
    CodingName: coding.Name,
    UnitName: unit.Name,
    UnitAbbreviation: unit.Abbreviation,
    StockBalanceManuallyChangedUtc: balance === (previous?.StockBalance ?? 0) ? previous?.StockBalanceManuallyChangedUtc ?? null : stamp,
    StockBalanceReserved: 0,
    StockBalanceAvailable: balance,
    CreatedUtc: previous?.CreatedUtc ?? moment.createdUtc ?? stamp,
    ChangedUtc: moment.changedUtc ?? stamp,
    PurchasePriceManuallyChangedUtc: null,
    MessageThreads: [],
    Notes: [],
    ShowStockInformation: written.IsStock,
    IsServiceArticle: facts.type === 'services',
    FreightCostsManuallyChangedUtc: null,
    StockValue: 0,
  }
}

/** Gross must be net with VAT, or net must be gross without it, to the öre (fact 113). */
function agreedPrices(written: ArticleWritten, percent: number, choices: Choices): { NetPrice: number; GrossPrice: number } {
  const rate = scaled(percent, 2)
  const withVat = (net: bigint): bigint => divide(net * (10_000n + rate), 10_000n)
  const withoutVat = (gross: bigint): bigint => divide(gross * 10_000n, 10_000n + rate)
  const net = written.NetPrice === null ? null : scaled(written.NetPrice, 2)
  const gross = written.GrossPrice === null ? null : scaled(written.GrossPrice, 2)
  if (net === null && gross === null) return { NetPrice: 0, GrossPrice: 0 }
  if (net === null || gross === null) {
    if (choices.oneArticlePrice === 'refused') throw invalid(net === null ? 'NetPrice' : 'GrossPrice', 'NetPrice and GrossPrice must both be given.')
    const known = net ?? withoutVat(gross ?? 0n)
    return { NetPrice: toNumber(known, 2), GrossPrice: toNumber(gross ?? withVat(known), 2) }
  }
  if (gross !== withVat(net) && net !== withoutVat(gross)) {
    throw invalid('GrossPrice', `NetPrice ${toNumber(net, 2)} and GrossPrice ${toNumber(gross, 2)} do not agree with the VAT rate ${percent} %.`)
  }
  return { NetPrice: toNumber(net, 2), GrossPrice: toNumber(gross, 2) }
}
