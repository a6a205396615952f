// The environment, parsed once: every variable Kontobro knows, with one readable complaint that lists all problems.
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { Sentence } from '../core/language.ts'

/** A vendor's host as its connector states it. */
export type HostFacts = { system: string; hosts: Record<string, { env: string; fallback: string }> }

export type Environment = {
  /** Absolute. */
  dataDir: string
  /** Null = the embedded database. */
  databaseUrl: string | null
  /** Null = generated into a file in the data folder. */
  secretKey: string | null
  port: number
  host: string
  /** Without trailing slash; null when not set. */
  publicUrl: string | null
  /** Null = no second listener. */
  webhookPort: number | null
  smtpUrl: string | null
  /** system -> host name -> base URL without trailing slash. */
  hosts: Record<string, Record<string, string>>
  /** 1 in real life. */
  timeScale: number
}
export type EnvironmentProblem = Sentence & { variable: string }
export type ReadEnvironment = { ok: true; environment: Environment } | { ok: false; problems: EnvironmentProblem[] }

/** Reads all variables. Empty ones count as unset. `home` and `platform` are given so that the default folder can be known. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>, connectors: readonly HostFacts[], home = homedir(), platform: string = process.platform): ReadEnvironment {
  const problems: EnvironmentProblem[] = []
  const complain = (variable: string, sv: string, en: string): void => { problems.push({ variable, sv, en }) }
  const read = (name: string): string | null => {
    const value = variables[name]?.trim()
    return value === undefined || value === '' ? null : value
  }
  const port = (name: string): number | null => {
    const text = read(name)
    if (text === null) return null
    const value = Number(text)
    if (/^\d{1,5}$/.test(text) && value <= 65_535) return value
    complain(name, `${name} ska vara ett portnummer (0-65535), inte ${shown(text).sv}.`, `${name} must be a port number (0-65535), not ${shown(text).en}.`)
    return null
  }
  const url = (name: string, text: string, schemes: string[]): string | null => {
    const parsed = URL.parse(text)
    if (parsed === null || !schemes.includes(parsed.protocol)) {
      const wanted = schemes.map((scheme) => `${scheme}//...`).join(', ')
      // The value itself may hold a password and is not shown.
      complain(name, `${name} ska vara en adress: ${wanted}.`, `${name} must be an address: ${wanted}.`)
      return null
    }
    return text.replace(/\/+$/, '')
  }
  const overWeb = (name: string, text: string): string | null => {
    const checked = url(name, text, ['https:', 'http:'])
    if (checked === null || !checked.startsWith('http:') || isLoopback(checked)) return checked
    complain(name, `${name} måste vara https; http går bara till den egna datorn.`, `${name} must be https; http goes only to this computer.`)
    return null
  }
  const hosts: Environment['hosts'] = {}
  const notLoopback: string[] = []
  for (const connector of connectors) {
    const own: Record<string, string> = {}
    for (const [key, { env, fallback }] of Object.entries(connector.hosts)) {
      const given = read(env)
      const checked = given === null ? fallback.replace(/\/+$/, '') : overWeb(env, given)
      if (checked === null) continue
      own[key] = checked
      if (!isLoopback(checked)) notLoopback.push(env)
    }
    hosts[connector.system] = own
  }
  const host = read('HOST') ?? '127.0.0.1'
  if (!isLoopbackName(host)) complain('HOST', `HOST får bara vara den egna datorn (127.0.0.1) så länge det inte finns användarkonton; lägg en proxy framför.`, 'HOST may only be this computer (127.0.0.1) as long as there are no user accounts; put a proxy in front.')
  const databaseText = read('DATABASE_URL')
  const smtpText = read('SMTP_URL')
  const publicText = read('PUBLIC_URL')
  const secretKey = read('KONTOBRO_SECRET_KEY')
  if (secretKey !== null && Buffer.byteLength(secretKey) < 32) {
    complain('KONTOBRO_SECRET_KEY', 'KONTOBRO_SECRET_KEY är för kort: minst 32 tecken, t.ex. från "openssl rand -base64 32".', 'KONTOBRO_SECRET_KEY is too short: at least 32 characters, e.g. from "openssl rand -base64 32".')
  }
  const timeScale = readTimeScale(read('KONTOBRO_TIME_SCALE'), notLoopback, complain)
  const environment: Environment = {
    dataDir: dataFolder(read('KONTOBRO_DATA_DIR'), read('XDG_DATA_HOME'), read('LOCALAPPDATA'), home, platform),
    databaseUrl: databaseText === null ? null : url('DATABASE_URL', databaseText, ['postgres:', 'postgresql:']),
    secretKey, port: port('PORT') ?? 4400, host,
    publicUrl: publicText === null ? null : overWeb('PUBLIC_URL', publicText),
    webhookPort: port('WEBHOOK_PORT'),
    smtpUrl: smtpText === null ? null : url('SMTP_URL', smtpText, ['smtp:', 'smtps:']),
    hosts, timeScale,
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, environment }
}

/** The one complaint that a person reads. */
export function environmentComplaint(problems: readonly EnvironmentProblem[], language: 'sv' | 'en'): string {
  const head = language === 'sv' ? 'Miljön kan inte användas som den är:' : 'The environment cannot be used as it is:'
  return [head, ...problems.map((problem) => `  - ${problem[language]}`)].join('\n')
}

/** A wrong value as a complaint may show it: what is longer than any number may be a secret that landed in the wrong variable. */
function shown(text: string): Sentence {
  return text.length <= 10 ? { sv: `"${text}"`, en: `"${text}"` } : { sv: 'det som står där', en: 'what stands there' }
}

/** Whether a URL leads to this computer. */
export function isLoopback(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && isLoopbackName(parsed.hostname)
}

function isLoopbackName(name: string): boolean {
  const bare = name.replace(/^\[|\]$/g, '').toLowerCase()
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare)
}

function readTimeScale(text: string | null, notLoopback: string[], complain: (variable: string, sv: string, en: string) => void): number {
  if (text === null) return 1
  const value = Number(text)
  if (!Number.isFinite(value) || value < 1 || value > 10_000) {
    complain('KONTOBRO_TIME_SCALE', `KONTOBRO_TIME_SCALE ska vara ett tal från 1 till 10000, inte ${shown(text).sv}.`, `KONTOBRO_TIME_SCALE must be a number from 1 to 10000, not ${shown(text).en}.`)
    return 1
  }
  if (value !== 1 && notLoopback.length > 0) {
    const names = notLoopback.join(', ')
    complain('KONTOBRO_TIME_SCALE', `KONTOBRO_TIME_SCALE är bara för prov: ${names} leder inte till den egna datorn.`, `KONTOBRO_TIME_SCALE is for tests only: ${names} do not lead to this computer.`)
  }
  return value
}

/** The user's data folder by the platform's custom, the same from every folder. */
function dataFolder(chosen: string | null, xdg: string | null, localAppData: string | null, home: string, platform: string): string {
  if (chosen !== null) return resolve(chosen.replace(/^~(?=\/|$)/, home))
  if (platform === 'win32') return join(localAppData ?? join(home, 'AppData', 'Local'), 'kontobro')
  if (xdg !== null && isAbsolute(xdg)) return join(xdg, 'kontobro')
  return platform === 'darwin' ? join(home, 'Library', 'Application Support', 'kontobro') : join(home, '.local', 'share', 'kontobro')
}
