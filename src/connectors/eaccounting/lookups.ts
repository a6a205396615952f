// Lookups: company settings and every small list, read together; parts that a plan or scope does not give are empty, with a note.
import type { Company, Lookups } from '../../core/books.ts'
import { Failure } from '../../core/failure.ts'
import type { FailureData } from '../../core/failure.ts'
import { companyClaim } from './auth.ts'
import type { Caller } from './caller.ts'
import { readAllPages } from './list-pages.ts'
import { readCoding, readCompany, readCostCentre, readCountry, readDeliveryMethod, readFiscalYear, readLabel, readProject, readTerms, readUnit } from './lookups-wire.ts'
import { unreadable } from './outcome.ts'
import { wireCompany } from './schemas-reference.ts'
import type { WireCompany } from './schemas-reference.ts'

/** `notes`: which list was refused, and why. */
export type LookupsRead = { lookups: Lookups; settings: WireCompany; notes: { list: string; failure: FailureData }[] }

/** Refusals of one list that must not stop the others: plan, module, scope, rights (facts 20, 215, 216). */
const partial = new Set(['books-plan-lacks-feature', 'books-module-missing', 'missing-scope', 'access-denied', 'books-user-not-permitted', 'record-gone', 'vendor-refused'])

export async function readSettings(caller: Caller): Promise<{ settings: WireCompany; company: Company }> {
  const read = wireCompany.safeParse(await caller.read('/v2/companysettings'))
  if (!read.success) throw unreadable(caller.connection, 'companysettings', read.error.message)
  return { settings: read.data, company: readCompany(read.data, await identityOf(read.data, caller)) }
}

/** CompanyIdentifier (fact 189); in its absence the organisation number, then the token's claim. */
async function identityOf(settings: WireCompany, caller: Caller): Promise<string> {
  const id = settings.CompanyIdentifier ?? settings.CorporateIdentityNumber ?? companyClaim(await caller.accessToken())
  if (id === null) throw unreadable(caller.connection, 'companysettings', 'no company identity')
  return id.toLowerCase()
}

export async function readLookups(caller: Caller, now: () => number): Promise<LookupsRead> {
  const notes: LookupsRead['notes'] = []
  const { settings, company } = await readSettings(caller)

  async function list<T>(name: string, read: (raw: unknown) => T[]): Promise<T[]> {
    try {
      const found: T[] = []
      for await (const page of readAllPages(caller, { template: `/v2/${name}` })) found.push(...page.items.flatMap(read))
      return found
    } catch (caught) {
      if (!(caught instanceof Failure) || !partial.has(caught.code)) throw caught
      notes.push({ list: name, failure: caught.toData() })
      return []
    }
  }

  const [terms, units, codings, deliveryMethods, costCentres, projects, labels, fiscalYears, countries] = await Promise.all([
    list('termsofpayments', readTerms),
    list('units', readUnit),
    list('articleaccountcodings', readCoding),
    list('deliverymethods', readDeliveryMethod),
    list('costcenters', readCostCentre),
    list('projects', readProject),
    list('customerlabels', readLabel),
    list('fiscalyears', readFiscalYear(company.timeZone)),
    list('countries', readCountry),
  ])
  return {
    settings, notes,
    lookups: { company, terms, units, codings, deliveryMethods, costCentres, projects, labels, fiscalYears, countries, readAt: new Date(now()).toISOString() },
  }
}
