// Nearest known name: what a person probably meant by a name that is not known.

/** Number of single-letter edits (insert, delete, replace, swap neighbours) between two texts. */
export function editDistance(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i]
    const above = rows[i - 1] ?? []
    for (let j = 1; j <= right.length; j += 1) {
      const replace = (above[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)
      let best = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replace)
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1)
      }
      row.push(best)
    }
    rows.push(row)
  }
  return rows[left.length]?.[right.length] ?? Math.max(left.length, right.length)
}

/** The known name closest to `name` without regard to case, or null when nothing is close (more than a third of it differs). */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const wanted = name.trim().toLowerCase()
  // No name that we know is nearly as long, and the comparison grows with the square of the length.
  if (wanted === '' || wanted.length > 100) return null
  const names = [...known]
  let best: { name: string; distance: number } | null = null
  for (const candidate of names) {
    const distance = editDistance(wanted, candidate.toLowerCase())
    if (best === null || distance < best.distance) best = { name: candidate, distance }
  }
  if (best === null) return null
  const allowed = Math.max(2, Math.ceil(Math.max(wanted.length, best.name.length) / 3))
  if (best.distance <= allowed && best.distance < wanted.length) return best.name
  // Far in letters but near in sense: a name that holds the other, or one with the same beginning.
  const contained = names.find((candidate) => wanted.length >= 4 && candidate.toLowerCase().includes(wanted))
  const sameStart = names.find((candidate) => sharedStart(candidate.toLowerCase(), wanted) >= Math.max(5, Math.ceil(wanted.length * 0.6)))
  return contained ?? sameStart ?? null
}

function sharedStart(left: string, right: string): number {
  let length = 0
  while (length < left.length && left[length] === right[length]) length += 1
  return length
}
