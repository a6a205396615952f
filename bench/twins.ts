// The twins as the bench sees them: started apart, asked for what they saw and what stands in the books.
import type { Account } from './config.ts'
import { startChild } from './processes.ts'
import type { Documents, TwinOrder, TwinPlan, TwinSeen } from './twin-orders.ts'

/** What the vendors saw of one run. Times are milliseconds since 1970; null when there was no call. */
export type Seen = {
  hubspot: TwinSeen['calls']
  eaccounting: TwinSeen['calls']
  refusedFor429: number
  firstAt: number | null
  lastAt: number | null
  /** Orders per second between the first and the last accepted order; null when there were fewer than two. */
  postingPerSecond: number | null
}

export type Twins = {
  pids: number[]
  urls: { hubspot: string; eaccounting: string }
  /** Forgets counts and journals. */
  clear(): Promise<void>
  seen(): Promise<Seen>
  documents(): Promise<Documents>
  end(): Promise<void>
}

export type TwinsOptions = { accounts: { account: Account; deals: number }[]; wonAt: number; latencyMs: number; limits?: 'vendor' | 'off'; timeScale?: number }

/** The vendors' computers are not this one: their twins collect seldom, so that as little as possible of the machine is theirs. */
const roomyHeap = ['--max-semi-space-size=64', '--min-semi-space-size=64']

export async function startTwins(options: TwinsOptions): Promise<Twins> {
  const start = async (system: TwinPlan['system']) => {
    const child = startChild<unknown>('twin-process.ts', [], { nodeFlags: roomyHeap })
    child.send({ system, limits: 'off', timeScale: 1, ...options } satisfies TwinPlan)
    const { url } = (await child.next()) as { url: string }
    const ask = async <T>(order: TwinOrder): Promise<T> => {
      child.send(order)
      return (await child.next()) as T
    }
    return { child, url, ask }
  }
  const [sales, books] = await Promise.all([start('hubspot'), start('eaccounting')])
  return {
    pids: [sales.child.pid, books.child.pid],
    urls: { hubspot: sales.url, eaccounting: books.url },
    clear: async () => void (await Promise.all([sales.ask({ do: 'clear' }), books.ask({ do: 'clear' })])),
    seen: async () => {
      const [ofSales, ofBooks] = await Promise.all([sales.ask<TwinSeen>({ do: 'seen' }), books.ask<TwinSeen>({ do: 'seen' })])
      const { posted } = ofBooks
      return {
        hubspot: ofSales.calls, eaccounting: ofBooks.calls, refusedFor429: ofSales.refusedFor429 + ofBooks.refusedFor429,
        firstAt: edge([ofSales.firstAt, ofBooks.firstAt], Math.min), lastAt: edge([ofSales.lastAt, ofBooks.lastAt], Math.max),
        postingPerSecond: posted === null || posted.lastAt === posted.firstAt ? null : (posted.n * 1000) / (posted.lastAt - posted.firstAt),
      }
    },
    documents: () => books.ask<Documents>({ do: 'documents' }),
    end: async () => void (await Promise.all([sales.child.end(), books.child.end()])),
  }
}

function edge(times: (number | null)[], pick: (...times: number[]) => number): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : pick(...known)
}
