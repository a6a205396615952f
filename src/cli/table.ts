// Aligned tables for people: columns as wide as their widest cell, numbers to the right, the last column cut to the line.

export type Column = { title: string; right?: boolean }

/** Lines of the table, the header first. Cells are plain text. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly (string | number)[])[], width = Infinity): string[] {
  const cells = rows.map((row) => row.map(String))
  const widths = columns.map((column, index) => Math.max(column.title.length, ...cells.map((row) => row[index]?.length ?? 0)))
  const line = (row: readonly string[]): string => {
    const text = columns.map((column, index) => {
      const cell = row[index] ?? ''
      return column.right === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)
    }).join('  ').trimEnd()
    return text.length > width ? `${text.slice(0, Math.max(1, width - 1))}…` : text
  }
  return [line(columns.map((column) => column.title)), ...cells.map(line)]
}

/** "2026-11-22 10:31" in the time zone of this computer. */
export function shortTime(iso: string): string {
  const at = new Date(iso)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** "850 ms", "12.4 s", "3 min 20 s". */
export function shortDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}
