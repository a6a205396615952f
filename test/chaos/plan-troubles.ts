// The troubles of a round, as pure data: what breaks, where, and when. Times are real milliseconds after the start.
import type { Fault as BooksFault } from '../../sandbox/eaccounting/faults.ts'
import type { Fault as CrmFault } from '../../sandbox/hubspot/faults.ts'
import type { Dice } from './dice.ts'

/** Every kind of trouble. Each round is surely given one of them in turn, and some more by chance. */
export const troubleKinds = ['kill', 'pause', 'cut', 'late', 'lag', 'filters', 'storm', 'errors', 'broken', 'tokens', 'revoked', 'postgres', 'disk', 'people', 'bells', 'second', 'amnesia'] as const
export type TroubleKind = (typeof troubleKinds)[number]

/** A worker by its place; or, when so many writes have reached the books since the start, whichever worker holds a run then. */
export type Aim = { worker: number; writes: number | null }

export type Trouble =
  | { do: 'kill'; at: number; aim: Aim; /** Until another process takes its place. */ backAfter: number }
  | { do: 'pause'; at: number; aim: Aim; lasts: number }
  | { do: 'books'; at: number; fault: BooksFault }
  | { do: 'crm'; at: number; fault: CrmFault }
  | { do: 'search-lag'; at: number; ms: number }
  | { do: 'expire'; at: number; side: 'books' | 'crm' }
  | { do: 'revoke'; at: number; side: 'books' | 'crm'; /** Until a person connects again. */ lasts: number }
  | { do: 'postgres'; at: number }
  | { do: 'disk'; at: number; lasts: number }
  | { do: 'bells'; at: number; times: number }

export type TroubleFrame = { lasts: number; /** When sales come: shortly afterwards something is written. */ moments: number[]; workers: number; posts: string[] }

/** Commits that come late come before the quarantine ends (2.5 s after the send at this scale), lag of the lists included. */
const latestMs = 1_500
const lagMs = 700

export function planTroubles(dice: Dice, kinds: ReadonlySet<TroubleKind>, frame: TroubleFrame): Trouble[] {
  const troubles: Trouble[] = []
  /** Mostly while something is being written, sometimes in the silence between. */
  const when = (): number => (dice.chance(0.75) ? dice.pick(frame.moments) + dice.int(20, 500) : dice.int(0, frame.lasts))
  const early = (): number => (dice.chance(0.5) ? 0 : dice.int(0, Math.floor(frame.lasts / 2)))
  const chance = (): { probability: number; seed: number } => ({ probability: dice.int(10, 45) / 100, seed: dice.int(1, 1_000_000) })
  const aim = (): Aim => ({ worker: dice.int(0, frame.workers - 1), writes: dice.chance(0.7) ? dice.int(1, frame.moments.length * 2) : null })
  /** Strikes so often, or until the troubles are over. */
  const books = (most: number | null, fault: BooksFault): void => void troubles.push({ do: 'books', at: early(), fault: { ...fault, ...(most === null ? {} : { count: dice.int(1, most) }) } })
  const crm = (most: number, fault: CrmFault): void => void troubles.push({ do: 'crm', at: early(), fault: { ...fault, count: dice.int(1, most) } })
  const somePosts = (): string => dice.pick([...frame.posts, '/v2/**'])

  if (kinds.has('kill')) for (let n = dice.int(1, 3); n > 0; n -= 1) troubles.push({ do: 'kill', at: when(), aim: aim(), backAfter: dice.pick([0, 0, 300, 1_000]) })
  // Past the lease of two seconds, mostly; sometimes shorter.
  if (kinds.has('pause')) for (let n = dice.int(1, 2); n > 0; n -= 1) troubles.push({ do: 'pause', at: when(), aim: aim(), lasts: dice.int(dice.chance(0.8) ? 2_300 : 300, 4_000) })
  if (kinds.has('cut')) {
    for (const kind of dice.some(['cut-before-commit', 'cut-after-commit', 'status-after-commit'] as const, 0.7)) books(6, { kind, path: somePosts(), status: 502, ...chance(), ...(dice.chance(0.5) ? { method: 'POST' } : {}) })
    if (dice.chance(0.5)) crm(4, { path: '*', action: { kind: dice.pick(['cutBeforeCommit', 'cutAfterCommit'] as const) }, ...chance() })
  }
  if (kinds.has('late')) {
    books(5, { kind: 'late-commit', method: 'POST', path: somePosts(), ms: dice.int(50, latestMs), ...chance() })
    if (dice.chance(0.4)) books(2, { kind: 'late-commit', method: dice.pick(['PUT', 'DELETE']), path: '/v2/**', ms: dice.int(50, latestMs), ...chance() })
    if (dice.chance(0.5)) books(3, { kind: 'delay', path: somePosts(), ms: dice.int(200, latestMs + 300), ...chance() })
    if (dice.chance(0.3)) books(2, { kind: 'hang', path: somePosts(), ...chance() })
    if (dice.chance(0.4)) crm(2, { path: '*batch/update', action: { kind: 'lateCommit', ms: dice.int(50, latestMs) }, ...chance() })
  }
  if (kinds.has('lag')) {
    books(null, { kind: 'lag', method: 'GET', ms: dice.int(100, lagMs) })
    if (dice.chance(0.6)) troubles.push({ do: 'search-lag', at: 0, ms: dice.int(100, 900) })
  }
  if (kinds.has('filters')) books(dice.chance(0.5) ? null : 6, { kind: 'refuse-filter', method: 'GET', ...(dice.chance(0.5) ? chance() : {}) })
  if (kinds.has('storm')) {
    books(30, { kind: 'status', status: 429, path: dice.pick(['/v2/**', ...frame.posts]), ...chance() })
    if (dice.chance(0.6)) crm(8, { path: '*', action: { kind: 'status', status: 429, retryAfterSeconds: dice.int(1, 4) }, ...chance() })
  }
  if (kinds.has('errors')) {
    books(12, { kind: 'status', status: dice.pick([500, 502, 503, 504]), path: somePosts(), ...chance() })
    if (dice.chance(0.5)) crm(5, { path: '*', action: { kind: 'status', status: dice.pick([500, 502, 503, 504, 423, 477]), commit: dice.chance(0.3) }, ...chance() })
  }
  if (kinds.has('broken')) {
    books(6, { kind: dice.pick(['broken-json', 'html'] as const), status: dice.pick([200, 502]), path: somePosts(), ...chance() })
    if (dice.chance(0.5)) crm(4, { path: '*', action: dice.chance(0.5) ? { kind: 'brokenJson' } : { kind: 'html', status: dice.pick([200, 502]) }, ...chance() })
  }
  if (kinds.has('tokens')) for (let n = dice.int(1, 4); n > 0; n -= 1) troubles.push({ do: 'expire', at: when(), side: dice.pick(['books', 'crm'] as const) })
  if (kinds.has('revoked')) troubles.push({ do: 'revoke', at: early(), side: dice.pick(['books', 'crm'] as const), lasts: dice.int(300, 1_500) })
  if (kinds.has('postgres')) for (let n = dice.int(1, 2); n > 0; n -= 1) troubles.push({ do: 'postgres', at: when() })
  if (kinds.has('disk')) troubles.push({ do: 'disk', at: early(), lasts: dice.int(400, 1_500) })
  if (kinds.has('bells')) for (let n = dice.int(1, 2); n > 0; n -= 1) troubles.push({ do: 'bells', at: early(), times: dice.int(2, 3) })
  return troubles.toSorted((a, b) => a.at - b.at)
}
