// A small account and a plain client, for the twin's own tests.
import type { HubSpotSeed } from './seed.ts'
import { startHubSpotTwin } from './twin.ts'
import type { HubSpotTwin, HubSpotTwinOptions } from './twin.ts'

export const allScopesKey = 'pat-eu1-all'
export const readOnlyKey = 'pat-eu1-read'

/** One deal with two lines, a company, a contact and a product. */
export function smallSeed(): HubSpotSeed {
  return {
    account: { portalId: 4711, additionalCurrencies: ['EUR'] },
    serviceKeys: { [allScopesKey]: ['*'], [readOnlyKey]: ['crm.objects.deals.read'] },
    oauthApps: [{ clientId: 'app-1', clientSecret: 'secret-1', redirectUris: ['https://localhost/callback'], scopes: ['oauth', 'crm.objects.deals.read'], appId: 99, refreshTokens: ['eu1-refresh'] }],
    owners: [{ id: '501', email: 'anna@saljare.example', firstName: 'Anna', lastName: 'Berg', userId: 9501 }],
    properties: {
      deals: [{ name: 'kontobro_source', hasUniqueValue: true }, { name: 'paid', type: 'enumeration', options: [{ value: 'ja', label: 'Ja' }, { value: 'nej', label: 'Nej' }] }],
      companies: [{ name: 'orgno' }, { name: 'tags', type: 'enumeration', fieldType: 'checkbox', options: [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }] }, { name: 'founded', type: 'date' }],
    },
    taxRates: [{ id: '25', name: 'Moms 25 %', percentageRate: 25 }, { id: '12', name: 'Moms 12 %', percentageRate: 12, active: false }],
    products: [{ id: '7001', properties: { name: 'Stol', hs_sku: 'STOL-1', price: '1000.00', description: 'Ek' } }],
    companies: [{ id: '2001', properties: { name: 'Ekman Möbler AB', domain: 'ekman.example', orgno: '556000-0001' } }, { id: '2002', properties: { name: 'Andra AB' } }],
    contacts: [{ id: '1001', properties: { email: 'Eva@Ekman.example', firstname: 'Eva' }, associations: [{ to: 'companies', id: '2001', primary: true, label: 'billing' }] }],
    deals: [{
      id: '3001', createdAt: '2026-09-01T08:00:00.000Z', properties: { dealname: 'Stolar till Ekman', amount: '2800.00', dealstage: 'closedwon' },
      stageHistory: [{ value: 'appointmentscheduled', timestamp: '2026-09-01T08:00:00.000Z' }, { value: 'closedwon', timestamp: '2026-09-05T10:00:00.000Z' }],
      associations: [{ to: 'companies', id: '2001', primary: true }, { to: 'contacts', id: '1001' }],
      lineItems: [
        { id: '8001', properties: { name: 'Stol', hs_sku: 'STOL-1', quantity: '2', price: '1000.00', hs_discount_percentage: '10' } },
        { id: '8002', properties: { name: 'Frakt', quantity: '1', price: '1000.00' } },
      ],
    }],
    orders: [{ id: '9001', properties: { hs_order_name: 'Order 1', hs_currency_code: 'SEK' } }],
  }
}

/** JSON as it came, with a way to walk into it. */
export type Json = { [key: string]: Json } & Json[] & string

export type Answer = { status: number; headers: Headers; json: Json; text: string }

export type Calls = (method: string, path: string, body?: unknown, token?: string) => Promise<Answer>

/** Calls the twin with a service key of all scopes unless another token is given. Empty bodies give {}. */
export function callsTo(twin: HubSpotTwin): Calls {
  return async (method, path, body, token = allScopesKey) => {
    const headers: Record<string, string> = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
    const response = await fetch(twin.url + path, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return { status: response.status, headers: response.headers, json: JSON.parse(isJson && text !== '' ? text : '{}') as Json, text }
  }
}

/** Starts the small account. Limits are off unless asked for. */
export async function startSmall(options: HubSpotTwinOptions = {}): Promise<{ twin: HubSpotTwin; call: Calls }> {
  const twin = await startHubSpotTwin({ seed: smallSeed(), limits: 'off', ...options })
  return { twin, call: callsTo(twin) }
}
