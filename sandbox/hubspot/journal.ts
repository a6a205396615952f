// The journal: one line per API call, in order, with what it made and changed. Never a token, a query string or a body.
import type { Touched } from './writes.ts'

export type JournalEntry = {
  /** Running number from 1. */
  n: number
  /** ISO 8601. */
  at: string
  method: string
  path: string
  /** HTTP status; 0 when the connection was cut. */
  status: number
  created: Touched[]
  changed: Touched[]
  /** The fault that was played, if any. */
  fault?: string
  /** True when the change happened after the connection was cut. */
  late?: true
}

export class Journal {
  readonly entries: JournalEntry[] = []
  readonly #counts = new Map<string, number>()

  add(entry: Omit<JournalEntry, 'n'>): void {
    this.entries.push({ n: this.entries.length + 1, ...entry })
  }

  count(method: string, template: string): void {
    const key = `${method} ${template}`
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  /** Calls per method and path template, for example `POST /crm/objects/2026-09/deals/search`. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }

  clear(): void {
    this.entries.length = 0
    this.#counts.clear()
  }
}
