// The account and VAT rate the books will use for a line: its coding seen through the sale's area. An empty account stops the sale before any write.
import type { Coding } from '../core/books.ts'
import { decimal, type DecimalText } from '../core/decimals.ts'
import type { Note } from '../core/sale-draft.ts'
import type { CompanyFacts, SaleArea } from './area.ts'
import { held, settled, type Settled } from './settled.ts'
import { areaName, countryName, standardRates } from './territories.ts'
import { percent } from './wording.ts'

export type AccountQuestion = {
  coding: Coding
  sale: SaleArea
  company: CompanyFacts['company']
  /** Name of the line and number of the article, for sentences. */
  line: string
  sku: string
  /** Whether the article itself is marked for OSS. */
  articleUsesOss: boolean
  /** Rate the source states; decides under OSS, where the books take the buyer country's. */
  statedRate: DecimalText | null
  buyerName: string
}

export type LineAccount = { account: string; vatRate: DecimalText; /** Row takes the reverse-charge flag. */ construction: boolean; area: SaleArea['area'] }

/** Explains itself in the notes: "Varor 25 %, Sverige: konto 3001, moms 25 %". */
export function accountFor(question: AccountQuestion): Settled<LineAccount> {
  const { coding, sale, line } = question
  const service = coding.type !== 'goods'
  if (sale.northernIreland && coding.type === 'service') return held('northern-ireland-service', { line, buyer: question.buyerName })
  // On a construction sale goods, and codings without that account, are ordinary domestic rows.
  const construction = sale.area === 'construction' && service
  const area = sale.area === 'construction' && !construction ? 'domestic' : sale.area
  const zero = decimal(coding.vatRate).isZero()
  let account: string | null = null
  let vatRate: DecimalText = coding.vatRate
  switch (area) {
    case 'domestic':
      account = zero ? (coding.accounts.domesticExempt ?? coding.accounts.domestic) : coding.accounts.domestic
      break
    case 'construction':
      account = coding.accounts.construction
      vatRate = '0'
      break
    case 'euBusiness':
      account = coding.accounts.euBusiness
      vatRate = '0'
      break
    case 'euBusinessNoVat':
      account = coding.accounts.euWithVat
      break
    case 'euPrivate': {
      const oss = ossOf(question)
      if (!oss.ok) return oss
      account = oss.value === null ? coding.accounts.euWithVat : coding.accounts.oss
      vatRate = oss.value ?? coding.vatRate
      break
    }
    case 'export':
      account = sale.forceVat ? coding.accounts.domestic : coding.accounts.export
      vatRate = sale.forceVat ? coding.vatRate : '0'
      break
  }
  if (account === null || account === '') {
    return held('coding-without-area-account', { coding: coding.name, areaSv: areaName(area, 'sv'), areaEn: areaName(area, 'en'), line })
  }
  return settled({ account, vatRate, construction, area }, [explanation(coding, { ...sale, area }, account, vatRate, line)])
}

/** Under OSS the buyer country's rate; null = OSS does not apply and the domestic rate stays. */
function ossOf(question: AccountQuestion): Settled<DecimalText | null> {
  const { coding, sale, company } = question
  if (!company.usesOss) return settled(null)
  const names = { countrySv: countryName(sale.country, 'sv'), countryEn: countryName(sale.country, 'en') }
  if (!question.articleUsesOss) return coding.type === 'goods' ? held('oss-article-not-marked', { sku: question.sku, ...names }) : settled(null)
  const standard = decimal(coding.vatRate).equals(standardRates[company.country] ?? '25') ? standardRates[sale.country] : undefined
  const stated = question.statedRate
  // A stated domestic rate is what every line of the source says; only another rate tells something about the country.
  const rate = stated !== null && !decimal(stated).equals(coding.vatRate) ? stated : (standard ?? null)
  return rate === null ? held('oss-rate-unknown', { line: question.line, coding: coding.name, ...names }) : settled(rate)
}

function explanation(coding: Coding, sale: SaleArea, account: string, vatRate: DecimalText, line: string): Note {
  const where = (language: 'sv' | 'en') => {
    const country = countryName(sale.country, language)
    return sale.area === 'domestic' ? country : `${country} (${areaName(sale.area, language)})`
  }
  return {
    code: 'line-account',
    sv: `${line}: ${coding.name}, ${where('sv')}: konto ${account}, moms ${percent(vatRate)}.`,
    en: `${line}: ${coding.name}, ${where('en')}: account ${account}, VAT ${percent(vatRate)}.`,
  }
}
