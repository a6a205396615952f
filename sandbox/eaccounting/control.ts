// Control endpoints under /__twin/: faults, journal, counts, seed, export, choices, documents. Not limited, not counted.
import { z } from 'zod'
import { businessDate } from './calendar.ts'
import { makeChoices } from './choices.ts'
import { documentsOf } from './documents.ts'
import { exportSeed } from './export-seed.ts'
import { faultSchema } from './faults.ts'
import { companyNamed, grantFor, loadSeed } from './load-seed.ts'
import { companySettingsSeed, userSeed } from './seed-reference.ts'
import type { World } from './world.ts'

export type ControlAnswer = { status: number; body: unknown }

const passwordBody = z.strictObject({ email: z.string() })
const tokenBody = z.strictObject({ client: z.string().optional(), company: z.string().optional(), user: z.string().optional(), scopes: z.array(z.string()).optional() })
const companyBody = z.strictObject({
  company: z.string().optional(),
  settings: companySettingsSeed.omit({ CompanyIdentifier: true, terms: true }).partial().optional(),
  startUpGuideDone: z.boolean().optional(),
  /** Years (2025) whose fiscal year is locked; the others are unlocked. */
  lockedYears: z.array(z.number().int()).optional(),
  user: userSeed.partial().extend({ Email: z.string() }).optional(),
})
export const everyScope: readonly string[] = ['ea:api', 'offline_access', 'ea:sales', 'ea:accounting', 'ea:purchase']

/** Answers 400 with a sentence when the body does not fit; 404 for an unknown path. */
export function control(world: World, method: string, path: string, query: URLSearchParams, bodyText: string): ControlAnswer {
  try {
    return answer(world, `${method} ${path}`, query, bodyText === '' ? {} : JSON.parse(bodyText))
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}

function answer(world: World, call: string, query: URLSearchParams, body: unknown): ControlAnswer {
  switch (call) {
    case 'GET /__twin/health':
      return ok({ twin: 'eaccounting', companies: [...world.companies.values()].map(each => ({ id: each.id, name: each.settings.Name })) })
    case 'POST /__twin/faults': {
      const faults = z.union([faultSchema, z.array(faultSchema)]).parse(body)
      return ok({ ids: [faults].flat().map(fault => world.faults.add(fault)) })
    }
    case 'GET /__twin/faults':
      return ok(world.faults.list())
    case 'DELETE /__twin/faults': {
      const id = query.get('id')
      if (id === null) world.faults.clear()
      else world.faults.remove(Number(id))
      return ok({})
    }
    case 'GET /__twin/journal':
      return ok(journalEntries(world, query))
    case 'DELETE /__twin/journal':
      world.journal.clear()
      return ok({})
    case 'GET /__twin/counts':
      return ok({ calls: Object.fromEntries(world.journal.calls), answers: Object.fromEntries(world.journal.answers) })
    case 'POST /__twin/seed':
      if (query.get('add') !== 'true') {
        world.companies.clear()
        world.tokens.clients.clear()
        world.tokens.refresh.clear()
        world.journal.clear()
      }
      loadSeed(world, body)
      return ok({ companies: [...world.companies.keys()] })
    case 'GET /__twin/export':
      return ok(exportSeed(world))
    case 'POST /__twin/choices':
      world.choices = makeChoices({ ...world.choices, ...z.record(z.string(), z.unknown()).parse(body) })
      return ok(world.choices)
    case 'GET /__twin/choices':
      return ok(world.choices)
    case 'GET /__twin/documents': {
      const wanted = query.get('company')
      const companies = wanted === null ? [...world.companies.values()] : [companyNamed(world, wanted)]
      const today = businessDate(world.now())
      return ok(companies.flatMap(company => documentsOf(company, today)))
    }
    case 'POST /__twin/password': {
      const { email } = passwordBody.parse(body)
      const ids = new Set([...world.companies.values()].flatMap(company => company.staff.all().filter(user => user.Email === email).map(user => user.Id)))
      return ok({ killed: [...ids].reduce((sum, id) => sum + world.tokens.killTokensOf(id), 0) })
    }
    case 'POST /__twin/expire':
      world.tokens.expireAccess()
      return ok({})
    case 'POST /__twin/token': {
      const wanted = tokenBody.parse(body)
      const { token, expiresIn } = world.tokens.issueAccess(grantFor(world, { ...wanted, scopes: wanted.scopes ?? [...everyScope] }), world.now())
      return ok({ access_token: token, expires_in: expiresIn })
    }
    case 'POST /__twin/company':
      return changeCompany(world, companyBody.parse(body))
    default:
      return { status: 404, body: { error: `No control endpoint ${call}` } }
  }
}

function ok(body: unknown): ControlAnswer {
  return { status: 200, body }
}

function journalEntries(world: World, query: URLSearchParams): unknown {
  const since = Number(query.get('since') ?? 0)
  const kind = query.get('kind')
  const company = query.get('company')
  return world.journal.entries.slice(since).filter(entry => (kind === null || entry.kind === kind) && (company === null || entry.company === company.toLowerCase()))
}

/** What a person does in the web client: settings, locks, rights. */
function changeCompany(world: World, change: z.output<typeof companyBody>): ControlAnswer {
  const company = companyNamed(world, change.company)
  Object.assign(company.settings, change.settings)
  if (change.startUpGuideDone !== undefined) company.startUpGuideDone = change.startUpGuideDone
  if (change.lockedYears) {
    for (const year of company.fiscalYears.all()) {
      company.fiscalYears.put({ ...year, IsLockedForAccounting: change.lockedYears.includes(Number(year.StartDate?.slice(0, 4))) }, world.now())
    }
  }
  if (change.user) {
    const user = company.staff.find('Email', change.user.Email)
    if (!user) throw new Error(`${company.settings.Name} has no user ${change.user.Email}`)
    company.staff.put({ ...user, ...change.user, Id: user.Id }, world.now())
  }
  return ok({ company: company.id })
}
