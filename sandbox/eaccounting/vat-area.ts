// Which account and VAT rate a row gets: f(coding, customer country and kind, VAT number, OSS, construction, export) (facts 194-202). Pure.
import { isEuMember, ossRate } from './countries.ts'
import type { Coding } from './entities-article.ts'

export type Area = 'domestic' | 'domesticExempt' | 'construction' | 'euVatExempt' | 'euThirdParty' | 'euSubjectToVat' | 'oss' | 'export'
export type Buyer = {
  country: string
  deliveryCountry: string | null
  isPrivate: boolean
  hasVatNumber: boolean
  deliveryBasedVat: boolean
  forceBookkeepVat: boolean
  northernIreland: boolean
  reverseConstruction: boolean
}
export type Seller = { country: string; usesOss: boolean; usesReverseConstruction: boolean }
export type Sale = { coding: Coding; codingPercent: number; articleUsesOss: boolean; euThirdParty: boolean; rowReverse: boolean }
/** account null: the coding has none for this area (4024). Percent, e.g. 25. */
export type Taxed = { area: Area; account: number | null; percent: number }

/** The country whose rules apply: the delivery country when the customer's VAT goes by delivery. */
export function vatCountry(buyer: Buyer): string {
  return buyer.deliveryBasedVat && buyer.deliveryCountry ? buyer.deliveryCountry : buyer.country
}

export function taxOf(seller: Seller, buyer: Buyer, sale: Sale): Taxed {
  const { coding, codingPercent } = sale
  const country = vatCountry(buyer)
  if (country === seller.country) {
    if (seller.usesReverseConstruction && buyer.reverseConstruction && sale.rowReverse) {
      return { area: 'construction', account: coding.DomesticSalesSubjectToReversedConstructionVatAccountNumber, percent: 0 }
    }
    return codingPercent === 0
      ? { area: 'domesticExempt', account: coding.DomesticSalesVatExemptAccountNumber ?? coding.DomesticSalesVatCodeExemptAccountNumber, percent: 0 }
      : { area: 'domestic', account: coding.DomesticSalesSubjectToVatAccountNumber, percent: codingPercent }
  }
  if (isEuMember(country) || (country === 'GB' && buyer.northernIreland)) {
    if (!buyer.isPrivate && buyer.hasVatNumber) {
      return sale.euThirdParty
        ? { area: 'euThirdParty', account: coding.ForeignSalesSubjectToThirdPartySalesAccountNumber, percent: 0 }
        : { area: 'euVatExempt', account: coding.ForeignSalesVatExemptWithinEuAccountNumber, percent: 0 }
    }
    if (buyer.isPrivate && seller.usesOss && sale.articleUsesOss) {
      return { area: 'oss', account: coding.ForeignSalesSubjectToMossAccountNumber, percent: ossRate(country, codingPercent) }
    }
    return { area: 'euSubjectToVat', account: coding.ForeignSalesSubjectToVatWithinEuAccountNumber, percent: codingPercent }
  }
  return buyer.forceBookkeepVat
    ? { area: 'domestic', account: coding.DomesticSalesSubjectToVatAccountNumber, percent: codingPercent }
    : { area: 'export', account: coding.ForeignSalesVatExemptOutsideEuAccountNumber, percent: 0 }
}
