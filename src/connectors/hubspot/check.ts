// Check: who the account is, and whether the connection may do what the flows need. One cheap call per permission (facts 2.10, 2.16).
import { z } from 'zod'
import { asFailure, failureSentence } from '../../core/failure.ts'
import type { Failure } from '../../core/failure.ts'
import type { AccountIdentity, Finding } from '../connector.ts'
import type { Account } from './account.ts'
import type { Api } from './api.ts'
import { objectTypeIds, sourceProperty, writeBackProperties } from './object-types.ts'
import type { ObjectType } from './object-types.ts'

/** The portal id is HubSpot's own stable identity; account details state no name. */
export async function identityOf(account: Account): Promise<AccountIdentity> {
  const { portalId, companyCurrency, timeZone, uiDomain } = await account.details.get()
  return {
    id: portalId, name: `HubSpot ${portalId}`, orgNumber: null, currency: companyCurrency ?? '', timeZone: timeZone ?? 'Europe/Stockholm',
    url: uiDomain == null ? null : `https://${uiDomain}/contacts/${portalId}`,
  }
}

type Probe = { code: string; severity: Finding['severity']; sv: string; en: string; run: () => Promise<unknown> }

/** Never throws: what fails is a finding with the reason. Without an answer about the account itself nothing else is asked. */
export async function checkConnection(api: Api, account: Account): Promise<Finding[]> {
  const first = await finding({ code: 'account', severity: 'stop', sv: 'HubSpot-kontot svarar', en: 'The HubSpot account answers', run: () => identityOf(account) })
  if (!first.ok) return [first]
  const list = (type: ObjectType) => () => api.call(z.unknown(), { method: 'GET', template: `/crm/objects/{version}/${objectTypeIds[type]}`, query: { limit: 1 } })
  const reads = (type: ObjectType, severity: Finding['severity'], sv: string, en: string): Probe => ({ code: `read-${type}`, severity, sv: `Läsa ${sv}`, en: `Read ${en}`, run: list(type) })
  const probes: Probe[] = [
    reads('deal', 'stop', 'affärer', 'deals'), reads('company', 'stop', 'företag', 'companies'), reads('contact', 'stop', 'kontakter', 'contacts'),
    reads('line', 'stop', 'orderrader', 'line items'), reads('product', 'warn', 'produkter', 'products'), reads('order', 'info', 'ordrar', 'orders'),
    { code: 'read-properties', severity: 'stop', sv: 'Läsa affärers egenskaper', en: 'Read properties of deals', run: () => account.properties.deal.get() },
    { code: 'read-owners', severity: 'warn', sv: 'Läsa ägare', en: 'Read owners', run: () => api.call(z.unknown(), { method: 'GET', template: '/crm/owners/{version}', query: { limit: 1 } }) },
    { code: 'read-tax-rates', severity: 'warn', sv: 'Läsa momssatser', en: 'Read tax rates', run: () => account.taxRates.get() },
    { code: 'write-deal', severity: 'warn', sv: 'Skriva status på affärer', en: 'Write status on deals', run: () => emptyWrite(api) },
  ]
  const findings = [first, ...(await Promise.all(probes.map((probe) => finding(probe))))]
  return [...findings, ...(await currencies(account)), ...(await ownProperties(account))]
}

/** An update of nothing is refused as empty when it is allowed, and for its scope when it is not. */
async function emptyWrite(api: Api): Promise<void> {
  try {
    await api.call(z.unknown(), { method: 'POST', template: `/crm/objects/{version}/${objectTypeIds.deal}/batch/update`, json: { inputs: [] }, writes: true })
  } catch (caught) {
    if (asFailure(caught).code !== 'vendor-refused') throw caught
  }
}

async function finding({ code, severity, sv, en, run }: Probe): Promise<Finding> {
  try {
    await run()
    return { code, ok: true, severity: 'info', sv: `${sv}: ja.`, en: `${en}: yes.` }
  } catch (caught) {
    const failure: Failure = asFailure(caught)
    return { code, ok: false, severity, sv: `${sv}: ${failureSentence(failure, 'sv')}`, en: `${en}: ${failureSentence(failure, 'en')}` }
  }
}

async function currencies(account: Account): Promise<Finding[]> {
  const { companyCurrency, additionalCurrencies } = await account.details.get()
  const all = [companyCurrency ?? '?', ...(additionalCurrencies ?? [])].join(', ')
  return [{ code: 'currencies', ok: companyCurrency != null, severity: companyCurrency == null ? 'warn' : 'info', sv: `Valutor i HubSpot: ${all}.`, en: `Currencies in HubSpot: ${all}.` }]
}

async function ownProperties(account: Account): Promise<Finding[]> {
  const present = await account.properties.deal.get().catch(() => null)
  if (present === null) return []
  const missing = Object.values(writeBackProperties).filter((name) => !present.has(name))
  const named = missing.join(', ')
  const found: Finding[] = [missing.length === 0
    ? { code: 'write-back-properties', ok: true, severity: 'info', sv: 'Kontobros egenskaper finns på affärerna.', en: "Kontobro's properties exist on deals." }
    : { code: 'write-back-properties', ok: false, severity: 'info', sv: `Skapas när ett flöde skriver tillbaka status: ${named}.`, en: `Made when a flow writes status back: ${named}.` }]
  if (present.has(sourceProperty)) found.push({ code: 'source-property', ok: true, severity: 'info', sv: `${sourceProperty} finns och läses.`, en: `${sourceProperty} exists and is read.` })
  return found
}
