// The sample's CRM account as a seed for the HubSpot twin.
import type { HubSpotSeed } from '../hubspot/seed.ts'
import { sampleAccess, sampleCompany } from './access.ts'
import { associationLabels, dealPipelines, ownProperties, statusProperties, taxRates } from './crm-definitions.ts'
import { dealRecord } from './deal-plan.ts'
import type { DealPlan } from './deal-plan.ts'
import { foreignCompanies } from './foreign-companies.ts'
import { oddDealId, planOf } from './odd-case.ts'
import { oddCases } from './oddities.ts'
import { ordinaryDeals } from './ordinary-deals.ts'
import { untouchedDeals } from './other-deals.ts'
import { companyRecord, contactRecord } from './parties.ts'
import { companyContacts, owners, privatePersons } from './people.ts'
import { crmProducts } from './products.ts'
import { swedishCompanies } from './swedish-companies.ts'

export type CrmSeedOptions = {
  /** True: Kontobro has run here before. The kontobro_* properties exist, and the cloned deal carries those of its original. */
  ranBefore?: boolean
}

const cloneId = oddDealId(129)
const copiedStatus = { kontobro_status: 'created', kontobro_message: 'Order 5999 skapad.', kontobro_document_number: '5999', kontobro_document_url: 'https://eaccounting.vismaonline.com/order/5999' }

/** Every deal of the sample, planned: ordinary, odd, and those no run may touch. */
export function samplePlans(): DealPlan[] {
  return [...ordinaryDeals, ...oddCases.map(planOf), ...untouchedDeals.map(({ plan }) => plan)]
}

/** The whole CRM account of Nordisk Kontorsmiljö AB. Dates are counted from `now`; the same `now` gives the same seed. */
export function sampleCrmSeed(now: Date, options: CrmSeedOptions = {}): HubSpotSeed {
  const ranBefore = options.ranBefore ?? false
  const withCopies = (plan: DealPlan): DealPlan => (ranBefore && plan.id === cloneId ? { ...plan, extra: { ...plan.extra, ...copiedStatus } } : plan)
  return {
    account: { portalId: sampleCompany.portalId, companyCurrency: 'SEK', additionalCurrencies: ['EUR', 'NOK', 'USD'], timeZone: 'Europe/Stockholm', dailyLimit: 625_000 },
    serviceKeys: { [sampleAccess.hubSpotToken]: ['*'] },
    oauthApps: [{ clientId: sampleAccess.hubSpotAppId, clientSecret: sampleAccess.hubSpotAppSecret, scopes: ['*'], redirectUris: ['http://127.0.0.1:4400/oauth/callback', 'http://localhost:4400/oauth/callback'] }],
    owners, taxRates, associationLabels,
    pipelines: { deals: dealPipelines },
    properties: ranBefore ? { ...ownProperties, deals: [...(ownProperties.deals ?? []), ...statusProperties] } : ownProperties,
    products: crmProducts(now),
    companies: [...swedishCompanies, ...foreignCompanies, ...oddCases.flatMap((odd) => odd.companies ?? [])].map((plan) => companyRecord(plan, now)),
    contacts: [...companyContacts, ...privatePersons, ...oddCases.flatMap((odd) => odd.contacts ?? [])].map((plan) => contactRecord(plan, now)),
    deals: samplePlans().map((plan) => dealRecord(withCopies(plan), now)),
  }
}
