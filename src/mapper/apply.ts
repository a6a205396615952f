// Applies compiled rules to one record: values by target, notes of what rules added, and problems that hold the record.
import type { FailureData } from '../core/failure.ts'
import type { Note, Scalar } from '../core/sale-draft.ts'
import { coerce } from './coerce.ts'
import type { CompiledMapping, CompiledRule } from './compile.ts'
import { holds } from './condition.ts'
import type { ExpressionResult } from './expression.ts'
import type { MappingScope } from './rules.ts'
import { parseReference, readSource, type Sources } from './sources.ts'
import { isProblem } from './transforms.ts'

/** Results of a scope's JSONata rules for one record, by the rule's place. */
export type ExpressionResults = ReadonlyMap<string, ExpressionResult>

export type ApplySettings = {
  timeZone: string
  /** Rules with onCreate / onUpdate false are left out accordingly. */
  mode: 'create' | 'update'
}

export type Applied = {
  /** Canonical target name -> value; only targets that got one. */
  values: Record<string, Scalar>
  /** Field of the target system -> value. */
  custom: Record<string, Scalar>
  notes: Note[]
  /** First problem met; the record is held with it. */
  problem: FailureData | null
}

/** Evaluates the JSONata rules of a scope on one record. Apart from `applyMapping`, so that applying stays without waiting. */
export async function evaluateExpressions(mapping: CompiledMapping, scope: MappingScope, sources: Sources, settings: ApplySettings): Promise<ExpressionResults> {
  const results = new Map<string, ExpressionResult>()
  const bare = mapping.bare[scope]
  for (const rule of mapping.rules[scope]) {
    if (rule.expression === null || !serves(rule, sources, bare, settings)) continue
    // The scope's own record stands at the root, the named records beside it.
    results.set(rule.place, await rule.expression.evaluate({ ...sources[bare], ...sources }))
  }
  return results
}

const noResults: ExpressionResults = new Map()

/** Runs a scope's rules in order. A later rule that has a value wins over an earlier one. */
export function applyMapping(mapping: CompiledMapping, scope: MappingScope, sources: Sources, settings: ApplySettings, expressions: ExpressionResults = noResults): Applied {
  const applied: Applied = { values: {}, custom: {}, notes: [], problem: null }
  const bare = mapping.bare[scope]
  for (const rule of mapping.rules[scope]) {
    if (!serves(rule, sources, bare, settings)) continue
    const made = valueOf(rule, sources, settings, expressions)
    if ('failure' in made) {
      applied.problem ??= made.failure
      continue
    }
    if (made.value === null) continue
    const into = rule.custom ? applied.custom : applied.values
    into[rule.target.name] = made.value
    if (made.added) applied.notes.push(addedNote(rule, made.value))
  }
  return applied
}

/** Targets (with scope) whose rules say onUpdate: false, so that an update leaves them alone. */
export function keptOnUpdate(mapping: CompiledMapping, scope: MappingScope): string[] {
  const updated = new Set(mapping.rules[scope].filter((rule) => rule.onUpdate).map(draftName))
  return [...new Set(mapping.rules[scope].map(draftName))].filter((name) => !updated.has(name))
}

function draftName(rule: CompiledRule): string {
  return rule.custom ? `custom.${rule.target.name}` : rule.target.name
}

function serves(rule: CompiledRule, sources: Sources, bare: string, settings: ApplySettings): boolean {
  if (settings.mode === 'create' ? !rule.onCreate : !rule.onUpdate) return false
  if (rule.when === null) return true
  return holds(rule.when, (property) => {
    const value = readSource(sources, parseReference(property, bare))
    return value === null ? undefined : String(value)
  }, settings.timeZone)
}

function valueOf(rule: CompiledRule, sources: Sources, settings: ApplySettings, expressions: ExpressionResults): { value: Scalar; added: boolean } | { failure: FailureData } {
  const evaluated = rule.expression === null ? null : (expressions.get(rule.place) ?? null)
  if (evaluated !== null && !evaluated.ok) return { failure: failed(rule, '', evaluated.problem) }
  let value: Scalar = evaluated !== null ? evaluated.value : (rule.read?.(sources) ?? null)
  const original = value
  for (const transform of rule.transforms) {
    const result = transform.apply(value, settings)
    if (isProblem(result)) return { failure: failed(rule, original, result.problem) }
    value = result
  }
  if (value !== null && value !== '' && rule.map !== null) {
    const mapped = rule.map.get(String(value).trim().toLowerCase())
    if (mapped === undefined && rule.default === null) {
      return { failure: { code: 'value-not-mapped', params: { value: String(value), setting: `${rule.place}.map` } } }
    }
    if (mapped !== undefined) value = mapped
    else return filled(rule, settings)
  }
  if (value === null || value === '') return filled(rule, settings)
  const coerced = coerce(value, rule.target, settings)
  if (!coerced.ok) return { failure: failed(rule, original, coerced.problem) }
  return { value: coerced.value, added: rule.constant && !rule.place.startsWith('default:') }
}

/** Most rules find no value; they share this one. */
const nothing = { value: null, added: false } as const

function filled(rule: CompiledRule, settings: ApplySettings): { value: Scalar; added: boolean } | { failure: FailureData } {
  if (rule.default === null) return nothing
  const coerced = coerce(rule.default, rule.target, settings)
  return coerced.ok ? { value: coerced.value, added: true } : { failure: failed(rule, rule.default, coerced.problem) }
}

function failed(rule: CompiledRule, value: Scalar, because: { sv: string; en: string }): FailureData {
  return { code: 'mapping-failed', params: { target: `${rule.scope}.${rule.target.name}`, place: rule.place, value: value === null ? '' : String(value), reasonSv: because.sv.replace(/\.$/, ''), reasonEn: because.en.replace(/\.$/, '') } }
}

function addedNote(rule: CompiledRule, value: Scalar): Note {
  const target = `${rule.scope}.${rule.target.name}`
  return {
    code: 'added-by-rule',
    sv: `${target} fick värdet "${String(value)}" av regeln ${rule.place}.`,
    en: `${target} got the value "${String(value)}" from the rule ${rule.place}.`,
  }
}
