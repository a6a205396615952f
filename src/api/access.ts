// Who may: every call carries the installation's bearer token (or the page's session cookie), from our own host and origin only.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context, Next } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

export type Access = {
  guard(context: Context, next: Next): Promise<Response | void>
  hosts(context: Context, next: Next): Promise<Response | void>
  signIn(context: Context, token: string): boolean
  isSignedIn(context: Context): boolean
}

const cookieName = 'kontobro'

/** `port()` is known once the server listens. `publicUrl` adds one more host that may be named. */
export function createAccess(options: { token: string; host: string; port(): number; publicUrl: string | null }): Access {
  const sessionKey = randomBytes(32)
  const session = createHmac('sha256', sessionKey).update('session').digest('base64url')
  const equal = (given: string, wanted: string): boolean => {
    const a = createHmac('sha256', sessionKey).update(given).digest()
    const b = createHmac('sha256', sessionKey).update(wanted).digest()
    return timingSafeEqual(a, b)
  }
  const bearer = (context: Context): string => (context.req.header('authorization') ?? '').replace(/^Bearer\s+/i, '')
  const isSignedIn = (context: Context): boolean => equal(getCookie(context, cookieName) ?? '', session)
  const ownOrigins = (): string[] => {
    const names = ['127.0.0.1', 'localhost', '[::1]', options.host.includes(':') ? `[${options.host}]` : options.host]
    return [...names.map((name) => `http://${name}:${options.port()}`), ...(options.publicUrl === null ? [] : [new URL(options.publicUrl).origin])]
  }
  return {
    isSignedIn,
    // A page elsewhere that makes a browser call us names its own origin, or reaches us under its own host name (DNS rebinding): both are refused.
    hosts: async (context, next) => {
      const hosts = ownOrigins().map((origin) => new URL(origin).host)
      const host = context.req.header('host') ?? ''
      if (!hosts.includes(host) && !hosts.includes(`${host}:${options.port()}`)) return context.json(refusal('wrong-host', 'Fel värdnamn.', 'Wrong host name.'), 403)
      const origin = context.req.header('origin')
      if (origin !== undefined && !ownOrigins().includes(origin)) return context.json(refusal('wrong-origin', 'Anropet kommer från en annan webbplats.', 'The call comes from another site.'), 403)
      await next()
    },
    guard: async (context, next) => {
      const byToken = equal(bearer(context), options.token)
      // A cookie alone may read; what changes something also needs our own origin, which `hosts` has checked when the browser sent it.
      const byCookie = isSignedIn(context) && (context.req.method === 'GET' || context.req.header('origin') !== undefined)
      if (!byToken && !byCookie) return context.json(refusal('not-signed-in', 'Ange den nyckel som står i filen token i datamappen.', 'Give the key that stands in the file token in the data folder.'), 401)
      await next()
    },
    signIn: (context, token) => {
      if (!equal(token, options.token)) return false
      setCookie(context, cookieName, session, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: 12 * 3600 })
      return true
    },
  }
}

function refusal(code: string, sv: string, en: string) {
  return { error: { code, sv, en, cureSv: '', cureEn: '', remedy: 'fix-settings', params: {} } }
}
