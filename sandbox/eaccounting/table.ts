// A table of one kind of object: by id, in order of creation, with an index per field that is asked for.
export type Row = { Id: string }
/** createdAt decides what a lagging list shows; place is the order of creation. */
export type Kept<T> = { value: T; readonly createdAt: number; readonly place: number }

export class Table<T extends Row> {
  readonly #rows = new Map<string, Kept<T>>()
  readonly #indexes = new Map<string, Map<unknown, Set<string>>>()
  #list: readonly Kept<T>[] | null = null
  #places = 0

  get size(): number {
    return this.#rows.size
  }

  get(id: string): T | undefined {
    return this.#rows.get(id)?.value
  }

  keptAs(id: string): Kept<T> | undefined {
    return this.#rows.get(id)
  }

  /** Inserts, or replaces what has the same Id. */
  put(value: T, at: number): void {
    const old = this.#rows.get(value.Id)
    if (old) {
      for (const [field, index] of this.#indexes) unindex(index, read(old.value, field), value.Id)
      old.value = value
    } else {
      const kept = { value, createdAt: at, place: ++this.#places }
      this.#rows.set(value.Id, kept)
      this.#list = null
    }
    for (const [field, index] of this.#indexes) addTo(index, read(value, field), value.Id)
  }

  remove(id: string): boolean {
    const old = this.#rows.get(id)
    if (!old) return false
    for (const [field, index] of this.#indexes) unindex(index, read(old.value, field), id)
    this.#rows.delete(id)
    this.#list = null
    return true
  }

  /** All, oldest first. */
  all(): T[] {
    return this.kept().map(each => each.value)
  }

  /** All with their moment of creation, oldest first; the same array until something is added or removed. */
  kept(): readonly Kept<T>[] {
    return this.#list ??= [...this.#rows.values()]
  }

  /** Those whose field equals the value (text without case), oldest first, through an index made at first use. */
  where(field: string, value: unknown): Kept<T>[] {
    let index = this.#indexes.get(field)
    if (!index) {
      index = new Map()
      for (const [id, kept] of this.#rows) addTo(index, read(kept.value, field), id)
      this.#indexes.set(field, index)
    }
    const found: Kept<T>[] = []
    for (const id of index.get(keyOf(value)) ?? []) {
      const kept = this.#rows.get(id)
      if (kept) found.push(kept)
    }
    return found.length > 1 ? found.sort((a, b) => a.place - b.place) : found
  }

  /** The first whose field equals the value. */
  find(field: string, value: unknown): T | undefined {
    return this.where(field, value)[0]?.value
  }
}

function read(value: object, field: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[field]
}

function keyOf(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value
}

function addTo(index: Map<unknown, Set<string>>, value: unknown, id: string): void {
  const key = keyOf(value)
  const found = index.get(key)
  if (found) found.add(id)
  else index.set(key, new Set([id]))
}

function unindex(index: Map<unknown, Set<string>>, value: unknown, id: string): void {
  const key = keyOf(value)
  const found = index.get(key)
  found?.delete(id)
  if (found?.size === 0) index.delete(key)
}
