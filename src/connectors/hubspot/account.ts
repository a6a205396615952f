// What an account says about itself: details, owners, tax rates and property definitions, each kept ten minutes.
import { Failure } from '../../core/failure.ts'
import type { Api } from './api.ts'
import { cached } from './cached.ts'
import type { Cached } from './cached.ts'
import { keptRecords } from './kept-records.ts'
import type { KeptRecords } from './kept-records.ts'
import { objectTypeIds } from './object-types.ts'
import { readPages } from './pages.ts'
import type { ObjectType } from './object-types.ts'
import { accountDetails, ownerList, propertyList, taxRateList } from './schemas.ts'
import type { AccountDetails, PropertyDefinition } from './schemas.ts'

const keepMs = 600_000

export type Owner = { id: string; name: string; email: string | null }
/** `rate` is a decimal as text, 25 = 25 %; null when HubSpot states none. */
export type TaxRate = { name: string; rate: string | null }

export type Account = {
  details: Cached<AccountDetails>
  /** Empty when the connection may not read owners: names are a convenience. */
  owners: Cached<Map<string, Owner>>
  /** Throws 'missing-scope' when the connection may not read them: a rate must never be guessed. */
  taxRates: Cached<Map<string, TaxRate>>
  /** Definitions by name. */
  properties: Record<ObjectType, Cached<Map<string, PropertyDefinition>>>
  /** What many sales share. */
  shared: KeptRecords
}

export function createAccount(api: Api): Account {
  const keep = <T>(read: () => Promise<T>) => cached(read, keepMs, () => api.now())
  return {
    shared: keptRecords(api),
    // GET /account-info/2026-09/details (fact 2.10)
    details: keep(() => api.call(accountDetails, { method: 'GET', template: '/account-info/{version}/details' })),
    owners: keep(() => readOwners(api)),
    taxRates: keep(() => readTaxRates(api)),
    properties: {
      deal: keep(() => readProperties(api, 'deal')), order: keep(() => readProperties(api, 'order')), company: keep(() => readProperties(api, 'company')),
      contact: keep(() => readProperties(api, 'contact')), line: keep(() => readProperties(api, 'line')), product: keep(() => readProperties(api, 'product')),
    },
  }
}

/** GET /crm/owners/2026-09, those who left included, since their deals remain (fact 10.2). Somebody who is on both lists is as the list of those who are there says. */
async function readOwners(api: Api): Promise<Map<string, Owner>> {
  try {
    const [left, present] = await Promise.all([readOwnersOf(api, true), readOwnersOf(api, false)])
    return new Map([...left, ...present])
  } catch (caught) {
    if (!(caught instanceof Failure) || caught.code !== 'missing-scope') throw caught
    return new Map()
  }
}

async function readOwnersOf(api: Api, archived: boolean): Promise<Map<string, Owner>> {
  const owners = new Map<string, Owner>()
  const template = '/crm/owners/{version}'
  await readPages(api, template, (after) => api.call(ownerList, { method: 'GET', template, query: { limit: 100, archived, after } }), ({ results }) => {
    const before = owners.size
    for (const { id, email, firstName, lastName } of results) {
      const name = [firstName, lastName].filter((part) => part != null && part !== '').join(' ')
      owners.set(id, { id, name: name === '' ? (email ?? '') : name, email: email ?? null })
    }
    return owners.size - before
  })
  return owners
}

/** GET /tax-rates/2026-09/tax-rates (fact 7.6): inactive rates too, since old lines keep them. */
async function readTaxRates(api: Api): Promise<Map<string, TaxRate>> {
  const { results } = await api.call(taxRateList, { method: 'GET', template: '/tax-rates/{version}/tax-rates' })
  return new Map(results.map(({ id, name, label, percentageRate }) => [id, { name: label ?? name ?? id, rate: percentageRate == null ? null : String(percentageRate) }]))
}

/** GET /crm/properties/2026-09/{type} (facts 9.1, 9.4). */
async function readProperties(api: Api, type: ObjectType): Promise<Map<string, PropertyDefinition>> {
  const { results } = await api.call(propertyList, { method: 'GET', template: `/crm/properties/{version}/${objectTypeIds[type]}` })
  return new Map(results.filter((definition) => definition.archived !== true).map((definition) => [definition.name, definition]))
}
