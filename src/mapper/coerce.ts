// Coercion: a mapped value becomes what its target takes, or a sentence says why it cannot.
import type { Sentence } from '../core/language.ts'
import type { Scalar } from '../core/sale-draft.ts'
import type { TargetField } from './targets.ts'
import { isProblem, parseTransform, type TransformSettings } from './transforms.ts'

/** The transform that bears a type's name; there are as many as types. */
const typeTransforms = new Map<TargetField['type'], ReturnType<typeof parseTransform>>()

/** Text stays text, numbers become decimal text, dates ISO dates; null and blank become null. */
export function coerce(value: Scalar, target: TargetField, settings: TransformSettings): { ok: true; value: Scalar } | { ok: false; problem: Sentence } {
  if (value === null || (typeof value === 'string' && value.trim() === '')) return { ok: true, value: null }
  if (target.type === 'text') return { ok: true, value: String(value).trim() }
  if (target.type === 'choice') {
    const wanted = String(value).trim()
    const choices = target.choices ?? []
    const found = choices.find((choice) => choice === wanted) ?? choices.find((choice) => choice.toLowerCase() === wanted.toLowerCase())
    if (found !== undefined || choices.length === 0) return { ok: true, value: found ?? wanted }
    return { ok: false, problem: { sv: `"${wanted}" är inte något av ${choices.join(', ')}`, en: `"${wanted}" is not one of ${choices.join(', ')}` } }
  }
  if (target.type === 'boolean' && typeof value === 'boolean') return { ok: true, value }
  const parsed = typeTransforms.get(target.type) ?? parseTransform(target.type)
  typeTransforms.set(target.type, parsed)
  if (!parsed.ok) return { ok: false, problem: parsed.problem }
  const result = parsed.transform.apply(value, settings)
  return isProblem(result) ? { ok: false, problem: result.problem } : { ok: true, value: result }
}
