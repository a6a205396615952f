// Finds one thing among those the accounts offer, by id, name, code or number; unknown and ambiguous are told with the choices.
import { ownValue } from '../../core/own-value.ts'
import { choicesText, type Issue } from '../../core/issue.ts'
import type { Sentence } from '../../core/language.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Named } from './resolved-settings.ts'

export type Choice = Named & {
  /** Other texts that mean it: English name, code, number. */
  also?: (string | null)[]
  /** False: known but not to be used (inactive, ended). */
  usable?: boolean
}

export type Path = (string | number)[]

/** Collects issues while settings are resolved. */
export class Issues {
  readonly list: Issue[] = []

  stop(path: Path, sentence: Sentence, nearest?: string | null): void {
    this.list.push({ path, severity: 'stop', ...sentence, ...(nearest ? { nearest } : {}) })
  }

  warn(path: Path, sentence: Sentence): void {
    this.list.push({ path, severity: 'warn', ...sentence })
  }

  get refused(): boolean {
    return this.list.some((issue) => issue.severity === 'stop')
  }
}

/** The one choice meant, or null with an issue. `what` names the kind of thing in both languages ("terms of payment"). */
export function findNamed(text: string, choices: readonly Choice[], path: Path, what: Sentence, issues: Issues): Named | null {
  const found = matching(text, choices)
  const usable = found.filter((choice) => choice.usable !== false)
  const [only] = usable
  if (only !== undefined && usable.length === 1) {
    // A name that two things share would be ambiguous again further on; there the id stands for it.
    const shared = choices.filter((choice) => choice.usable !== false && plain(choice.name) === plain(only.name)).length > 1
    return { id: only.id, name: shared ? only.id : only.name }
  }
  const available = choices.filter((choice) => choice.usable !== false)
  if (usable.length > 1) {
    const listed = choicesText(usable.map((choice) => `${choice.name} (${[...(choice.also ?? []), choice.id].find((other) => other !== null && other !== choice.name)})`))
    issues.stop(path, { sv: `"${text}" är tvetydigt bland ${what.sv}: ${listed.sv}. Skriv id i stället.`, en: `"${text}" is ambiguous among ${what.en}: ${listed.en}. Write the id instead.` })
    return null
  }
  if (found.length > 0) {
    issues.stop(path, { sv: `"${text}" finns bland ${what.sv} men är inte aktivt.`, en: `"${text}" is among ${what.en} but is not active.` })
    return null
  }
  const names = available.map((choice) => choice.name)
  const nearest = nearestName(text, names)
  const listed = choicesText(names)
  issues.stop(path, {
    sv: `"${text}" finns inte bland ${what.sv}.${nearest === null ? '' : ` Menas "${nearest}"?`} Finns: ${listed.sv}.`,
    en: `"${text}" is not among ${what.en}.${nearest === null ? '' : ` Is "${nearest}" meant?`} There are: ${listed.en}.`,
  }, nearest)
  return null
}

/** Exact id first, then name, then codes; each without case and doubled spaces. */
function matching(text: string, choices: readonly Choice[]): Choice[] {
  const byId = choices.filter((choice) => choice.id === text)
  if (byId.length > 0) return byId
  const wanted = plain(text)
  const byName = choices.filter((choice) => plain(choice.name) === wanted)
  if (byName.length > 0) return byName
  return choices.filter((choice) => (choice.also ?? []).some((other) => other !== null && plain(other) === wanted))
}

function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase()
}

/** Resolves the values of a map; keys become lower case. */
export function resolveMap(map: Record<string, string>, path: Path, find: (text: string, path: Path) => Named | null): Record<string, Named> {
  return Object.fromEntries(Object.entries(map).flatMap(([key, value]) => {
    const found = find(value, [...path, key])
    return found === null ? [] : [[mapKey(key), found]]
  }))
}

/** What a map says of a source value, whatever the value is. */
export function mapped<T>(map: Readonly<Record<string, T>>, value: string): T | undefined {
  return ownValue(map, mapKey(value))
}

/** How source values are compared with the keys of a map. */
export function mapKey(value: string): string {
  return value.trim().toLowerCase()
}
