// The identity host: /connect/authorize, /connect/token, /connect/revocation (facts 17-35).
import { createHash } from 'node:crypto'
import type { Company, Staff } from './company.ts'
import type { Grant, OauthClient } from './token-book.ts'
import type { World } from './world.ts'

/** location: a redirect. */
export type OauthAnswer = { status: number; html?: string; json?: unknown; location?: string }
const knownScopes = new Set([
  'ea:api', 'offline_access', 'openid', 'profile', 'email', 'ea:sales', 'ea:sales_readonly', 'ea:accounting', 'ea:accounting_readonly', 'ea:purchase', 'ea:purchase_readonly', 'vls:api',
])

/**
 * Approves at once where the vendor would show nothing; with prompt=select_account it shows the company picker (facts 23, 24).
 * `twin_company` (identifier or name) and `twin_user` (e-mail) choose without a page; `twin_deny=1` refuses.
 */
export function authorize(world: World, query: URLSearchParams): OauthAnswer {
  const client = world.tokens.clients.get(query.get('client_id') ?? '')
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!client) return { status: 400, html: page('Okänd klient', '<p>unauthorized_client</p>') }
  if (!client.redirectUris.includes(redirectUri)) return { status: 400, html: page('Ogiltig redirect_uri', '<p>invalid_request: redirect_uri is not registered</p>') }
  const back = (values: Record<string, string>): OauthAnswer => {
    const target = new URL(redirectUri)
    for (const [name, value] of Object.entries(values)) target.searchParams.set(name, value)
    const state = query.get('state')
    if (state !== null) target.searchParams.set('state', state)
    return { status: 302, location: target.href }
  }
  if (query.get('twin_deny') === '1') return back({ error: 'access_denied' })
  if (query.get('response_type') !== 'code') return back({ error: 'unsupported_response_type' })
  const scopes = (query.get('scope') ?? '').split(/[\s+]+/).filter(scope => scope !== '')
  if (scopes.length === 0 || scopes.some(scope => !knownScopes.has(scope))) return back({ error: 'invalid_scope' })
  const challenge = query.get('code_challenge')
  if (challenge !== null && (!world.choices.pkceAccepted || query.get('code_challenge_method') !== 'S256')) return back({ error: 'invalid_request' })
  const wantedUser = query.get('twin_user')
  const open = [...world.companies.values()].flatMap((company): { company: Company; user: Staff }[] => {
    const user = company.staff.all().find(each => (wantedUser === null ? each.IsActive : each.Email === wantedUser))
    return user ? [{ company, user }] : []
  })
  const wanted = query.get('twin_company')
  const picks = (query.get('prompt') ?? '').includes('select_account')
  const chosen = wanted === null ? (picks ? undefined : open[0]) : open.find(({ company }) => company.id === wanted.toLowerCase() || company.settings.Name === wanted)
  if (!chosen) return { status: 200, html: picker(query, open.map(each => each.company)) }
  const grant: Grant = { clientId: client.clientId, companyId: chosen.company.id, userId: chosen.user.Id, scopes }
  return back({ code: world.tokens.issueCode(grant, redirectUri, challenge, world.now()) })
}

/** @param form x-www-form-urlencoded body; credentials as Basic or in the body (fact 26) */
export function token(world: World, authorization: string | undefined, form: URLSearchParams): OauthAnswer {
  const client = clientOf(world, authorization, form)
  if (!client) return oauthError('invalid_client')
  const now = world.now()
  switch (form.get('grant_type')) {
    case 'authorization_code': {
      const code = world.tokens.spendCode(form.get('code') ?? '', now)
      if (!code || code.clientId !== client.clientId || code.redirectUri !== form.get('redirect_uri')) return oauthError('invalid_grant')
      if (code.challenge !== null && createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url') !== code.challenge) return oauthError('invalid_grant')
      const grant: Grant = { clientId: code.clientId, companyId: code.companyId, userId: code.userId, scopes: code.scopes }
      return tokens(world, grant, grant.scopes.includes('offline_access') ? world.tokens.issueRefresh(grant) : null, now)
    }
    case 'refresh_token': {
      const old = form.get('refresh_token') ?? ''
      const grant = world.tokens.refresh.get(old)
      if (!grant || grant.clientId !== client.clientId) return oauthError('invalid_grant')
      return tokens(world, grant, world.tokens.renew(old, grant, world.choices), now)
    }
    default:
      return oauthError('unsupported_grant_type')
  }
}

/** 200 with an empty body, also for unknown tokens (fact 33). */
export function revocation(world: World, authorization: string | undefined, form: URLSearchParams): OauthAnswer {
  if (!clientOf(world, authorization, form)) return oauthError('invalid_client')
  world.tokens.revoke(form.get('token') ?? '')
  return { status: 200 }
}

function tokens(world: World, grant: Grant, refreshToken: string | null, now: number): OauthAnswer {
  const { token: accessToken, expiresIn } = world.tokens.issueAccess(grant, now)
  return {
    status: 200,
    json: { access_token: accessToken, expires_in: expiresIn, token_type: 'Bearer', ...(refreshToken === null ? {} : { refresh_token: refreshToken }), scope: grant.scopes.join(' ') },
  }
}

function oauthError(error: string): OauthAnswer {
  return { status: 400, json: { error } }
}

function clientOf(world: World, authorization: string | undefined, form: URLSearchParams): OauthClient | null {
  let [id, secret] = [form.get('client_id') ?? '', form.get('client_secret') ?? '']
  if (authorization?.startsWith('Basic ')) {
    const [user = '', ...rest] = Buffer.from(authorization.slice(6), 'base64').toString('utf8').split(':')
    id = unescaped(user)
    secret = unescaped(rest.join(':'))
  }
  const client = world.tokens.clients.get(id)
  return client && client.clientSecret === secret ? client : null
}

/** Basic credentials may be form-encoded first (RFC 6749, 2.3.1). */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function picker(query: URLSearchParams, companies: readonly Company[]): string {
  const links = companies.map(company => {
    const next = new URLSearchParams(query)
    next.set('twin_company', company.id)
    return `<li><a href="/connect/authorize?${escaped(next.toString())}">${escaped(company.settings.Name)} ${company.sandbox ? 'sandbox' : ''} (${escaped(company.settings.CorporateIdentityNumber)})</a></li>`
  })
  return page('Välj företag', `<ul>${links.join('')}</ul>`)
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="sv"><meta charset="utf-8"><title>${title}</title><body><h1>${title}</h1><p>Visma eAccounting, lokal tvilling</p>${body}</body></html>`
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
}
