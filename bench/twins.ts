// The twins as the bench sees them: started apart, asked for their counts, journals and documents.
import { z } from 'zod'
import { startChild } from './processes.ts'

export type Calls = Record<string, number>
/** What the vendors saw of one run. Times are milliseconds since 1970; null when there was no call. */
export type Seen = {
  hubspot: Calls
  eaccounting: Calls
  firstAt: number | null
  lastAt: number | null
  /** Orders per second between the first and the last accepted order; null when there were fewer than two. */
  postingPerSecond: number | null
}
export type Documents = { count: number; marks: number; doubled: string[]; customers: number; articles: number }

export type Twins = {
  pids: number[]
  urls: { hubspot: string; eaccounting: string }
  /** Forgets counts and journals. */
  clear(): Promise<void>
  seen(): Promise<Seen>
  documents(): Promise<Documents>
  end(): Promise<void>
}

const counts = z.record(z.string(), z.number())
const times = z.array(z.looseObject({ at: z.string(), kind: z.string().optional(), action: z.string().optional() }))
const documents = z.array(z.looseObject({ id: z.string(), marks: z.looseObject({ OurReference: z.string().nullable() }) }))
const holdings = z.looseObject({ companies: z.array(z.looseObject({ customers: z.array(z.unknown()), articles: z.array(z.unknown()) })) })

export async function startTwins(options: { deals: number; wonAt: number; latencyMs: number }): Promise<Twins> {
  const words = [String(options.deals), String(options.wonAt), String(options.latencyMs)]
  const children = [startChild<{ url: string }>('twin-process.ts', ['hubspot', ...words]), startChild<{ url: string }>('twin-process.ts', ['eaccounting', ...words])] as const
  const [hubspot, eaccounting] = [(await children[0].next()).url, (await children[1].next()).url]
  return {
    pids: children.map((child) => child.pid),
    urls: { hubspot, eaccounting },
    clear: async () => {
      for (const url of [hubspot, eaccounting]) await ask(`${url}/__twin/journal`, 'DELETE')
    },
    seen: async () => {
      const [salesCalls, booksCalls, salesJournal, booksJournal] = [
        counts.parse(await ask(`${hubspot}/__twin/counts`)), z.object({ calls: counts }).parse(await ask(`${eaccounting}/__twin/counts`)).calls,
        times.parse(await ask(`${hubspot}/__twin/journal`)), times.parse(await ask(`${eaccounting}/__twin/journal`)),
      ]
      const all = [...salesJournal, ...booksJournal].map((entry) => Date.parse(entry.at))
      const orders = booksJournal.filter((entry) => entry.kind === 'order' && entry.action === 'created').map((entry) => Date.parse(entry.at))
      const span = most(orders) - least(orders)
      return {
        hubspot: salesCalls, eaccounting: booksCalls, firstAt: all.length === 0 ? null : least(all), lastAt: all.length === 0 ? null : most(all),
        postingPerSecond: orders.length < 2 || span === 0 ? null : (orders.length * 1000) / span,
      }
    },
    documents: async () => {
      const list = documents.parse(await ask(`${eaccounting}/__twin/documents`))
      const byMark = new Map<string, number>()
      for (const { marks } of list) {
        const mark = /HS-\d+/.exec(marks.OurReference ?? '')?.[0]
        if (mark !== undefined) byMark.set(mark, (byMark.get(mark) ?? 0) + 1)
      }
      const [company] = holdings.parse(await ask(`${eaccounting}/__twin/export`)).companies
      return {
        count: list.length, marks: byMark.size, doubled: [...byMark].filter(([, n]) => n > 1).map(([mark]) => mark),
        customers: company?.customers.length ?? 0, articles: company?.articles.length ?? 0,
      }
    },
    end: async () => {
      for (const child of children) await child.end()
    },
  }
}

function least(times: number[]): number {
  return times.reduce((low, at) => Math.min(low, at), Number.POSITIVE_INFINITY)
}

function most(times: number[]): number {
  return times.reduce((high, at) => Math.max(high, at), 0)
}

async function ask(url: string, method = 'GET'): Promise<unknown> {
  const answer = await fetch(url, { method })
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}`)
  return await answer.json()
}
