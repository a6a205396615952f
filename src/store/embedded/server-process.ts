// Starts and stops one PostgreSQL server process, and tells why a start failed.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { serverEnvironment } from './environment.ts'
import type { Placement } from './placement.ts'
import { program } from './platform-package.ts'
import { readPostmaster } from './postmaster-file.ts'
import { servesCluster } from './process-identity.ts'
import { spawnIdentity } from './run-as.ts'
import { type ServerSettings, settingWords } from './settings.ts'

/** Why a server did not start. `locked`: another one serves the cluster, or its processes are still ending. `port`: somebody took it first. */
export type StartFailure = { reason: 'locked' | 'port' | 'failed'; text: string }

/** A server that answers. */
export type RunningServer = { pid: number; port: number }

type StartOptions = { native: string; placement: Placement; port: number; settings: ServerSettings; onLog: (line: string) => void; patience: number }

/**
 * Starts a server and waits until it says it is ready, at most `patience` ms (recovery after a crash may take a while).
 * A server whose parent dies stays: the next start adopts it.
 */
export async function startServer(options: StartOptions): Promise<RunningServer | StartFailure> {
  const { placement, port } = options
  const words = ['-D', placement.cluster, ...settingWords({ ...options.settings, port: String(port) })]
  const started = Date.now()
  const logBefore = logSizes(placement.cluster)
  const child = spawnServer(options, words)
  let complaint = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-8_000)
      for (const line of text.split('\n')) if (line.trim() !== '') options.onLog(line)
    })
  }
  let ended: string | undefined
  child.once('error', error => {
    ended = error.message
  })
  child.once('close', (code, signal) => {
    // On Windows the child is pg_ctl, which leaves once it has started the server.
    if (process.platform !== 'win32' || code !== 0) ended ??= `ended with ${code ?? signal}`
  })
  while (ended === undefined) {
    const found = readPostmaster(placement.cluster)
    const ours = found !== undefined && (process.platform === 'win32' ? found.port === port : found.pid === child.pid)
    if (ours && found.status === 'ready') {
      release(child)
      return { pid: found.pid, port }
    }
    if (Date.now() - started > options.patience) {
      child.kill('SIGINT')
      return { reason: 'failed', text: `not ready within ${options.patience / 1000} s` }
    }
    await pause(10)
  }
  return explain(`${complaint}\n${loggedSince(placement.cluster, logBefore)}`, ended, port)
}

/** Asks a server to stop (fast: sessions are ended, everything is written) and waits; after `patience` ms it is stopped without the final checkpoint. */
export async function stopServer(native: string, placement: Placement, pid: number, patience = 15_000): Promise<void> {
  signalServer(native, placement, pid, 'SIGINT')
  const deadline = Date.now() + patience
  while (servesCluster(pid, placement)) {
    if (Date.now() > deadline + 5_000) throw new Error(`PostgreSQL (process ${pid}) does not stop`)
    if (Date.now() > deadline) signalServer(native, placement, pid, 'SIGQUIT')
    await pause(10)
  }
}

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one. Returns at once. Only a process that is PostgreSQL gets a signal. */
export function signalServer(native: string, placement: Placement, pid: number, signal: 'SIGINT' | 'SIGQUIT'): void {
  if (!servesCluster(pid, placement)) return
  if (process.platform !== 'win32') {
    process.kill(pid, signal)
    return
  }
  // Windows has no signals; pg_ctl speaks to the server through a pipe of its own.
  const mode = signal === 'SIGINT' ? 'fast' : 'immediate'
  spawnSync(program(native, 'pg_ctl'), ['stop', '-D', placement.cluster, '-m', mode, '-W'], { env: serverEnvironment(), windowsHide: true })
}

/** A port of 127.0.0.1 that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('the operating system gave no port')
  return address.port
}

function spawnServer({ native, placement }: StartOptions, words: string[]): ChildProcess {
  const options = {
    ...spawnIdentity(placement.runAs),
    // A folder that PostgreSQL's user can enter; ours may be closed to it.
    cwd: native,
    env: serverEnvironment(),
    // A session of its own: Ctrl-C in the terminal must reach us alone, since calls in flight still need the database.
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
  }
  if (process.platform !== 'win32') return spawn(program(native, 'postgres'), words, options)
  // On Windows pg_ctl drops administrator rights, which the server itself refuses.
  const quoted = words.slice(2).map(word => (word === '-c' ? word : `"${word}"`)).join(' ')
  return spawn(program(native, 'pg_ctl'), ['start', '-W', '-D', placement.cluster, '-o', quoted], options)
}

/** Our process may end although the server runs: nothing here keeps Node's event loop alive. */
function release(child: ChildProcess): void {
  child.unref()
  for (const stream of [child.stdout, child.stderr]) stream?.destroy()
}

function explain(text: string, ended: string, port: number): StartFailure {
  if (/lock file .* already exists|pre-existing shared memory block/.test(text)) return { reason: 'locked', text: lastLine(text) }
  if (/could not (bind|create any TCP\/IP)/.test(text)) return { reason: 'port', text: `port ${port} is taken` }
  return { reason: 'failed', text: lastLine(text) || ended }
}

function lastLine(text: string): string {
  const lines = text.trim().split('\n')
  return (lines.findLast(line => /FATAL|PANIC|ERROR/.test(line)) ?? lines.at(-1) ?? '').trim()
}

/** How long each log file is. */
function logSizes(cluster: string): Map<string, number> {
  const folder = join(cluster, 'log')
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return new Map()
  return new Map(readdirSync(folder).map(name => [join(folder, name), statSync(join(folder, name)).size]))
}

/** What was logged since the files had the sizes `before`; a file that shrank was begun anew. */
function loggedSince(cluster: string, before: Map<string, number>): string {
  const texts: string[] = []
  for (const [path, size] of logSizes(cluster)) {
    const from = before.get(path) ?? 0
    if (size !== from) texts.push(readEnd(path, size > from ? from : 0, size))
  }
  return texts.join('\n')
}

/** The part of a file between two places, at most its last 8 kB. */
function readEnd(path: string, from: number, to: number): string {
  const buffer = Buffer.alloc(Math.min(to - from, 8_000))
  const file = openSync(path, 'r')
  try {
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, to - buffer.length))
  } finally {
    closeSync(file)
  }
}
