// The worker processes of a round: started, killed with kill -9, frozen and woken, replaced, and ended.
import { fork, type ChildProcess } from 'node:child_process'
import { createWriteStream, type WriteStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FromWorker, ToWorker } from './worker-process.ts'

export type Spare = { child: ChildProcess }

const script = join(import.meta.dirname, 'worker-process.ts')
/** Compiled code is kept between processes: a worker starts in a third of the time. */
const compileCache = join(tmpdir(), `kontobro-chaos-code-${process.getuid?.() ?? 'user'}`)
const patienceMs = 8_000

/** A process that has loaded the code and waits to be told where to work. */
export function startSpare(): Spare {
  const child = fork(script, [], {
    execArgv: ['--disable-warning=ExperimentalWarning'], env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: compileCache }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'json',
  })
  child.on('error', () => undefined)
  return { child }
}

export function endSpare({ child }: Spare): void {
  child.kill('SIGKILL')
}

export type Workers = {
  /** Starts, or replaces, the worker in a place. */
  start(place: number, order: Extract<ToWorker, { do: 'open' }>): void
  /** Place of the worker with this process id; null when it is gone. */
  placeOf(pid: number): number | null
  kill(place: number): boolean
  freeze(place: number): boolean
  wake(place: number): void
  send(place: number, message: ToWorker): void
  /** Wakes whoever is frozen, tells all to end, and kills who does not within a few seconds. Resolves when all are gone. */
  endAll(): Promise<void>
  /** kill -9 of all. Resolves when all are gone. */
  killAll(): Promise<void>
  /** Resolves when the worker in a place has opened its installation, or is gone. */
  opened(place: number): Promise<void>
  /** Runs that workers told of, by state. */
  runs: Map<string, number>
}

type Place = { child: ChildProcess; gone: Promise<void>; opened: Promise<void>; frozen: boolean }

/** `take` gives a spare process. What workers say goes to one file a place in `folder`. */
export function workersOf(folder: string, take: () => Spare): Workers {
  const places = new Map<number, Place>()
  const all = new Set<Place>()
  const logs = new Map<number, WriteStream>()
  const runs = new Map<string, number>()
  const logOf = (place: number): WriteStream => {
    const present = logs.get(place) ?? createWriteStream(join(folder, `worker-${place + 1}.log`), { flags: 'a' })
    logs.set(place, present)
    return present
  }
  const alive = (one: Place): boolean => one.child.exitCode === null && one.child.signalCode === null
  const signal = (one: Place | undefined, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): boolean => one !== undefined && alive(one) && one.child.kill(name)
  const tell = (one: Place, message: ToWorker): void => {
    if (one.child.connected) one.child.send(message, () => undefined)
  }

  return {
    runs,
    start: (place, order) => {
      const { child } = take()
      const log = logOf(place)
      const line = (text: string): void => void log.write(`${new Date().toISOString()} ${child.pid ?? 0} ${text}\n`)
      let openedNow: () => void = () => undefined
      const opened = new Promise<void>((resolve) => (openedNow = resolve))
      const one: Place = { child, frozen: false, opened, gone: new Promise((resolve) => {
        child.once('exit', (code, name) => {
          line(`exit ${code ?? name}`)
          all.delete(one)
          openedNow()
          resolve()
        })
      }) }
      child.stdout?.on('data', (chunk) => line(String(chunk).trimEnd()))
      child.stderr?.on('data', (chunk) => line(String(chunk).trimEnd()))
      child.on('message', (message) => {
        const heard = message as FromWorker
        line(JSON.stringify(heard))
        if (heard.said === 'open') openedNow()
        if (heard.said === 'run') runs.set(heard.joined ? 'joined' : heard.state, (runs.get(heard.joined ? 'joined' : heard.state) ?? 0) + 1)
      })
      places.set(place, one)
      all.add(one)
      tell(one, order)
    },
    opened: async (place) => await places.get(place)?.opened,
    placeOf: (pid) => [...places].find(([, one]) => one.child.pid === pid && alive(one))?.[0] ?? null,
    kill: (place) => signal(places.get(place), 'SIGKILL'),
    freeze: (place) => {
      const one = places.get(place)
      if (one === undefined || one.frozen || !signal(one, 'SIGSTOP')) return false
      one.frozen = true
      return true
    },
    wake: (place) => {
      for (const one of all) if (one === places.get(place) && signal(one, 'SIGCONT')) one.frozen = false
    },
    send: (place, message) => {
      const one = places.get(place)
      if (one !== undefined) tell(one, message)
    },
    endAll: async () => {
      const ending = [...all]
      for (const one of ending) {
        signal(one, 'SIGCONT')
        tell(one, { do: 'end' })
      }
      const patience = setTimeout(() => {
        for (const one of ending) signal(one, 'SIGKILL')
      }, patienceMs)
      await Promise.all(ending.map((one) => one.gone))
      clearTimeout(patience)
    },
    killAll: async () => {
      const ending = [...all]
      for (const one of ending) signal(one, 'SIGKILL')
      await Promise.all(ending.map((one) => one.gone))
    },
  }
}
