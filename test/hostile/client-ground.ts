// The ground of the two connectors' doors: dependencies without waiting, and what may not stand in a recorded call.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CallRecord, ClientDeps, StoredTokens, TokenVault } from '../../src/connectors/connector.ts'
import { maskedJson } from '../../src/core/mask.ts'
import { tellsSecret } from './oracle.ts'

/** Deadlines of half a second: whoever drips or keeps silent is given up soon. */
export const timeScale = 60

export function memoryVault(first: StoredTokens | null): TokenVault & { stored: StoredTokens | null } {
  const vault = {
    stored: first,
    load: async () => vault.stored,
    renew: async (_seen: StoredTokens | null, renew: (current: StoredTokens | null) => Promise<StoredTokens>) => (vault.stored = await renew(vault.stored)),
  }
  return vault
}

export type Ground = { deps: ClientDeps; /** Moves the clock, so that nothing cached is used again. */ later(ms: number): void; /** What recorded calls told since last asked. */ told(): string | null }

export function clientGround(vault: TokenVault): Ground {
  let ahead = 0
  let told: string | null = null
  let sleeps = 0
  const onCall = (call: CallRecord): void => {
    told ??= tellsSecret(`${call.path} ${call.template}`)
    // What is kept of a call is masked on entry to the log: it must be possible for every answer.
    if (sleeps % 7 === 0) told ??= tellsSecret(maskedJson([JSON.stringify({ request: call.request, response: call.response })]).join(''))
  }
  return {
    later: (ms) => { ahead += ms },
    told: () => {
      const found = told
      told = null
      return found
    },
    deps: {
      vault, onCall, timeScale, userAgent: 'hostile', now: () => Date.now() + ahead,
      budget: { take: async () => ({ waitedMs: 0, answered: () => undefined }), pause: async () => undefined },
      sleep: async (ms, signal) => {
        if (!Number.isFinite(ms) || ms < 0 || ms > 3_600_000) throw new Error(`asked to sleep ${ms} ms`)
        sleeps += 1
        signal?.throwIfAborted()
        await nextTurn()
      },
    },
  }
}
