// One API call from bearer to answer: token, company and user gates, rate limit, scopes, plan, route, journal.
import type { Company, Staff } from './company.ts'
import type { JournalEntry } from './journal.ts'
import { Refusal, refuse } from './refusal.ts'
import { Router } from './router.ts'
import { articleRoutes } from './routes-articles.ts'
import { companyRoutes } from './routes-company.ts'
import { customerRoutes } from './routes-customers.ts'
import { draftRoutes } from './routes-drafts.ts'
import { invoiceRoutes } from './routes-invoices.ts'
import { orderRoutes } from './routes-orders.ts'
import { referenceRoutes } from './routes-reference.ts'
import type { Answer, Route, World } from './world.ts'

const router = new Router([...customerRoutes, ...articleRoutes, ...orderRoutes, ...draftRoutes, ...invoiceRoutes, ...referenceRoutes, ...companyRoutes])

export type ApiRequest = { method: string; path: string; search: string; authorization: string | undefined; bodyText: string }
/** What faults change about a call. */
export type Circumstances = { lagMs: number; filtersRefused: boolean; fault: string | null; answered: boolean }
export type ApiAnswer = { status: number; body: unknown; pdf: string | null; headers: Readonly<Record<string, string>>; template: string }

/** Never throws: refusals become the vendor's error bodies, surprises 500/5000. Writes are noted in the journal. */
export function serveApi(world: World, request: ApiRequest, circumstances: Circumstances): ApiAnswer {
  const now = world.now()
  const found = router.find(request.method, request.path)
  const template = `/v2${found?.template ?? request.path}`
  const context: { client: string | null; company: string | null } = { client: null, company: null }
  let answer: ApiAnswer
  let note: Answer['note']
  let errorCode: number | undefined
  try {
    const granted = authenticate(world, request.authorization, now)
    context.client = granted.clientId
    context.company = granted.company.id
    if (!found) throw new Refusal(404, 3000, `No resource at ${request.path}.`)
    world.limit.spend(now, granted.clientId, granted.company.id, found.template, world.choices)
    if (!found.match) throw new Refusal(405, 2000, `The method ${request.method} is not allowed on ${template}.`)
    const { route, params } = found.match
    checkGates(world, granted.company, granted.user, granted.clientId, request.method)
    checkRoute(world, granted, route)
    const done = route.handle({
      world, company: granted.company, user: granted.user, clientId: granted.clientId, scopes: granted.scopes, params,
      query: new URLSearchParams(request.search), body: parseBody(request.bodyText), now,
      visibleBefore: circumstances.lagMs > 0 ? now - circumstances.lagMs : now, filtersRefused: circumstances.filtersRefused,
    })
    note = done.note
    answer = { status: done.status, body: done.body, pdf: done.pdf ?? null, headers: {}, template }
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, 5000, `Unexpected error in the twin: ${error instanceof Error ? error.stack ?? error.message : String(error)}`)
    errorCode = refusal.code
    answer = { status: refusal.status, body: refusal.body(), pdf: null, headers: refusal.headers, template }
  }
  world.journal.count(request.method, template, answer.status)
  if (note || request.method !== 'GET') {
    const entry: Omit<JournalEntry, 'n' | 'at'> = {
      ...context, method: request.method, path: `/v2${request.path}`, status: answer.status, answered: circumstances.answered,
      ...(errorCode === undefined ? {} : { errorCode }), ...(circumstances.fault === null ? {} : { fault: circumstances.fault }), ...note,
    }
    world.journal.add(now, entry)
  }
  return answer
}

function parseBody(text: string): unknown {
  if (text === '') return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return parsed
  } catch (error) {
    throw refuse(2000, `The request body is not valid JSON. ${error instanceof Error ? error.message : ''}`)
  }
}

type Granted = { clientId: string; company: Company; user: Staff; scopes: ReadonlySet<string> }

function authenticate(world: World, authorization: string | undefined, now: number): Granted {
  const token = authorization?.startsWith('Bearer ') ? authorization.slice(7) : ''
  const access = world.tokens.access(token, now)
  const company = access ? world.companies.get(access.companyId) : undefined
  const user = access && company ? company.staff.get(access.userId) : undefined
  if (!access || !company || !user) {
    throw new Refusal(401, 4005, 'Not authorized. The access token is missing, expired or invalid.', null, { 'WWW-Authenticate': 'Bearer error="invalid_token"' })
  }
  return { clientId: access.clientId, company, user, scopes: access.scopeSet }
}

/** What stops every call of a company or a user (facts 7, 35, 36, 78). */
function checkGates(world: World, company: Company, user: Staff, clientId: string, method: string): void {
  const client = world.tokens.clients.get(clientId)
  if (client?.sandbox && !company.sandbox) throw new Refusal(403, 4034, 'Not allowed with a sandbox client: the company is a production company.')
  if (company.settings.CompanyStatus === 0) throw new Refusal(403, 4004, 'The company is not active.')
  if (company.settings.CompanyStatus === 2 && method !== 'GET') throw new Refusal(403, 4004, 'The company is read-only.')
  if (!company.startUpGuideDone) throw new Refusal(403, 4003, 'The start-up guide has not been completed.')
  if (!user.hasLicence || !user.IsActive) throw new Refusal(403, 4011, 'The user does not have access to eAccounting for this company.')
  if (!user.licenceAccepted) throw new Refusal(403, 4012, 'The user has not accepted the licence agreement.')
  if (user.readOnly && method !== 'GET') throw new Refusal(403, 4019, 'The user has read-only access.')
  if (!company.hasModule('api_standard')) throw new Refusal(world.choices.moduleErrorStatus, 4002, 'No access to module: api_standard')
}

/** Variants: 1 Standard, 2 Invoicing, 3 Bookkeeping, 4 Solo, 5 Pro, 6 InvoicingCollaboration (facts 214, 215). */
const variants: Readonly<Record<NonNullable<Route['needs']>, readonly number[]>> = { orders: [1, 2, 5], labels: [1, 2, 5], costCenters: [1, 2, 3, 5] }

function checkRoute(world: World, { company, scopes, user }: Granted, route: Route): void {
  if (!scopes.has('ea:api') || !route.scopes.some(scope => scopes.has(scope))) {
    throw new Refusal(403, 4006, `The scope is missing. One of these is required: ${route.scopes.join(', ')}.`)
  }
  if (!user.salesPermission && route.scopes.every(scope => scope.startsWith('ea:sales'))) throw new Refusal(403, 4007, 'The user lacks permission for sales.')
  if (!route.needs) return
  if (!variants[route.needs].includes(company.settings.ProductVariant)) {
    throw new Refusal(world.choices.moduleErrorStatus, 4009, 'The requested functionality is not available in the product variant of the company.')
  }
  if (route.needs === 'orders' && !company.hasModule('sales_standard')) throw new Refusal(world.choices.moduleErrorStatus, 4002, 'No access to module: sales_standard')
}
