// The part of the settings that the planner decides by, in the planner's own words.
import type { ResolvedSettings } from './resolved-settings.ts'

/** Plain data for planning. `learnt`: what a draft has shown about prices to private persons; null = not learnt yet. */
export function plannerSettings(settings: ResolvedSettings, learnt: { privatePricesIncludeVat: boolean | null }) {
  const { customers, tax } = settings
  return {
    match: customers.match,
    emailIgnore: customers.emailIgnore,
    update: customers.update,
    customerNumber: customers.number,
    addressDiffers: customers.addressDiffers,
    placeholder: customers.placeholder,
    customersByCountry: customers.byCountry,
    missingProducts: settings.missingProducts,
    lineWithoutSku: settings.lineWithoutSku,
    fallbackArticle: settings.fallbackArticle,
    newArticle: { unit: settings.newArticle.unit?.id ?? null, coding: names(settings.newArticle.coding) },
    taxRules: tax.countries.map((rule) => ({
      coding: rule.coding.id,
      ...(rule.country === null ? {} : { country: rule.country }),
      ...(rule.area === null ? {} : { area: rule.area }),
      ...(rule.buyer === null ? {} : { buyer: rule.buyer }),
      ...(rule.group === null ? {} : { group: rule.group }),
    })),
    existingArticle: tax.existingArticle,
    shippingArticle: settings.shipping.article,
    orderDiscount: settings.discounts.order,
    defaultTerms: settings.terms.default?.name ?? null,
    markField: settings.markField,
    closedPeriod: settings.closedPeriod,
    amountCheck: settings.amountCheck,
    onChange: settings.onChange,
    privatePricesIncludeVat: settings.privatePricesIncludeVat === 'ask' ? learnt.privatePricesIncludeVat : settings.privatePricesIncludeVat,
    language: settings.language,
  }
}

function names(byRate: Record<string, { name: string }>): Record<string, string> {
  return Object.fromEntries(Object.entries(byRate).map(([rate, coding]) => [rate, coding.name]))
}
