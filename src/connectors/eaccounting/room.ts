// Room: what every part of one client shares: the caller, what was learnt about filters, the cached lookups, the clock.
import { Failure } from '../../core/failure.ts'
import type { Caller } from './caller.ts'
import { systemName } from './config.ts'
import type { CardLists } from './customer-wire.ts'
import type { FilterMemory } from './filters.ts'
import type { LookupsRead } from './lookups.ts'
import { readLookups } from './lookups.ts'

export type Room = {
  caller: Caller
  memory: FilterMemory
  clock: { now: () => number; timeScale: number }
  /** Reads the small lists anew and keeps them. */
  freshLookups: () => Promise<LookupsRead>
  /** The kept ones, read once. */
  lookups(): Promise<LookupsRead>
  /** What reading and writing of cards needs of them. */
  cardLists(): Promise<CardLists>
  /** A Failure about this connection. */
  failure(code: ConstructorParameters<typeof Failure>[0], params?: Record<string, string>): Failure
}

export function createRoom(caller: Caller, clock: { now: () => number; timeScale: number }): Room {
  let kept: Promise<LookupsRead> | null = null
  const freshLookups = () => {
    const reading = readLookups(caller, clock.now)
    kept = reading
    // A failed read is not kept; the caller sees the failure.
    reading.catch(() => { if (kept === reading) kept = null })
    return reading
  }
  const lookups = () => kept ?? freshLookups()
  return {
    caller,
    memory: new Set(),
    clock,
    freshLookups,
    lookups,
    async cardLists() {
      const { terms, deliveryMethods, labels, company } = (await lookups()).lookups
      return { terms, deliveryMethods, labels, companyCurrency: company.currency }
    },
    failure: (code, params = {}) => new Failure(code, { system: systemName, connection: caller.connection, ...params }),
  }
}
