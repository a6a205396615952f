// Checks the settings that name properties of the CRM: fields, filters, dates, amounts.
import { nearestName } from '../../core/nearest-name.ts'
import type { FieldFact } from '../../mapper/catalogue.ts'
import type { Condition } from '../../mapper/condition.ts'
import { canonicalFields, fieldPlaces, isCanonicalField, type FieldPlace } from './canonical-fields.ts'
import type { Issues, Path } from './find-named.ts'
import type { PipelineFact } from './resolve-stages.ts'

export type SourceFinder = ReturnType<typeof sourceFinder>

const pinned = /^(deal|order|sale|company|contact|line|product)\.(.+)$/

/** Names that exist on every sale beside the account's own properties. */
export const saleWords = ['id', 'title', 'amount', 'currency', 'closedAt', 'pipeline', 'stage', 'pipelineId', 'stageId']

/** Finders over the fields of the CRM. `source` is the kind of sale that the flow reads; `pipelines` are those of that kind. */
export function sourceFinder(facts: readonly FieldFact[], source: 'deal' | 'order', issues: Issues, pipelines: readonly PipelineFact[] = []) {
  const factsOf = (entity: string): FieldFact[] => facts.filter((fact) => fact.entity === (entity === 'sale' ? source : entity))
  const unknown = (property: string, entities: string[], path: Path): null => {
    const nearest = nearestName(property, entities.flatMap((entity) => factsOf(entity).map((fact) => fact.name)))
    issues.stop(path, {
      sv: `Egenskapen "${property}" finns inte.${nearest === null ? '' : ` Menas "${nearest}"?`}`,
      en: `There is no property "${property}".${nearest === null ? '' : ` Is "${nearest}" meant?`}`,
    }, nearest)
    return null
  }
  const finder = {
    /** The property's field, or null with an issue. Without a record name one of `entities` must have it. */
    property(text: string, path: Path, entities: FieldPlace[] = ['sale']): FieldFact | 'own' | null {
      const named = pinned.exec(text)
      const [records, name] = named?.[1] === undefined || named[2] === undefined ? [entities as string[], text] : [[named[1]], named[2]]
      const other = source === 'deal' ? 'order' : 'deal'
      if (named?.[1] === other) {
        issues.stop(path, { sv: `Flödet läser ${source}, inte ${other}.`, en: `The flow reads ${source}, not ${other}.` })
        return null
      }
      if (records.some((record) => record === 'sale' || record === source) && saleWords.includes(name)) return 'own'
      for (const record of records) {
        const found = factsOf(record).find((fact) => fact.name === name)
        if (found !== undefined) return found
      }
      return unknown(name, records, path)
    },
    /** A chosen property of the `fields` setting; absent ones among the connector's own are only left out. */
    canonical(name: string, property: string, path: Path, chosen: boolean): boolean {
      if (!isCanonicalField(name)) return false
      const places = fieldPlaces(name, property)
      const exists = places.some(({ place, property: field }) => factsOf(place).some((fact) => fact.name === field))
      if (!exists && chosen) unknown(property, [...canonicalFields[name]], path)
      return exists
    },
    /** The condition with labels of choices replaced by their values, or null with issues. */
    condition(given: Condition, path: Path): Condition | null {
      if ('and' in given) return joined('and', given.and, path)
      if ('or' in given) return joined('or', given.or, path)
      const field = finder.property(given.property, [...path, 'property'])
      if (field === null) return null
      if (field === 'own' && given.value !== undefined) return { ...given, value: Array.isArray(given.value) ? given.value.map((value) => labelOf(given.property, value)) : labelOf(given.property, given.value) }
      if (field === 'own' || field.type !== 'choice' || given.value === undefined || field.options.length === 0 || given.operator === 'contains') return given
      const values = [given.value].flat().map((value) => optionValue(field, value, [...path, 'value']))
      if (values.some((value) => value === null)) return null
      const known = values.filter((value) => value !== null)
      return { ...given, value: Array.isArray(given.value) ? known : (known[0] ?? given.value) }
    },
  }
  /** A sale's pipeline and stage are compared by label; an id stands for its label. */
  function labelOf(property: string, value: string): string {
    const name = property.slice(property.lastIndexOf('.') + 1)
    const known = name === 'pipeline' ? pipelines : name === 'stage' ? pipelines.flatMap((pipeline) => pipeline.stages) : []
    return known.find((one) => one.id === value)?.label ?? value
  }
  function joined(key: 'and' | 'or', parts: Condition[], path: Path): Condition | null {
    const resolved = parts.map((part, index) => finder.condition(part, [...path, key, index]))
    const known = resolved.filter((part) => part !== null)
    if (known.length < resolved.length) return null
    return key === 'and' ? { and: known } : { or: known }
  }
  function optionValue(field: FieldFact, value: string, path: Path): string | null {
    const wanted = value.trim().toLowerCase()
    const option = field.options.find((one) => one.value.toLowerCase() === wanted) ?? field.options.find((one) => one.label.toLowerCase() === wanted)
    if (option !== undefined) return option.value
    const labels = field.options.map((one) => one.label)
    const nearest = nearestName(value, [...labels, ...field.options.map((one) => one.value)])
    issues.stop(path, {
      sv: `"${value}" är inget val i "${field.name}". Finns: ${labels.slice(0, 12).join(', ')}.`,
      en: `"${value}" is no choice of "${field.name}". There are: ${labels.slice(0, 12).join(', ')}.`,
    }, nearest)
    return null
  }
  return finder
}
