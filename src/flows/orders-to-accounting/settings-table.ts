// The README's table of settings, generated from the same definitions that check them.
import type { Language } from '../../core/language.ts'
import { settingsHelp, type SettingHelp } from './settings-help.ts'

/** Markdown rows, one per setting, in the order of the schema; with head when `head` is true. */
export function settingsTable(language: Language, head = true): string {
  const rows = Object.entries(settingsHelp as Record<string, SettingHelp>).map(([name, help]) => `| \`${name}\` | ${cell(help.values)} | ${cell(language === 'sv' ? help.sv : help.en)} |`)
  const titles = language === 'sv' ? '| namn | värden (förval först) | betydelse |' : '| name | values (default first) | meaning |'
  return [...(head ? [titles, '|---|---|---|'] : []), ...rows].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
