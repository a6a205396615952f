// Test ground: a twin on a port of its own and a client connected to it with the seeded refresh token.
import { setTimeout as sleep } from 'node:timers/promises'
import { emptyBooksSeed } from '../../../sandbox/eaccounting/bulk.ts'
import type { EmptyCompanyOptions } from '../../../sandbox/eaccounting/bulk.ts'
import { businessDate } from '../../../sandbox/eaccounting/calendar.ts'
import type { Choices } from '../../../sandbox/eaccounting/choices.ts'
import { startEAccountingTwin } from '../../../sandbox/eaccounting/twin.ts'
import type { EAccountingTwin } from '../../../sandbox/eaccounting/twin.ts'
import { createBudget } from '../budget.ts'
import type { CallRecord, Client, StoredTokens, TokenVault } from '../connector.ts'
import type { BooksUnderTest } from '../conformance/books-ground.ts'
import { eAccounting } from './index.ts'

export type TestGround = BooksUnderTest & { twin: EAccountingTwin; calls: CallRecord[]; vault: TokenVault & { stored: StoredTokens | null } }

/** A vault of one process. */
export function memoryVault(): TokenVault & { stored: StoredTokens | null } {
  const vault = {
    stored: null as StoredTokens | null,
    load: async () => vault.stored,
    renew: async (_seen: StoredTokens | null, renew: (current: StoredTokens | null) => Promise<StoredTokens>) => (vault.stored = await renew(vault.stored)),
  }
  return vault
}

/** A client of its own, with nothing learnt yet. */
export function openClient(twin: EAccountingTwin, vault: TokenVault, calls: CallRecord[], timeScale: number): Client {
  const clock = { now: Date.now, sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }), timeScale }
  return eAccounting.open(
    { name: 'books', config: eAccounting.config.parse({ clientId: 'kontobro-sandbox', clientSecret: 'kontobro-sandbox-secret', refreshToken: 'sandbox-refresh-token' }) },
    { api: twin.url, identity: twin.url },
    { ...clock, vault, budget: createBudget(clock), onCall: (call) => { calls.push(call) }, userAgent: 'test' },
  )
}

const paths = { customer: '/v2/customers', article: '/v2/articles', order: '/v2/orders', invoiceDraft: '/v2/customerinvoicedrafts', booking: '/v2/customerinvoicedrafts/*/convert' }

export async function startGround(look: Partial<Choices> = {}, company: EmptyCompanyOptions = {}, timeScale = 20): Promise<TestGround> {
  const twin = await startEAccountingTwin({ look, timeScale, seed: emptyBooksSeed(company) })
  const calls: CallRecord[] = []
  const vault = memoryVault()
  return {
    twin, calls, vault,
    client: openClient(twin, vault, calls, timeScale),
    today: businessDate(Date.now()),
    loseNextReply: (of) => { twin.faults.add({ kind: 'cut-after-commit', method: 'POST', path: paths[of], count: 1 }) },
    close: () => twin.close(),
  }
}
