// Loads a whole seed into the world: companies, OAuth clients, refresh tokens.
import type { Company } from './company.ts'
import { loadDocuments } from './load-documents.ts'
import { loadCompany, wholeSeed } from './load-reference.ts'
import { eAccountingSeed } from './seed.ts'
import type { Grant } from './token-book.ts'
import type { World } from './world.ts'

/**
 * Adds the seed's companies, clients and tokens; one with the same identity is replaced.
 * @param seed unchecked; @throws zod's error when it does not fit, Error or Refusal when a reference leads nowhere
 */
export function loadSeed(world: World, seed: unknown): void {
  const filled = eAccountingSeed.parse(seed)
  const now = world.now()
  const companies = filled.companies.map(each => {
    const whole = wholeSeed(each)
    const company = loadCompany(whole, now)
    loadDocuments(company, whole, world.choices, now)
    return company
  })
  for (const company of companies) world.companies.set(company.id, company)
  for (const client of filled.oauthClients) world.tokens.clients.set(client.clientId, client)
  const firstClient = filled.oauthClients[0]?.clientId ?? ''
  for (const [token, each] of Object.entries(filled.refreshTokens)) {
    world.tokens.refresh.set(token, grantFor(world, { client: each.client ?? firstClient, company: each.company ?? companies[0]?.id, user: each.user, scopes: each.scopes }))
  }
}

/** A company by identifier or name; the first when nothing is named. Throws when there is none. */
export function companyNamed(world: World, wanted?: string): Company {
  const all = [...world.companies.values()]
  const found = wanted === undefined ? all[0] : all.find(each => each.id === wanted.toLowerCase() || each.settings.Name === wanted)
  if (!found) throw new Error(`The twin has no company ${wanted ?? ''}`)
  return found
}

/** A grant for a client, company and user by name. Throws when one of them is missing. */
export function grantFor(world: World, wanted: { client?: string; company?: string; user?: string; scopes: string[] }): Grant {
  const company = companyNamed(world, wanted.company)
  const clientId = wanted.client ?? [...world.tokens.clients.keys()][0] ?? ''
  if (!world.tokens.clients.has(clientId)) throw new Error(`The twin has no OAuth client ${clientId}`)
  const staff = company.staff.all()
  const user = wanted.user === undefined ? staff[0] : staff.find(each => each.Email === wanted.user)
  if (!user) throw new Error(`${company.settings.Name} has no user ${wanted.user ?? ''}`)
  return { clientId, companyId: company.id, userId: user.Id, scopes: wanted.scopes }
}
