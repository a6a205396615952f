// Winners: somebody else is making the card or article that a record needs. It is waited for a moment, and then the record is planned again.
import { scaled, type RunContext } from './context.ts'
import { waitsForOther, type Settled } from './write-outcome.ts'

/** Longer than a worker needs for a group of cards under the vendors' limits; one whose reply was lost is not waited for. */
const patienceMs = 60_000
/** Also with a clock that runs fast a worker's group takes real time. */
const leastPatienceMs = 5_000
const lookMs = 50

/** Resolves with true when the intent is settled or nobody alive works on it any more, with false when it takes too long. */
export type Winners = (intent: string) => Promise<boolean>

/** One question for all that wait at the same time. */
export function winnerWatch(ctx: RunContext): Winners {
  const waiting = new Map<string, { until: number; heard: ((settled: boolean) => void)[] }>()
  let looking = false

  async function look(): Promise<void> {
    looking = true
    try {
      while (waiting.size > 0) {
        await ctx.sleep(lookMs)
        // Of those asked about only: who begins to wait meanwhile is not in the answer, and not settled for that.
        const asked = [...waiting]
        const open = await ctx.at('wait-for-winner', () => ctx.parcels.beingMade(asked.map(([intent]) => intent)))
        for (const [intent, { until, heard }] of asked) {
          const tooLong = ctx.now() > until || ctx.stopping()
          if (open.has(intent) && !tooLong) continue
          waiting.delete(intent)
          for (const tell of heard) tell(!open.has(intent))
        }
      }
    } catch {
      // Whether it was made is asked again when the record is planned the next time.
      for (const { heard } of waiting.values()) for (const tell of heard) tell(false)
      waiting.clear()
    } finally {
      looking = false
    }
  }

  return (intent) =>
    new Promise((resolve) => {
      // It was settled between our losing and our asking who won.
      if (intent === '') return resolve(true)
      const one = waiting.get(intent) ?? { until: ctx.now() + Math.max(leastPatienceMs, scaled(ctx, patienceMs)), heard: [] }
      one.heard.push(resolve)
      waiting.set(intent, one)
      if (!looking) void look()
    })
}

/** Somebody else holds the keys of what was to be made. */
export type Lost = { type: 'lost'; winner: string }
/** Who loses to a second winner after the first has settled comes back later. */
const mostTries = 3

/** Makes it, or waits for whoever is making it and looks again. */
export async function untilMade<I, T>(ctx: RunContext, winners: Winners, submit: (item: I) => Promise<Settled<T> | Lost>, item: I, reference: string): Promise<Settled<T>> {
  for (let attempt = 0; attempt < mostTries; attempt += 1) {
    const result = await submit(item)
    if (result.type !== 'lost') return result
    if (!(await winners(result.winner))) break
  }
  return waitsForOther(ctx, reference)
}
