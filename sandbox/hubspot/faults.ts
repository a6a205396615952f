// Faults to be played on calls: refusals, cuts, late commits, broken answers; by path, count and seeded chance.
import { z } from 'zod'

const actionSchema = z.discriminatedUnion('kind', [
  /** Answers with an error status. 429 takes a policy, 477 Retry-After. `commit` carries the call out first (a 504 after the work was done). */
  z.object({
    kind: z.literal('status'), status: z.number().int().min(400).max(599), policy: z.enum(['TEN_SECONDLY_ROLLING', 'DAILY', 'SECONDLY']).optional(),
    retryAfterSeconds: z.number().optional(), commit: z.boolean().default(false),
  }),
  /** Waits before anything else; other faults still apply. */
  z.object({ kind: z.literal('delay'), ms: z.number().nonnegative() }),
  z.object({ kind: z.literal('cutBeforeCommit') }),
  z.object({ kind: z.literal('cutAfterCommit') }),
  /** Cuts the connection, and carries the call out `ms` later. */
  z.object({ kind: z.literal('lateCommit'), ms: z.number().nonnegative() }),
  /** Carries the call out and sends half of the JSON. */
  z.object({ kind: z.literal('brokenJson') }),
  /** Sends an HTML page. `commit` (default: only for 200) carries the call out first. */
  z.object({ kind: z.literal('html'), status: z.number().int().default(502), commit: z.boolean().optional() }),
  /** All keys and tokens stop working from this call on. */
  z.object({ kind: z.literal('revokeTokens') }),
  /** Access tokens count as expired from this call on; refreshing helps. */
  z.object({ kind: z.literal('expireAccessTokens') }),
  /** Search lags by `ms` from this call on. */
  z.object({ kind: z.literal('searchLag'), ms: z.number().nonnegative() }),
])
export type FaultAction = z.output<typeof actionSchema>

export const faultSchema = z.object({
  /** HTTP method; missing = any. */
  method: z.string().optional(),
  /** Path or path template, `*` stands for anything; missing = every path. */
  path: z.string().default('*'),
  /** How many matching calls are hit; missing = all. */
  count: z.number().int().positive().optional(),
  /** Matching calls let through first. */
  skip: z.number().int().nonnegative().default(0),
  /** Chance of a hit, 0 to 1, from a generator seeded with `seed`. */
  probability: z.number().min(0).max(1).default(1),
  seed: z.number().int().default(1),
  action: actionSchema,
})
/** A fault as written. */
export type Fault = z.input<typeof faultSchema>

type Armed = z.output<typeof faultSchema> & { id: number; pattern: RegExp; random: () => number; hits: number }

/** Mulberry32: small, repeatable. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export class Faults {
  #armed: Armed[] = []
  #nextId = 1

  /** Arms a fault and returns its id. Throws a ZodError when it is malformed. */
  add(fault: Fault): number {
    const parsed = faultSchema.parse(fault)
    const pattern = new RegExp(`^${parsed.path.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)
    const id = this.#nextId
    this.#nextId += 1
    this.#armed.push({ ...parsed, id, pattern, random: generator(parsed.seed), hits: 0 })
    return id
  }

  remove(id: number): void {
    this.#armed = this.#armed.filter((fault) => fault.id !== id)
  }

  clear(): void {
    this.#armed = []
  }

  /** What is armed, with hits so far. */
  list(): (z.output<typeof faultSchema> & { id: number; hits: number })[] {
    return this.#armed.map(({ pattern: _pattern, random: _random, ...fault }) => fault)
  }

  /** The faults that hit a call, in the order in which they were armed: any delays, and at most one other. */
  take(method: string, path: string, template: string): FaultAction[] {
    if (this.#armed.length === 0) return []
    const hit: FaultAction[] = []
    for (const fault of this.#armed) {
      if (hit.some((action) => action.kind !== 'delay') && fault.action.kind !== 'delay') continue
      if (fault.method !== undefined && fault.method !== method) continue
      if (!fault.pattern.test(path) && !fault.pattern.test(template)) continue
      if (fault.skip > 0) {
        fault.skip -= 1
        continue
      }
      if (fault.probability < 1 && fault.random() >= fault.probability) continue
      fault.hits += 1
      if (fault.count !== undefined) fault.count -= 1
      hit.push(fault.action)
    }
    this.#armed = this.#armed.filter((fault) => fault.count === undefined || fault.count > 0)
    return hit
  }
}
