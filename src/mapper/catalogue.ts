// Catalogue: which source fields and which target fields exist for a mapping, canonical ones and those discovered live.
import type { MappingScope } from './rules.ts'
import { canonicalTargets, type TargetField, type TargetType } from './targets.ts'

/** A field as discovered live; the connectors' field lists have this shape. */
export type FieldFact = {
  entity: string
  name: string
  label: string
  type: 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'choice'
  writable: boolean
  options: { value: string; label: string }[]
}

export type SourceField = { name: string; type: FieldFact['type'] }
export type SourceEntity = {
  fields: Map<string, SourceField>
  /** False while the account's fields have not been read: then any name may exist. */
  complete: boolean
}

export type MappingCatalogue = {
  sources: Map<string, SourceEntity>
  /** Record meant by a name without a dot. */
  bare: Record<MappingScope, string>
  targets: Record<MappingScope, Map<string, TargetField>>
  /** Writable fields of the target system by scope; null while they have not been read. */
  custom: Record<MappingScope, Map<string, TargetField>> | null
}

/** Fields of our own records (the owner's name, the line's quantity) that exist beside the account's. */
export type OwnFields = Record<string, SourceField[]>

const targetEntity: Record<string, MappingScope> = { customer: 'customer', document: 'order', row: 'row', article: 'article' }

/**
 * Builds the catalogue. `aliases` gives a second name for a record ("sale" for "deal"); `live` is null while an account has not been read.
 */
export function mappingCatalogue(given: {
  own: OwnFields
  aliases: Record<string, string>
  bare: Record<MappingScope, string>
  liveSources: FieldFact[] | null
  liveTargets: FieldFact[] | null
}): MappingCatalogue {
  const sources = new Map<string, SourceEntity>()
  // `fields`, `owner` and the like hold only what we put there.
  const open = new Set(['deal', 'order', 'company', 'contact', 'buyer', 'line', 'product', ...Object.values(given.aliases)])
  for (const [entity, fields] of Object.entries(given.own)) {
    sources.set(entity, { fields: new Map(fields.map((field) => [field.name, field])), complete: given.liveSources !== null || !open.has(entity) })
  }
  for (const fact of given.liveSources ?? []) {
    const entity = sources.get(fact.entity)
    if (entity !== undefined && !entity.fields.has(fact.name)) entity.fields.set(fact.name, { name: fact.name, type: fact.type })
  }
  for (const [alias, entity] of Object.entries(given.aliases)) {
    const meant = sources.get(entity)
    if (meant !== undefined) sources.set(alias, meant)
  }
  return { sources, bare: given.bare, targets: byName(canonicalTargets), custom: given.liveTargets === null ? null : customTargets(given.liveTargets) }
}

function byName(targets: Record<MappingScope, TargetField[]>): Record<MappingScope, Map<string, TargetField>> {
  const index = (scope: MappingScope): Map<string, TargetField> => new Map(targets[scope].map((field) => [field.name, field]))
  return { customer: index('customer'), order: index('order'), row: index('row'), article: index('article') }
}

function customTargets(facts: FieldFact[]): Record<MappingScope, Map<string, TargetField>> {
  const custom: Record<MappingScope, Map<string, TargetField>> = { customer: new Map(), order: new Map(), row: new Map(), article: new Map() }
  for (const fact of facts) {
    const scope = targetEntity[fact.entity]
    if (scope === undefined || !fact.writable) continue
    const type: TargetType = fact.type === 'datetime' ? 'date' : fact.type
    custom[scope].set(fact.name, { name: fact.name, type, ...(fact.type === 'choice' ? { choices: fact.options.map((option) => option.value) } : {}) })
  }
  return custom
}
