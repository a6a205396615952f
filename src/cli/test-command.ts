// For tests: runs `bin/kontobro` as a process of its own, with its own data folder and database, and nothing of the tester's environment.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { temporaryDatabase } from '../store/test-database.ts'

const launcher = fileURLToPath(new URL('../../bin/kontobro', import.meta.url))

export type Result = { code: number | null; out: string; err: string }
export type Bench = {
  dir: string
  dataDir: string
  environment: Record<string, string>
  run(words: string[], environment?: Record<string, string>): Promise<Result>
  /** A process that stays, such as a server. `until` waits for a text on stdout or stderr; what stdout holds by then is its answer. */
  begin(words: string[], environment?: Record<string, string>): { child: ChildProcess; until(text: string): Promise<string>; ended: Promise<Result> }
  close(): Promise<void>
}

/** `database: 'own'`: a DATABASE_URL of its own, quicker than an embedded one. */
export async function openBench(options: { database?: 'own' | 'embedded' } = {}): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), 'kontobro-cli-'))
  const database = options.database === 'embedded' ? null : await temporaryDatabase()
  const dataDir = join(dir, 'data')
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '', HOME: dir, LANG: 'C', PORT: '0', KONTOBRO_DATA_DIR: dataDir,
    ...(database === null ? {} : { DATABASE_URL: database.url }),
  }
  const children: ChildProcess[] = []
  const begin: Bench['begin'] = (words, more = {}) => {
    const child = spawn(process.execPath, [launcher, ...words], { cwd: dir, env: { ...environment, ...more }, stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    let out = ''
    let err = ''
    child.stdout.on('data', (part: Buffer) => { out += part.toString() })
    child.stderr.on('data', (part: Buffer) => { err += part.toString() })
    const ended = new Promise<Result>((resolve) => child.once('close', (code) => resolve({ code, out, err })))
    const until = async (text: string): Promise<string> => {
      for (const deadline = Date.now() + 120_000; !out.includes(text) && !err.includes(text); await pause(50)) {
        if (Date.now() > deadline || child.exitCode !== null) throw new Error(`"${text}" never came; stdout: ${out}; stderr: ${err}`)
      }
      return out
    }
    return { child, until, ended }
  }
  return {
    dir, dataDir, environment, begin,
    run: (words, more) => begin(words, more).ended,
    close: async () => {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        child.kill('SIGTERM')
        await new Promise((resolve) => child.once('close', resolve))
      }
      await database?.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
