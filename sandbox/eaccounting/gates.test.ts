// Facts about what stops a call: token, company state, user, scope, plan, module, and the rate limit.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyCompanySeed } from './bulk.ts'
import { Books, openBooks } from './test-books.ts'

let books: Books
beforeAll(async () => { books = await openBooks() })
afterAll(() => books.twin.close())

const seen = async (path: string, by = books): Promise<unknown[]> => {
  const { status, body } = await by.get(path)
  return status === 200 ? [200] : [status, body.ErrorCode]
}
const withScopes = (...scopes: string[]): Books => new Books(books.twin, { scopes })

test('a missing or wrong bearer answers 401', async () => {
  const response = await fetch(`${books.twin.url}/v2/customers`)
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"'])
})

test('every operation names the scopes that open it', async () => {
  expect(await seen('/v2/customers', withScopes('ea:api', 'ea:sales_readonly'))).toEqual([200])
  expect((await withScopes('ea:api', 'ea:sales_readonly').post('/v2/customers', {})).body.ErrorCode).toBe(4006)
  expect(await seen('/v2/vatcodes', withScopes('ea:api', 'ea:sales'))).toEqual([403, 4006])
  expect(await seen('/v2/vatcodes', withScopes('ea:api', 'ea:accounting_readonly'))).toEqual([200])
  expect(await seen('/v2/bankaccounts', withScopes('ea:api', 'ea:sales'))).toEqual([403, 4006])
  expect(await seen('/v2/customers', withScopes('ea:sales'))).toEqual([403, 4006])
})

test('orders need their module and a plan that holds them; drafts do not', async () => {
  const { settings } = books.twin.state.company()
  settings.ActivatedModules = ['api_standard']
  expect(await seen('/v2/orders')).toEqual([403, 4002])
  books.twin.choices.moduleErrorStatus = 400
  expect(await seen('/v2/orders')).toEqual([400, 4002])
  books.twin.choices.moduleErrorStatus = 403
  settings.ActivatedModules = ['api_standard', 'sales_standard']
  settings.ProductVariant = 4
  expect(await seen('/v2/orders')).toEqual([403, 4009])
  expect(await seen('/v2/customerlabels')).toEqual([403, 4009])
  expect(await seen('/v2/costcenters')).toEqual([403, 4009])
  expect(await seen('/v2/customerinvoicedrafts')).toEqual([200])
  settings.ProductVariant = 1
})

test('company and user states stop every call', async () => {
  const company = books.twin.state.company()
  const user = company.staff.all()[0]
  if (!user) throw new Error('no user')
  company.settings.ActivatedModules = []
  expect(await seen('/v2/customers')).toEqual([403, 4002])
  company.settings.ActivatedModules = ['api_standard', 'sales_standard']
  company.startUpGuideDone = false
  expect(await seen('/v2/customers')).toEqual([403, 4003])
  company.startUpGuideDone = true
  company.settings.CompanyStatus = 0
  expect(await seen('/v2/customers')).toEqual([403, 4004])
  company.settings.CompanyStatus = 1
  company.staff.put({ ...user, hasLicence: false }, 0)
  expect(await seen('/v2/customers')).toEqual([403, 4011])
  company.staff.put({ ...user, licenceAccepted: false }, 0)
  expect(await seen('/v2/customers')).toEqual([403, 4012])
  company.staff.put({ ...user, readOnly: true }, 0)
  expect(await seen('/v2/customers')).toEqual([200])
  expect((await books.post('/v2/customers', {})).body.ErrorCode).toBe(4019)
  company.staff.put({ ...user, salesPermission: false }, 0)
  expect(await seen('/v2/customers')).toEqual([403, 4007])
  expect(await seen('/v2/vatcodes')).toEqual([200])
  company.staff.put(user, 0)
})

test('a sandbox client cannot reach a production company', async () => {
  books.twin.load({ companies: [{ ...emptyCompanySeed({ name: 'Skarp AB' }), sandbox: false }] })
  expect(await seen('/v2/customers', new Books(books.twin, { company: 'Skarp AB' }))).toEqual([403, 4034])
})

test('a bearer leads to its own company', async () => {
  books.twin.load({ companies: [emptyCompanySeed({ name: 'Granne AB' })] })
  const neighbour = new Books(books.twin, { company: 'Granne AB' })
  await books.customer()
  expect((await neighbour.get('/v2/companysettings')).body.Name).toBe('Granne AB')
  expect((await neighbour.get('/v2/customers')).list).toHaveLength(0)
})

test('unknown paths answer 404, wrong methods 405, ids that are no GUID 400, broken JSON 400', async () => {
  expect(await seen('/v2/nonsense')).toEqual([404, 3000])
  expect((await books.remove('/v2/customerinvoices')).status).toBe(405)
  expect(await seen('/v2/orders/17')).toEqual([400, 2000])
  expect(await seen('/v2/orders/8f14e45f-ceea-467f-a8d1-0a1b2c3d4e5f')).toEqual([404, 3000])
  books.twin.choices.notFoundStatus = 400
  expect(await seen('/v2/orders/8f14e45f-ceea-467f-a8d1-0a1b2c3d4e5f')).toEqual([400, 3000])
  books.twin.choices.notFoundStatus = 404
  const token = books.twin.issueToken()
  const response = await fetch(`${books.twin.url}/v2/orders`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{"CustomerId":' })
  expect([response.status, ((await response.json()) as { ErrorCode: number }).ErrorCode]).toEqual([400, 2000])
})

test('the current user is marked among the users', async () => {
  expect((await books.get('/v2/users')).list).toMatchObject([{ Email: 'anna.berg@exempel.se', IsCurrentUser: true }])
  expect((await books.get('/v2/users')).list[0]).not.toHaveProperty('readOnly')
})

test('600 calls a minute per client and path; the 601st answers 429 with the documented text', async () => {
  let clock = 0
  const limited = await openBooks({ limits: 'vendor', now: () => clock, seed: { companies: [emptyCompanySeed({ name: 'A' }), emptyCompanySeed({ name: 'B' })] } })
  const other = new Books(limited.twin, { company: 'B' })
  for (let at = 0; at < 600; at += 50) await Promise.all(Array.from({ length: 50 }, () => limited.get('/v2/units?$pagesize=1')))
  clock = 12_500
  const refused = await limited.get('/v2/units')
  expect([refused.status, refused.body.ErrorCode, refused.headers.get('retry-after')]).toEqual([429, 4010, '48'])
  expect(refused.body.DeveloperErrorMessage).toBe('API calls quota exceeded! maximum admitted 600 per Minute. Try again in 48 seconds.')
  expect((await limited.get('/v2/currencies')).status).toBe(200)
  expect((await other.get('/v2/units')).status).toBe(429)
  limited.twin.choices.retryAfterHeader = false
  expect((await limited.get('/v2/units')).headers.get('retry-after')).toBeNull()
  limited.twin.choices.limitPer = 'clientAndCompany'
  expect((await other.get('/v2/units')).status).toBe(200)
  limited.twin.choices.limitPer = 'client'
  clock = 60_000
  expect((await limited.get('/v2/units')).status).toBe(200)
  await limited.twin.close()
})

test('with a time scale of 60 the limit\'s minute is one second', async () => {
  let clock = 0
  const fast = await openBooks({ limits: 'vendor', timeScale: 60, now: () => clock })
  for (let at = 0; at < 600; at += 50) await Promise.all(Array.from({ length: 50 }, () => fast.get('/v2/units?$pagesize=1')))
  expect((await fast.get('/v2/units')).body.DeveloperErrorMessage).toContain('Try again in 1 seconds.')
  clock = 1000
  expect((await fast.get('/v2/units')).status).toBe(200)
  await fast.twin.close()
})
