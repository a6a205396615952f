// The wiring: the only place where rooms meet. Opens an installation with its operations, its API and, for a server or worker, its jobs.
import { hostname } from 'node:os'
import { createAccess } from './api/access.ts'
import { listen, type Listener } from './api/listen.ts'
import type { Operations, RunReport } from './api/operations.ts'
import { createApp } from './api/server.ts'
import { readEnvironment, type Environment, type ReadEnvironment } from './config/environment.ts'
import { connectors } from './connectors/registry.ts'
import { Failure } from './core/failure.ts'
import { keepHeapSmall } from './engine/heap.ts'
import { openInstallation, type Installation } from './engine/installation.ts'
import { createOperations } from './engine/operations.ts'
import type { Logger } from './log.ts'
import { prepareDataFolder, type Owner } from './store/data-folder.ts'
import { readOrCreateToken } from './store/secret-key.ts'
import { startAfresh } from './store/start-afresh.ts'
import { version } from './version.ts'

export type OpenOptions = {
  environment: Environment
  /** Null when this process owns no data folder (a worker beside a database of its own). */
  owner: Owner | null
  /** Port to listen on, 0 = the system chooses; null = nobody but this process may call. */
  port: number | null
  /** Takes jobs and keeps schedules. */
  work: boolean
  log: Logger
  /** Empties the database first; refused unless it is the embedded one of the owned folder. */
  afresh?: boolean
}

/** A Kontobro at work in this process. */
export type Opened = {
  environment: Environment
  operations: Operations
  /** Port of the API; null when it does not listen. */
  port: number | null
  webhookPort: number | null
  token: string
  /** The API, without a socket. */
  call(path: string, init: { method: string; body?: string }): Promise<Response>
  /** Waits until the runs that others began through this process have ended. */
  drain(): Promise<void>
  /** Takes nothing new, finishes the calls in flight, commits and lets go of everything. */
  stop(): Promise<void>
}

/** Parses all variables, the vendors' hosts included. */
export function readWholeEnvironment(variables: Readonly<Record<string, string | undefined>>): ReadEnvironment {
  return readEnvironment(variables, connectors)
}

/** The key to the API of a data folder, made if absent. */
export function apiToken(dataDir: string): string {
  prepareDataFolder(dataDir)
  return readOrCreateToken(dataDir)
}

/** Opens everything in the order in which it depends on each other, and closes what was opened if a later part fails. */
export async function open(options: OpenOptions): Promise<Opened> {
  const { environment, owner, log } = options
  keepHeapSmall()
  const undo: (() => Promise<void>)[] = owner === null ? [] : [() => owner.release()]
  const stopAll = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const installation = await openInstallation(environment, { log, ...(options.work ? {} : { poolSize: 5 }) })
    undo.push(() => installation.close())
    if (options.afresh === true && installation.embedded && owner !== null) await startAfresh(installation.db, installation.databaseUrl)
    let listener: Listener | null = null
    let setupChanged = async (): Promise<void> => undefined
    const inner = createOperations(installation, { server: () => ({ pid: process.pid, port: listener?.port ?? null }), onSetupChanged: () => setupChanged(), metrics: async () => (await import('./watch/metrics.ts')).renderMetrics(installation) })
    undo.push(() => inner.closeRuns())
    const begun = new Map<string, string>()
    const operations = watched(inner, (org, report) => begun.set(report.run, org))
    if (options.work) {
      const { startWork } = await import('./work.ts')
      const work = await startWork({ installation, operations, takeOver: inner.takeOver, log, ownsFolder: owner !== null })
      setupChanged = work.readSetup
      undo.push(() => work.stop(() => inner.closeRuns()))
    }
    const token = owner === null ? '' : readOrCreateToken(environment.dataDir)
    const health = { ready: () => readiness(installation) }
    const inProcess = createApp({ operations, access: null, health, log, version })
    if (options.port !== null && owner !== null) {
      const access = createAccess({ token, host: environment.host, port: () => listener?.port ?? 0, publicUrl: environment.publicUrl })
      const app = createApp({ operations, access, health, log, version })
      listener = await listen({ fetch: (request) => app.fetch(request), host: environment.host, port: options.port })
      undo.push(listener.close)
      owner.publish({ port: listener.port, host: environment.host })
    }
    const publicListener = options.work && owner !== null ? await openPublicDoor(environment, operations, log) : null
    if (publicListener !== null) undo.push(publicListener.close)
    return {
      environment, operations, token, port: listener?.port ?? null, webhookPort: publicListener?.port ?? null, stop: stopAll,
      call: async (path, init) => await inProcess.request(`http://${hostname()}${path}`, { ...init, headers: { 'content-type': 'application/json' } }),
      drain: () => drain(inner, begun),
    }
  } catch (error) {
    await stopAll()
    throw error
  }
}

async function openPublicDoor(environment: Environment, operations: Operations, log: Logger): Promise<Listener | null> {
  if (environment.webhookPort === null) return null
  const { createPublicDoor } = await import('./api/public-door.ts')
  const app = createPublicDoor({ operations, publicUrl: environment.publicUrl, log })
  return await listen({ fetch: (request) => app.fetch(request), host: environment.host, port: environment.webhookPort })
}

/** The operations, with word of every run that was begun and not waited for. */
function watched(operations: Operations, begun: (org: string, report: RunReport) => void): Operations {
  const hear = async (org: string, starting: Promise<RunReport>): Promise<RunReport> => {
    const report = await starting
    if (!report.joined && report.state === 'running') begun(org, report)
    return report
  }
  return {
    ...operations,
    startRun: (org, flow, choice) => hear(org, operations.startRun(org, flow, choice)),
    replay: (org, choice) => hear(org, operations.replay(org, choice)),
  }
}

async function drain(operations: Pick<Operations, 'run'>, begun: Map<string, string>): Promise<void> {
  for (const [id, org] of begun) {
    while ((await operations.run(org, id)).state === 'running') await new Promise((resolve) => setTimeout(resolve, 200))
    begun.delete(id)
  }
}

/** Ready: the database answers within two seconds. The reason names nothing of what is stored. */
async function readiness(installation: Installation): Promise<{ ok: boolean; reason: string | null }> {
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), 2_000).unref())
  try {
    const answer = await Promise.race([installation.pool.query('select 1'), late])
    return answer === 'late' ? { ok: false, reason: 'the database is slow' } : { ok: true, reason: null }
  } catch (error) {
    return { ok: false, reason: error instanceof Failure ? error.code : 'the database does not answer' }
  }
}
