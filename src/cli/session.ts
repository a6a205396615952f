// A session: where a command's questions go. A running Kontobro answers over HTTP; without one, this process opens the installation itself.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { environmentComplaint, readEnvironment, type Environment, type ReadEnvironment } from '../config/environment.ts'
import type { Logger } from '../log.ts'
import type { Opened } from '../main.ts'
import { claimDataFolder, type Held, type Owner, type OwnerInfo } from '../store/data-folder.ts'
import { version } from '../version.ts'
import { apiClient, type ApiOperations, type Door } from './api-client.ts'
import { exitCodes } from './exit-codes.ts'
import { CliProblem } from './problem.ts'
import type { Terminal } from './terminal.ts'

export type Session = {
  operations: ApiOperations
  /** The server that answers, or null when this process does. */
  server: OwnerInfo | null
  /** `leave`: at once, without waiting for runs that others began through us. */
  close(how?: 'finish' | 'leave'): Promise<void>
}

type Place = { door: Door; server: OwnerInfo | null; opened: Opened | null }

/** How long a folder may be held by someone who does not answer (starting, stopping, or a short command) before we name them. */
const patience = 10_000

/** The environment, or a complaint that lists all that is wrong with it (exit code 2). */
export async function readVariables(terminal: Terminal): Promise<Environment> {
  const { readWholeEnvironment } = await import('../main.ts')
  return accepted(readWholeEnvironment(terminal.variables))
}

function accepted(read: ReadEnvironment): Environment {
  if (read.ok) return read.environment
  throw new CliProblem('environment', exitCodes.wrongUse, { sv: environmentComplaint(read.problems, 'sv'), en: environmentComplaint(read.problems, 'en') })
}

/** `shared`: others may call this process while it works, so that a second command joins instead of waiting. */
export async function openSession(terminal: Terminal, options: { shared?: boolean } = {}): Promise<Session> {
  // Without the vendors' hosts, which only matter to whoever opens the installation, and whose reading takes time.
  const environment = accepted(readEnvironment(terminal.variables, []))
  let place = await findPlace(environment, terminal, options.shared === true)
  const door: Door = async (path, init, again) => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await place.door(path, init, again)
      } catch (caught) {
        if (place.opened !== null || tries >= 3 || !(again || neverSent(caught))) throw lost(caught, place.server)
        await pause(200)
        // Whoever answered has gone; another may have taken over, or we do it ourselves.
        place = await findPlace(environment, terminal, options.shared === true)
      }
    }
  }
  return {
    operations: apiClient(door),
    get server() {
      return place.server
    },
    close: async (how = 'finish') => {
      if (how === 'finish') await place.opened?.drain()
      await place.opened?.stop()
    },
  }
}

async function findPlace(environment: Environment, terminal: Terminal, shared: boolean): Promise<Place> {
  const found = await claimPatiently(environment)
  if ('held' in found) return { door: overHttp(found.held), server: found.held, opened: null }
  try {
    const [{ open }, whole] = await Promise.all([import('../main.ts'), readVariables(terminal)])
    const opened = await open({ environment: whole, owner: found, port: shared ? 0 : null, work: false, log: await quietLog(whole, terminal) })
    return { door: (path, init) => opened.call(path, init), server: null, opened }
  } catch (caught) {
    await found.release()
    throw caught
  }
}

/** The folder as ours, or its owner that answers and is of our version. Others are waited for a little, then named. */
export async function claimPatiently(environment: Environment): Promise<Owner | Held> {
  const deadline = Date.now() + patience
  for (;;) {
    const found = await claimDataFolder(environment.dataDir, { version, host: environment.host })
    if (!('held' in found)) return found
    if (found.held.version !== '' && found.held.version !== version) throw otherVersion(found.held)
    if (found.alive) return found
    if (Date.now() > deadline) throw hung(found.held, environment)
    await pause(100)
  }
}

/** `patience`: milliseconds until an answer must be there; null = as long as it takes. */
export function overHttp(owner: OwnerInfo, patience: number | null = null): Door {
  const host = owner.host.includes(':') ? `[${owner.host}]` : owner.host
  const token = readFileSync(owner.tokenFile, 'utf8').trim()
  return async (path, init) =>
    await fetch(`http://${host}:${owner.port}${path}`, { ...init, ...(patience === null ? {} : { signal: AbortSignal.timeout(patience) }), redirect: 'error', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } })
}

/** A command's own log goes to a file, so that the terminal stays readable; with --verbose it is shown. */
export async function quietLog(environment: Environment, terminal: Terminal): Promise<Logger> {
  const { createLogger } = await import('../log.ts')
  return terminal.verbose ? createLogger({ level: 'debug' }) : createLogger({ level: 'warn', file: join(environment.dataDir, 'kontobro.log') })
}

/** The connection was refused, so nothing reached the server. */
function neverSent(caught: unknown): boolean {
  const cause = caught instanceof Error ? caught.cause : undefined
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ECONNREFUSED'
}

function lost(caught: unknown, server: OwnerInfo | null): unknown {
  if (server === null || !(caught instanceof TypeError)) return caught
  return new CliProblem('server-lost', exitCodes.error, {
    sv: `Servern (process ${server.pid}, port ${server.port}) svarade inte till slut.`, en: `The server (process ${server.pid}, port ${server.port}) did not answer in the end.`,
  }, { sv: 'Se läget med: kontobro status', en: 'See the state with: kontobro status' })
}

function otherVersion(held: OwnerInfo): CliProblem {
  return new CliProblem('other-version', exitCodes.error, {
    sv: `Datamappen används av Kontobro ${held.version} (process ${held.pid}${held.port === null ? '' : `, port ${held.port}`}); det här är ${version}.`,
    en: `The data folder is used by Kontobro ${held.version} (process ${held.pid}${held.port === null ? '' : `, port ${held.port}`}); this is ${version}.`,
  }, { sv: 'Stoppa den och starta den här versionen, eller använd samma version.', en: 'Stop it and start this version, or use the same version.' })
}

function hung(held: OwnerInfo, environment: Environment): CliProblem {
  const who = held.pid === 0 ? '' : ` (process ${held.pid}${held.version === '' ? '' : `, version ${held.version}`}${held.port === null ? '' : `, port ${held.port}`})`
  return new CliProblem('owner-hung', exitCodes.error, {
    sv: `Datamappen ${environment.dataDir} används av en annan Kontobro${who} som inte svarar.`, en: `The data folder ${environment.dataDir} is used by another Kontobro${who} that does not answer.`,
  }, { sv: 'Vänta tills den är klar, eller avsluta den själv; den avslutas aldrig härifrån.', en: 'Wait until it is done, or end it yourself; it is never ended from here.' })
}
