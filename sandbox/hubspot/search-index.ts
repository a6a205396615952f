// The search index and its lag: for a while after a change, search sees the record as it was (8.15).
import type { HubSpotRecord, IndexedVersion } from './records.ts'

export class SearchIndex {
  /** Milliseconds until a change is searchable. */
  lagMs = 0
  readonly #queue: { due: number; record: HubSpotRecord; after: IndexedVersion }[] = []
  #head = 0

  /** The version to hand to `changed` after a change; undefined while nothing lags. */
  before(record: HubSpotRecord): IndexedVersion | undefined {
    return this.lagMs > 0 ? { props: { ...record.props }, updatedAt: record.updatedAt } : undefined
  }

  /** Notes a change made at `now`. `before` null = the record is new. */
  changed(record: HubSpotRecord, before: IndexedVersion | undefined, now: number): void {
    if (this.lagMs <= 0 && record.stale === undefined) return
    record.stale ??= { visible: before ?? null, pending: 0 }
    record.stale.pending += 1
    this.#queue.push({ due: now + this.lagMs, record, after: { props: { ...record.props }, updatedAt: record.updatedAt } })
  }

  /** Lets every change that is due become visible. */
  settle(now: number): void {
    for (let entry = this.#queue[this.#head]; entry !== undefined && entry.due <= now; entry = this.#queue[this.#head]) {
      this.#head += 1
      const stale = entry.record.stale
      if (stale === undefined) continue
      stale.visible = entry.after
      stale.pending -= 1
      if (stale.pending === 0) delete entry.record.stale
    }
    if (this.#head > 1000 && this.#head * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#head)
      this.#head = 0
    }
  }

  /** What search sees of a record; null = not indexed yet. */
  view(record: HubSpotRecord): IndexedVersion {
    return record.stale === undefined ? record : record.stale.visible
  }
}
