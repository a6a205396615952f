// Watches the embedded server and starts it again when it dies by itself (killed for memory, or by hand).
import { setTimeout as pause } from 'node:timers/promises'
import { errorText } from '../problem.ts'

type Kept = {
  pid: number
  isRunning: (pid: number) => boolean
  /** Starts a server on the same port and gives its process id. */
  start: () => Promise<number>
  stop: (pid: number) => Promise<void>
  onLog: (line: string) => void
}

/** `pid` is the present server's; `stop` ends watching and server, once however often it is called. */
export type Keeper = { pid: () => number; stop: () => Promise<void> }

const lookEvery = 500
const slowestRetry = 30_000

/** Starts watching. Does not keep this process alive. */
export function keepRunning(kept: Kept): Keeper {
  let pid = kept.pid
  let restarting: Promise<void> | undefined
  let stopped: Promise<void> | undefined
  const stopping = new AbortController()
  const look = (): void => {
    if (restarting !== undefined || stopping.signal.aborted || kept.isRunning(pid)) return
    kept.onLog(`PostgreSQL process ${pid} is gone; starting it again`)
    restarting = restart().finally(() => {
      restarting = undefined
    })
  }
  const restart = async (): Promise<void> => {
    for (let wait = 1_000; !stopping.signal.aborted; wait = Math.min(wait * 2, slowestRetry)) {
      try {
        pid = await kept.start()
        kept.onLog(`PostgreSQL runs again as process ${pid}`)
        return
      } catch (error) {
        kept.onLog(`PostgreSQL did not start: ${errorText(error)}`)
      }
      // Rejects when we are told to stop, which the loop's condition then sees.
      await pause(wait, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined)
    }
  }
  const timer = setInterval(look, lookEvery).unref()
  const stopAll = async (): Promise<void> => {
    clearInterval(timer)
    stopping.abort()
    // A start under way ends in a server that must be stopped too.
    await restarting
    await kept.stop(pid)
    kept.onLog('PostgreSQL stopped')
  }
  const stop = (): Promise<void> => {
    stopped ??= stopAll()
    return stopped
  }
  return { pid: () => pid, stop }
}
