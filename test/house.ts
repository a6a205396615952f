// A whole house for a test: both twins, a fresh database, an installation and its operations, all in this process.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/main.ts'
import { demoConfig } from '../sandbox/data/demo-config.ts'
import type { ApplyResult, Operations } from '../src/api/operations.ts'
import { readEnvironment } from '../src/config/environment.ts'
import { connectors } from '../src/connectors/registry.ts'
import { openInstallation, type Installation } from '../src/engine/installation.ts'
import { createOperations } from '../src/engine/operations.ts'
import type { RunHooks } from '../src/engine/run-context.ts'
import { createLogger } from '../src/log.ts'
import { temporaryDatabase } from '../src/store/test-database.ts'

export type House = {
  sandbox: Sandbox
  installation: Installation
  operations: Operations & { closeRuns(): Promise<void> }
  /** Applies a configuration, the demo's by default. */
  apply(text?: string): Promise<ApplyResult>
  /** Forgets everything: a new database and data folder on the same twins. */
  amnesia(hooks?: RunHooks): Promise<void>
  /** Opens the same database again, as after a restart. */
  restart(hooks?: RunHooks): Promise<void>
  close(): Promise<void>
}

export type HouseOptions = { sandbox?: SandboxOptions; timeScale?: number; now?: Date; hooks?: RunHooks }

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const timeScale = options.timeScale ?? 60
  const now = options.now ?? new Date()
  const sandbox = await startSandbox({ timeScale, now, ...options.sandbox })
  let rooms = await openRooms(sandbox, timeScale, options.hooks)
  return {
    sandbox,
    get installation() {
      return rooms.installation
    },
    get operations() {
      return rooms.operations
    },
    apply: (text = demoConfig(now)) => rooms.operations.apply({ files: [{ name: 'kontobro.yaml', text }], environment: { ...process.env, ...sandbox.environment }, dryRun: false, removeMissing: true }),
    amnesia: async (hooks) => {
      await rooms.forget()
      rooms = await openRooms(sandbox, timeScale, hooks)
    },
    restart: async (hooks) => {
      rooms = await rooms.reopen(hooks)
    },
    close: async () => {
      await rooms.forget()
      await sandbox.close()
    },
  }
}

type Rooms = { installation: Installation; operations: House['operations']; forget(): Promise<void>; reopen(hooks?: RunHooks): Promise<Rooms> }

async function openRooms(sandbox: Sandbox, timeScale: number, hooks?: RunHooks): Promise<Rooms> {
  const database = await temporaryDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'kontobro-test-'))
  const open = async (withHooks?: RunHooks): Promise<Rooms> => {
    const read = readEnvironment({ ...sandbox.environment, DATABASE_URL: database.url, KONTOBRO_DATA_DIR: dataDir, KONTOBRO_TIME_SCALE: String(timeScale) }, connectors)
    if (!read.ok) throw new Error(read.problems.map((problem) => problem.en).join('\n'))
    const installation = await openInstallation(read.environment, { log: createLogger({ level: process.env.LOG_LEVEL === 'debug' ? 'debug' : 'silent' }) })
    const operations = createOperations(installation, { server: () => null, ...(withHooks === undefined ? {} : { hooks: withHooks }) })
    return {
      installation, operations,
      forget: async () => {
        await operations.closeRuns()
        await installation.close()
        await database.close()
        rmSync(dataDir, { recursive: true, force: true })
      },
      reopen: async (next) => {
        await operations.closeRuns()
        await installation.close()
        return await open(next)
      },
    }
  }
  return await open(hooks)
}
