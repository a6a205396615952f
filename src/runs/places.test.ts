// Places: organisations take turns, blocks of a backlog give way, and a person does not stand behind the clock.
import { expect, test } from 'vitest'
import { createPlaces, type Places } from './places.ts'

/** Blocks of an organisation one after the other, each in a place of its own that it leaves when another waits; notes who had a turn. */
async function blocks(places: Places, order: string[], org: string, n: number, person = false): Promise<void> {
  for (let block = 0; block < n; block += 1) {
    const place = await places.enter({ org, person })
    order.push(org)
    await Promise.resolve()
    place.leave()
  }
}

test('a backlog of a hundred blocks gets every fiftieth turn while forty-nine others have work', async () => {
  const places = createPlaces(1)
  const order: string[] = []
  const big = blocks(places, order, 'big', 100)
  const small = Promise.all(Array.from({ length: 49 }, (_, n) => blocks(places, order, `small ${n}`, 3)))
  await small
  const whenSmallAreDone = order.length
  await big
  // Three rounds of all fifty: the big one had its three turns among them, and perhaps the first of all.
  expect(whenSmallAreDone).toBeLessThanOrEqual(3 * 50 + 1)
  expect(order.slice(0, whenSmallAreDone).filter((org) => org === 'big').length).toBeLessThanOrEqual(4)
  expect(order).toHaveLength(100 + 49 * 3)
})

test('no more blocks than there are places are worked on at once', async () => {
  const places = createPlaces(4)
  let now = 0
  let most = 0
  await Promise.all(Array.from({ length: 20 }, async (_, n) => {
    const place = await places.enter({ org: `org ${n}`, person: false })
    now += 1
    most = Math.max(most, now)
    await new Promise((resolve) => setTimeout(resolve, 1))
    now -= 1
    place.leave()
    place.leave()
  }))
  expect(most).toBe(4)
})

test('what a person waits for comes before what the clock asked for, and does not keep it from its turn', async () => {
  const places = createPlaces(1)
  const order: string[] = []
  const first = await places.enter({ org: 'running', person: false })
  const clock = Promise.all(['a', 'b', 'c'].map((org) => blocks(places, order, org, 1)))
  const persons = Promise.all(['p', 'q', 'r'].map((org) => blocks(places, order, org, 1, true)))
  expect(first.wanted()).toBe(true)
  first.leave()
  await Promise.all([clock, persons])
  expect(order).toEqual(['p', 'a', 'q', 'b', 'r', 'c'])
})

test('whoever is alone is asked for nothing', async () => {
  const place = await createPlaces(1).enter({ org: 'main', person: false })
  expect(place.wanted()).toBe(false)
})
