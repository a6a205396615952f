// Batches: cutting a long list into what one call takes, and running calls side by side without flooding.

/** Calls of one read under way at once; the budget decides their pace. */
const sideBySide = 12

export function cut<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
}

/** Results in the order of the items. The first failure is thrown after those under way have ended. */
export async function inParallel<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const errors: unknown[] = []
  const lane = async () => {
    while (errors.length === 0 && next < items.length) {
      const index = next++
      const item = items[index]
      if (item === undefined) continue
      try {
        results[index] = await run(item)
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(sideBySide, items.length) }, lane))
  if (errors.length > 0) throw errors[0]
  return results
}

export function unique(values: Iterable<string>): string[] {
  return [...new Set(values)]
}

/** Record ids in numeric order; they are too long for some number types, so their length is compared first. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
