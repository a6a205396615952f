// Which piece of work a call belongs to: set around a write, read where calls are recorded, so that the log of one record shows its own calls.
import { AsyncLocalStorage } from 'node:async_hooks'

const storage = new AsyncLocalStorage<string>()

/** Runs `work` so that calls made in it are recorded as about `key`. */
export function about<T>(key: string, work: () => T): T {
  return storage.run(key, work)
}

/** The key of the work this call belongs to; undefined when it belongs to no single record. */
export function currentAbout(): string | undefined {
  return storage.getStore()
}
