// Issue: one thing that cannot work in a setting or mapping, with its place and a sentence in two languages.
import type { Sentence } from './language.ts'

/** Path from the root of the checked value: ['stages', 0]. `warn` is shown but does not refuse. */
export type Issue = Sentence & {
  path: (string | number)[]
  severity: 'stop' | 'warn'
  /** The nearest known name, when there is one. */
  nearest?: string | null
}

/** Text of a path as people write it: settings.stages[0]. */
export function pathText(path: readonly (string | number | symbol)[]): string {
  let text = ''
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? String(part) : `.${String(part)}`
  return text
}

/** Choices for a sentence: at most twelve, then how many more. */
export function choicesText(choices: readonly string[]): Sentence {
  const shown = choices.slice(0, 12).join(', ')
  const more = choices.length - 12
  return more > 0 ? { sv: `${shown} och ${more} till`, en: `${shown} and ${more} more` } : { sv: shown === '' ? 'inget' : shown, en: shown === '' ? 'nothing' : shown }
}
