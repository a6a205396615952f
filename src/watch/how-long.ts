// How long something has lasted, as people say it.
import type { Language } from '../core/language.ts'

const steps: { ms: number; sv: [string, string]; en: [string, string] }[] = [
  { ms: 86_400_000, sv: ['dag', 'dagar'], en: ['day', 'days'] },
  { ms: 3_600_000, sv: ['timme', 'timmar'], en: ['hour', 'hours'] },
  { ms: 60_000, sv: ['minut', 'minuter'], en: ['minute', 'minutes'] },
]

/** "3 dagar", "1 hour"; what is under a minute counts as one. Whole units, rounded down. */
export function howLong(ms: number, language: Language): string {
  const step = steps.find((one) => ms >= one.ms) ?? { ms: 60_000, sv: ['minut', 'minuter'], en: ['minute', 'minutes'] }
  const n = Math.max(1, Math.floor(ms / step.ms))
  return `${n} ${step[language][n === 1 ? 0 : 1]}`
}

/** Whole minutes, at least one; for sentences of the catalogue. */
export function minutes(ms: number): number {
  return Math.max(1, Math.floor(ms / 60_000))
}
