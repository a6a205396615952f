// The server at rest: how long `kontobro start` takes until it answers, and what it holds in memory with its database when nothing happens.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { treeOf, usageOf } from './memory.ts'
import { mb, seconds, table } from './table.ts'

/** Times in milliseconds, memory in bytes of PSS; null where it could not be measured. */
export type ServerFigures = { firstStartMs: number | null; startMs: number | null; pss: number | null; serverPss: number | null; problem: string | null }

const patienceMs = 30_000
/** Rest before memory is read: longer than the start's own garbage lives. */
const restMs = 10_000

export async function measureServer(): Promise<ServerFigures> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kontobro-bench-'))
  chmodSync(dataDir, 0o711)
  const figures: ServerFigures = { firstStartMs: null, startMs: null, pss: null, serverPss: null, problem: null }
  try {
    const first = await start(dataDir)
    figures.firstStartMs = first.ms
    await stop(first.child)
    const second = await start(dataDir)
    figures.startMs = second.ms
    await pause(restMs)
    const tree = treeOf(second.child.pid ?? 0).map((pid) => usageOf(pid)?.pss ?? 0)
    figures.pss = tree.reduce((sum, bytes) => sum + bytes, 0)
    figures.serverPss = tree[0] ?? null
    await stop(second.child)
  } catch (caught) {
    figures.problem = caught instanceof Error ? caught.message : String(caught)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
  return figures
}

export function printServer(figures: ServerFigures): void {
  process.stdout.write(`\nserver at rest\n${table([
    ['seconds until it answers, empty folder', seconds(figures.firstStartMs)],
    ['seconds until it answers, existing folder', seconds(figures.startMs), '< 3'],
    ['memory, MB of PSS with its database', figures.pss === null ? figures.problem ?? '-' : `${mb(figures.pss)} (${mb(figures.serverPss ?? 0)} + ${mb(figures.pss - (figures.serverPss ?? 0))})`, '< 200'],
  ])}`)
}

async function start(dataDir: string): Promise<{ child: ChildProcess; ms: number }> {
  const port = await freePort()
  const started = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'bin', 'kontobro'), 'start'], {
    env: { ...process.env, KONTOBRO_DATA_DIR: dataDir, PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  while (performance.now() - started < patienceMs) {
    if (child.exitCode !== null) throw new Error(`kontobro start ended: ${said.slice(-300)}`)
    if (await answers(port)) return { child, ms: performance.now() - started }
    await pause(20)
  }
  await stop(child)
  throw new Error(`kontobro start did not answer within ${patienceMs / 1000} s: ${said.slice(-300)}`)
}

/** Any HTTP answer counts: the door is open. */
async function answers(port: number): Promise<boolean> {
  try {
    await (await fetch(`http://127.0.0.1:${port}/health`)).arrayBuffer()
    return true
  } catch {
    return false // Nobody listens yet.
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await exited
  clearTimeout(patience)
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  listener.close()
  return address !== null && typeof address === 'object' ? address.port : 0
}
