// Chaos: rounds of kills, freezes, cut replies, full disks and lost memories; what comes of them is judged by the twins' own journal. `npm run chaos` plays as many as wanted.
import { expect, test } from 'vitest'
import { historyOf, neverIn } from './proof/history.ts'
import type { JournalEntry } from '../sandbox/eaccounting/journal.ts'
import { lookupModes } from './proof/chain.ts'
import { planRound } from './chaos/plan.ts'
import { troubleKinds } from './chaos/plan-troubles.ts'
import { chaosFolder, playRounds } from './chaos/play.ts'

/** The same day plays the same rounds; the next day plays others. */
const today = Number(new Date().toISOString().slice(0, 10).replaceAll('-', ''))

for (const [seed, rounds] of [[1, 20], [today, 5]] as const) {
  test(`${rounds} rounds of seed ${seed} lose nothing, double nothing and leave nothing open`, { timeout: 600_000 }, async () => {
    const first = seed === 1 ? 1 : 1 + (today % 12)
    const { failed, broken, totals } = await playRounds({ seed, first, rounds, lanes: 2, keep: false, folder: chaosFolder(), print: (line) => console.log(line) })
    console.log(`${totals}\nAgain: npm run chaos -- --seed ${seed} --first ${first} --rounds ${rounds}`)
    expect(broken).toEqual([])
    expect(failed.map(({ plan, judgement, open }) => ({ seed, round: plan.round, judgement, open }))).toEqual([])
  })
}

test('the same seed and round give the same plan, and other rounds another', () => {
  expect(planRound(7, 3)).toEqual(planRound(7, 3))
  expect(planRound(7, 3)).not.toEqual(planRound(7, 4))
  expect(planRound(7, 3)).not.toEqual(planRound(8, 3))
})

test('every kind of trouble comes in seventeen rounds, every order type with every lookup mode in twelve', () => {
  const plans = Array.from({ length: 17 }, (_, index) => planRound(1, index + 1))
  expect([...troubleKinds].filter((kind) => !plans.some((plan) => plan.kinds.includes(kind)))).toEqual([])
  expect(new Set(plans.slice(0, 12).map((plan) => `${plan.orderType}/${plan.lookup}`)).size).toBe(3 * Object.keys(lookupModes).length)
})

/** A line of the books' journal. */
function entry(n: number, kind: string, action: JournalEntry['action'] & string, id: string, mark = 'HS-1'): JournalEntry {
  return { n, at: new Date(n).toISOString(), client: null, company: null, method: 'POST', path: `/v2/${kind}s/${id}`, status: 201, answered: true, kind, action, id, marks: { OurReference: `Anna ${mark}`, YourReference: null, BuyersOrderReference: null, textRows: [] } }
}

test('the oracle sees a second document also when it is gone again, and not one that came after the first was taken back', () => {
  const first = entry(1, 'order', 'created', 'a')
  expect(neverIn([first, entry(2, 'order', 'created', 'b'), entry(3, 'order', 'deleted', 'b')])).toEqual(['HS-1 stood on 2 documents at once'])
  expect(neverIn([first, entry(2, 'order', 'deleted', 'a'), entry(3, 'order', 'created', 'b')])).toEqual([])
  expect(neverIn([first, entry(2, 'order', 'created', 'b', 'HS-11')])).toEqual([])
  expect(neverIn([{ ...first, status: 400 }, entry(2, 'order', 'created', 'b')])).toEqual([])
})

test('the oracle sees a mark that is booked twice, and a draft made beside the invoice that came of the first', () => {
  expect(neverIn([entry(1, 'draft', 'created', 'a'), entry(2, 'invoice', 'booked', 'i'), entry(3, 'invoice', 'booked', 'k')])).toEqual(['HS-1 was booked 2 times'])
  expect(historyOf([entry(1, 'draft', 'created', 'a'), entry(2, 'invoice', 'booked', 'i'), entry(3, 'draft', 'created', 'b')]).get('HS-1')?.mostAtOnce).toBe(2)
})
