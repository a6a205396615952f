// Forgiving: an object of a list with a strange value in it is read without that value, so that it stops nothing but itself.
import type { z } from 'zod'
import { isWireObject } from './wire-values.ts'

/** `odd`: names of the properties that were left out. Null when it cannot even be told what it is. */
export function forgiven<S extends z.ZodType>(schema: S, raw: unknown): { value: z.output<S>; odd: string[] } | null {
  const whole = schema.safeParse(raw)
  if (whole.success) return { value: whole.data, odd: [] }
  if (!isWireObject(raw)) return null
  const odd = new Set(whole.error.issues.map((issue) => String(issue.path[0] ?? '')))
  const rest = schema.safeParse(Object.fromEntries(Object.entries(raw).filter(([name]) => !odd.has(name))))
  return rest.success ? { value: rest.data, odd: [...odd] } : null
}

/** Every text in an object, however it is nested: where one of its properties could not be read, a mark may stand in any. */
export function allTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(allTexts)
}
