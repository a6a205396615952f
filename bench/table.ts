// Tables and numbers as the bench prints them.
export type Line = [what: string, is: string, goal?: string]

/** One line a figure, each with its goal. */
export function table(lines: Line[]): string {
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map(([what, is, goal]) => `  ${what.padEnd(widths[0] ?? 0)}  ${is.padStart(widths[1] ?? 0)}${goal === undefined || goal === '' ? '' : `   goal ${goal}`}\n`).join('')
}

export function mb(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(0)
}

export function seconds(ms: number | null, decimals = 2): string {
  return ms === null ? '-' : (ms / 1000).toFixed(decimals)
}

export function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(0)} %`
}

export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function total(calls: Record<string, number>): number {
  return Object.values(calls).reduce((sum, n) => sum + n, 0)
}
