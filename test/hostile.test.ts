// Hostile input, a share of what `npm run hostile` does: every door with a fixed seed, and with the seed of the day, which is printed so that it can be repeated.
import { describe, expect, it } from 'vitest'
import { doors } from './hostile/doors.ts'
import { knockOn } from './hostile/knock.ts'

/** Cases with the fixed seed; the seed of the day gets half as many. Whole runs and stored values are dear, the others cheap. */
const shares: Record<string, number> = { source: 700, books: 500, tokens: 200, yaml: 60, environment: 900, sale: 300, api: 200, stored: 10, run: 5 }
const fixed = 4_711
const ofTheDay = Number(new Date().toISOString().slice(0, 10).replaceAll('-', ''))

describe.each(doors)('the door $name', (door) => {
  it.each([['a fixed seed', fixed, 1], ['the seed of the day', ofTheDay, 0.5]] as const)('takes hostile input with %s (%i): no crash, no hang, nothing lost, no secret told', async (_, seed, part) => {
    const cases = Math.ceil((shares[door.name] ?? 100) * part)
    const knocked = await knockOn(door, { seed, from: 0, cases, most: 5 })
    if (knocked.found.length > 0) console.error(`repeat with: npm run hostile -- --seed ${seed} --door ${door.name} --from ${knocked.found[0]?.index} --cases 1`)
    expect(knocked.found).toEqual([])
    expect(knocked.cases).toBe(cases)
  }, 300_000)
})
