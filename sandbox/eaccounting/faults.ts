// Faults that can be switched on: what the network and the vendor do wrong, per method and path, counted or by seeded chance.
import { z } from 'zod'

export const faultSchema = z.strictObject({
  /**
   * status: answers `status` without doing anything · delay: waits `ms` first · cut-before-commit: the socket dies, nothing done ·
   * cut-after-commit: done, but the socket dies · late-commit: the socket dies at once, done `ms` later · status-after-commit: done, but answers `status` ·
   * lag: lists hide objects younger than `ms` · refuse-filter: $filter answers 6000 · broken-json: half of a body · html: an HTML page with `status` ·
   * hang: never answers (until the caller gives up)
   */
  kind: z.enum([
    'status', 'delay', 'cut-before-commit', 'cut-after-commit', 'late-commit', 'status-after-commit', 'lag', 'refuse-filter', 'broken-json', 'html', 'hang',
  ]),
  /** GET, POST, ...; any when absent. */
  method: z.string().optional(),
  /** Path with * for one part and ** for the rest, e.g. /v2/orders, /v2/orders/*, /connect/token, /v2/**; every path when absent. */
  path: z.string().optional(),
  /** How often it strikes before it is spent; without end when absent. */
  count: z.number().int().positive().optional(),
  /** Lets so many matching calls through first. */
  skip: z.number().int().min(0).default(0),
  /** Chance 0..1 of striking; always when absent. */
  probability: z.number().min(0).max(1).optional(),
  /** Seed of the chance, so that a run can be repeated. */
  seed: z.number().int().default(1),
  status: z.number().int().default(500),
  /** ErrorCode in the body; chosen from the status when absent. */
  errorCode: z.number().int().optional(),
  ms: z.number().min(0).default(1000),
})
export type Fault = z.input<typeof faultSchema>
export type FilledFault = z.output<typeof faultSchema>
type Armed = { id: number; fault: FilledFault; pattern: RegExp | null; left: number; skip: number; chance: () => number; struck: number }

export class FaultBook {
  readonly #armed: Armed[] = []
  #ids = 0

  /** Switches a fault on; the id removes it again. */
  add(fault: Fault): number {
    const filled = faultSchema.parse(fault)
    this.#armed.push({
      id: ++this.#ids,
      fault: filled,
      pattern: filled.path === undefined ? null : pathPattern(filled.path),
      left: filled.count ?? Number.POSITIVE_INFINITY,
      skip: filled.skip,
      chance: randomOf(filled.seed),
      struck: 0,
    })
    return this.#ids
  }

  remove(id: number): void {
    const at = this.#armed.findIndex(each => each.id === id)
    if (at >= 0) this.#armed.splice(at, 1)
  }

  clear(): void {
    this.#armed.length = 0
  }

  list(): { id: number; fault: FilledFault; struck: number }[] {
    return this.#armed.map(({ id, fault, struck }) => ({ id, fault, struck }))
  }

  /** The faults that strike this call; counts are spent. */
  strike(method: string, path: string): FilledFault[] {
    if (this.#armed.length === 0) return []
    const struck: FilledFault[] = []
    for (const armed of this.#armed) {
      if (armed.left <= 0 || (armed.fault.method !== undefined && armed.fault.method !== method)) continue
      if (armed.pattern && !armed.pattern.test(path)) continue
      if (armed.skip > 0) { armed.skip--; continue }
      if (armed.fault.probability !== undefined && armed.chance() >= armed.fault.probability) continue
      armed.left--
      armed.struck++
      struck.push(armed.fault)
    }
    return struck
  }
}

function pathPattern(path: string): RegExp {
  const escaped = path.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('**', '\u0000').replaceAll('*', '[^/]+').replaceAll('\u0000', '.*')
  return new RegExp(`^${escaped}$`)
}

/** mulberry32: small, seeded, even enough for faults. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
