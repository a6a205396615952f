// Own value: looking up a name that others chose in a table of ours, where "constructor" and "__proto__" are names like any other.

/** The table's value under exactly this name; undefined when it has none of its own. */
export function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
