// Writes what the documentation takes from the code: the README's table of settings, between its markers.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { settingsTable } from '../src/flows/orders-to-accounting/settings-table.ts'

const begin = '<!-- settings:begin -->'
const end = '<!-- settings:end -->'
const readme = fileURLToPath(new URL('../README.md', import.meta.url))

/** The text with the table between the markers. Throws when a marker is missing, twice, or out of order. */
export function withSettingsTable(text: string): string {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from || text.indexOf(begin, from + 1) >= 0 || text.indexOf(end, to + 1) >= 0) {
    throw new Error(`README.md needs ${begin} and, below it, ${end}, once each`)
  }
  return `${text.slice(0, from + begin.length)}\n${settingsTable('en')}\n${text.slice(to)}`
}

/** Both texts; null when there is no README yet. */
export function readmeTexts(): { present: string; wanted: string } | null {
  if (!existsSync(readme)) return null
  const present = readFileSync(readme, 'utf8')
  return { present, wanted: withSettingsTable(present) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const texts = readmeTexts()
  if (texts === null) throw new Error('there is no README.md')
  if (texts.present !== texts.wanted) writeFileSync(readme, texts.wanted)
}
