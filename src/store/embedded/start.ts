// The embedded PostgreSQL of a data folder: made, started, adopted or restarted as needed, and stopped with us.
import { realpathSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { StoreProblem } from '../problem.ts'
import { askServer } from './ask-server.ts'
import { prepareBinaries } from './binaries.ts'
import { checkClusterVersion, clusterVersion, databaseUser, initialiseCluster, repairRights } from './initialise.ts'
import { keepRunning } from './keep-running.ts'
import { createPassword, readPassword, setPassword } from './password.ts'
import { type Placement, placeCluster, rememberInitialised } from './placement.ts'
import { type PostgresPackage, findPlatformPackage } from './platform-package.ts'
import { disownPostmaster, readPostmaster } from './postmaster-file.ts'
import { servesCluster } from './process-identity.ts'
import { type RunningServer, freePort, signalServer, startServer, stopServer } from './server-process.ts'
import { type ServerSettings, serverSettings, settingsName } from './settings.ts'

/** `dataDir` must exist and be ours alone (claimDataFolder). `settings` are PostgreSQL settings on top of ours. */
export type EmbeddedOptions = {
  dataDir: string
  onLog?: (line: string) => void
  settings?: ServerSettings
  /** Where root keeps a database that cannot lie in the data folder. */
  systemDir?: string
  /** The PostgreSQL to run; default: the installed platform package. */
  postgres?: PostgresPackage
}

/**
 * A running embedded PostgreSQL, started again on the same port if it dies. `url` names its database "postgres" as superuser;
 * `stop` ends it cleanly and may be called twice.
 */
export type EmbeddedPostgres = { url: string; port: number; pid: number; adopted: boolean; stop: () => Promise<void> }

type Cellar = { native: string; placement: Placement; settings: ServerSettings; onLog: (line: string) => void }

/** How long a start may wait for a dying server to let go of the cluster, and for recovery after a crash. */
const lockPatience = 10_000
const readyPatience = 120_000

/**
 * Starts the data folder's database, or adopts the one that a killed Kontobro left running.
 * It ends with this process when that exits normally; after kill -9 it stays and is adopted next time, so nothing is lost or recovered.
 * @throws StoreProblem `database-package-missing`, `database-newer`, `database-older`, `database-lost`, `database-root`, `database-start-failed`.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const found = options.postgres ?? findPlatformPackage()
  // One spelling of the path, so that a server started by another is recognised.
  const dataDir = realpathSync(options.dataDir)
  const placement = placeCluster(dataDir, options.systemDir)
  checkClusterVersion(placement.cluster, found.major)
  repairRights(placement)
  const settings = { ...serverSettings, ...options.settings }
  settings.cluster_name = settingsName(settings, found.version)
  const native = prepareBinaries(found, placement)
  const cellar: Cellar = { native, placement, settings, onLog: options.onLog ?? (() => undefined) }
  const known = readPassword(dataDir)
  const password = known ?? createPassword(dataDir)
  if (clusterVersion(placement.cluster) === undefined) {
    await initialiseCluster(native, placement, password)
    rememberInitialised(dataDir)
  } else {
    const orphan = await dealWithOrphan(cellar, known)
    if (orphan !== undefined) return handle(cellar, orphan, password, true)
    if (known === undefined) await setPassword(native, placement, password)
  }
  const server = await startPatiently(cellar)
  if ((await askServer(url(server.port, password), placement.cluster)).state !== 'wrong-password') return handle(cellar, server, password, false)
  // The password file is not this cluster's: whoever owns the files may set another.
  await stopServer(native, placement, server.pid)
  await setPassword(native, placement, password)
  return handle(cellar, await startPatiently(cellar), password, false)
}

/** Looks for a server that still serves the cluster: adopted if it is ours in every respect, else stopped. */
async function dealWithOrphan(cellar: Cellar, password: string | undefined): Promise<RunningServer | undefined> {
  const { native, placement, settings, onLog } = cellar
  const deadline = Date.now() + lockPatience
  for (;;) {
    const found = readPostmaster(placement.cluster)
    if (found === undefined) return undefined
    if (!servesCluster(found.pid, placement)) {
      disownPostmaster(placement.cluster)
      return undefined
    }
    if (found.status === 'ready' && found.port !== undefined && password !== undefined) {
      const answer = await askServer(url(found.port, password), placement.cluster)
      if (answer.state === 'ours' && answer.name === settings.cluster_name) {
        onLog(`adopted PostgreSQL process ${found.pid} on port ${found.port}`)
        return { pid: found.pid, port: found.port }
      }
    }
    if (found.status !== 'starting' || Date.now() > deadline) {
      onLog(`stopping PostgreSQL process ${found.pid}, left by an earlier run`)
      await stopServer(native, placement, found.pid)
    }
    await pause(50)
  }
}

/** Starts the server, waiting for a dying one to let go of the cluster; `port` is kept if given, else a free one is chosen at each try. */
async function startPatiently(cellar: Cellar, port?: number): Promise<RunningServer> {
  const { native, placement, settings, onLog } = cellar
  const deadline = Date.now() + lockPatience
  for (;;) {
    const result = await startServer({ native, placement, settings, onLog, port: port ?? (await freePort()), patience: readyPatience })
    if ('pid' in result) return result
    if (result.reason === 'failed' || Date.now() > deadline) throw startFailed(placement.cluster, result.text)
    onLog(`PostgreSQL did not start yet: ${result.text}`)
    await pause(result.reason === 'locked' || port !== undefined ? 200 : 0)
  }
}

function handle(cellar: Cellar, server: RunningServer, password: string, adopted: boolean): EmbeddedPostgres {
  const { native, placement, onLog } = cellar
  const { port } = server
  const keeper = keepRunning({
    pid: server.pid,
    isRunning: pid => servesCluster(pid, placement),
    // The same port, since pools know this address.
    start: async () => (await startPatiently(cellar, port)).pid,
    stop: pid => stopServer(native, placement, pid),
    onLog,
  })
  // Runs at process.exit() and at an uncaught error too; it cannot wait, but PostgreSQL ends by itself once told.
  const atExit = (): void => signalServer(native, placement, keeper.pid(), 'SIGINT')
  process.once('exit', atExit)
  const stop = async (): Promise<void> => {
    await keeper.stop()
    process.off('exit', atExit)
  }
  return {
    url: url(port, password),
    port,
    get pid() {
      return keeper.pid()
    },
    adopted,
    stop,
  }
}

function url(port: number, password: string): string {
  return `postgres://${databaseUser}:${password}@127.0.0.1:${port}/postgres`
}

function startFailed(cluster: string, text: string): StoreProblem {
  return new StoreProblem('database-start-failed', {
    sv: `Den inbyggda databasen i ${cluster} startade inte: ${text}`,
    en: `The embedded database in ${cluster} did not start: ${text}`,
  })
}
