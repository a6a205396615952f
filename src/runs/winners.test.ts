// Winners: whoever lost waits until the winner has settled, is not fooled by one that settled at once, and never waits for ever.
import { expect, test } from 'vitest'
import type { RunContext } from './context.ts'
import { makePoints } from './points.ts'
import { untilMade, winnerWatch } from './winners.ts'

/** A clock that sleep moves, and intents that are open until the given moment. */
function contextOf(openUntil: Record<string, number>): { ctx: RunContext; asked: string[][] } {
  let time = 0
  const asked: string[][] = []
  const ctx = {
    now: () => time, timeScale: 1, at: makePoints(undefined), stopping: () => false,
    sleep: async (ms: number) => {
      time += ms
      await new Promise((resolve) => setImmediate(resolve))
    },
    parcels: {
      beingMade: async (intents: string[]) => {
        asked.push(intents)
        if (intents.includes('')) throw new Error('an intent without an id is asked for')
        return new Set(intents.filter((intent) => (openUntil[intent] ?? 0) > time))
      },
    },
  } as unknown as RunContext
  return { ctx, asked }
}

test('many that wait for the same winner are told together, by one question at a time', async () => {
  const { ctx, asked } = contextOf({ a: 200, b: 400 })
  const winners = winnerWatch(ctx)
  expect(await Promise.all(['a', 'a', 'b', 'a'].map(winners))).toEqual([true, true, true, true])
  expect(asked[0]).toEqual(['a', 'b'])
  expect(asked.length).toBeLessThanOrEqual(8)
})

test('a winner that had settled before anybody could ask who it was keeps nobody waiting, and nobody else from being told', async () => {
  const { ctx } = contextOf({ a: 200 })
  const winners = winnerWatch(ctx)
  expect(await Promise.all([winners('a'), winners('')])).toEqual([true, true])
})

test('one that takes longer than a minute is not waited for', async () => {
  const { ctx } = contextOf({ a: Number.POSITIVE_INFINITY })
  expect(await winnerWatch(ctx)('a')).toBe(false)
})

test('whoever lost makes it when the winner did not, and comes back later when there is always another winner', async () => {
  const { ctx } = contextOf({})
  const winners = winnerWatch(ctx)
  let tries = 0
  const second = await untilMade(ctx, winners, async () => ((tries += 1) === 1 ? { type: 'lost', winner: 'x' } : { type: 'ready', value: 'made' }), null, 'SKU')
  expect(second).toEqual({ type: 'ready', value: 'made' })
  expect(await untilMade(ctx, winners, async () => ({ type: 'lost', winner: 'x' }), null, 'SKU')).toMatchObject({ type: 'waiting', failure: { code: 'waits-for-other' } })
})

test('whoever begins to wait while others are being asked about is not taken for settled by that answer', async () => {
  const { ctx } = contextOf({ a: 10_000, late: 1_000 })
  const winners = winnerWatch(ctx)
  const ask = ctx.parcels.beingMade
  let late: Promise<[boolean, number]> | null = null
  ctx.parcels.beingMade = async (intents) => {
    const answer = await ask(intents)
    // The question is on its way, and one more comes.
    late ??= winners('late').then((settled) => [settled, ctx.now()])
    return answer
  }
  await winners('a')
  const [settled, at] = (await (late as Promise<[boolean, number]> | null)) ?? [false, 0]
  expect(settled).toBe(true)
  expect(at).toBeGreaterThanOrEqual(1_000)
})
