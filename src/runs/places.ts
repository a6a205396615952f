// Places: how many blocks one process works on side by side, and who is next. Organisations take turns; what a person waits for goes first, but never twice in a row.

export type Lane = { org: string; person: boolean }
export type Place = {
  /** Somebody waits for a place: whoever has had a turn gives way. */
  wanted(): boolean
  leave(): void
}
export type Places = { enter(lane: Lane): Promise<Place>; /** Somebody waits. */ crowded(): boolean }

type Waiting = { lane: Lane; begin(): void }
/** More organisations than this are not remembered: the one served longest ago counts as new. */
const mostRemembered = 10_000

export function createPlaces(atOnce: number): Places {
  const waiting: Waiting[] = []
  /** When each organisation had its last turn, counted in turns; in that order. */
  const lastTurn = new Map<string, number>()
  let turns = 0
  let taken = 0
  let personLast = false

  function next(): Waiting | undefined {
    const persons = waiting.filter(({ lane }) => lane.person)
    const others = waiting.filter(({ lane }) => !lane.person)
    const group = persons.length > 0 && (others.length === 0 || !personLast) ? persons : others
    // The organisation whose turn is longest ago; of its own, the first that came.
    return group.toSorted((a, b) => (lastTurn.get(a.lane.org) ?? 0) - (lastTurn.get(b.lane.org) ?? 0))[0]
  }

  function fill(): void {
    while (taken < atOnce) {
      const one = next()
      if (one === undefined) return
      waiting.splice(waiting.indexOf(one), 1)
      taken += 1
      turns += 1
      personLast = one.lane.person
      lastTurn.delete(one.lane.org)
      lastTurn.set(one.lane.org, turns)
      const [oldest] = lastTurn.keys()
      if (lastTurn.size > mostRemembered && oldest !== undefined) lastTurn.delete(oldest)
      one.begin()
    }
  }

  function placeOf(): Place {
    let left = false
    return {
      wanted: () => waiting.length > 0,
      leave: () => {
        if (left) return
        left = true
        taken -= 1
        fill()
      },
    }
  }

  return {
    crowded: () => waiting.length > 0,
    enter: (lane) =>
      new Promise((resolve) => {
        waiting.push({ lane, begin: () => resolve(placeOf()) })
        fill()
      }),
  }
}
