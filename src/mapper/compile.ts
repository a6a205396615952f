// Compiles mapping rules to functions, and refuses a mapping that cannot work, with the place of each fault.
import { ownValue } from '../core/own-value.ts'
import type { Issue } from '../core/issue.ts'
import { choicesText } from '../core/issue.ts'
import type { Sentence } from '../core/language.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { Scalar } from '../core/sale-draft.ts'
import type { MappingCatalogue } from './catalogue.ts'
import { coerce } from './coerce.ts'
import { propertiesOf, type Condition } from './condition.ts'
import { compileExpression, type Expression } from './expression.ts'
import { mappingScope, type MappingRule, type MappingScope } from './rules.ts'
import { parseReference, readSource, type SourceReference, type Sources } from './sources.ts'
import { forbiddenTargets, type TargetField } from './targets.ts'
import { compileTemplate } from './template.ts'
import { parseTransform, type Transform } from './transforms.ts'

export type CompiledRule = {
  /** "mapping[3]" in the person's own list, "default:customer.name" for a default rule. */
  place: string
  scope: MappingScope
  target: TargetField
  /** True: a field of the target system, kept under `custom`. */
  custom: boolean
  /** Value from the sources; null for JSONata rules, whose values are made before. */
  read: ((sources: Sources) => Scalar) | null
  expression: Expression | null
  constant: boolean
  transforms: Transform[]
  /** Lower-case source value -> target value. */
  map: Map<string, string> | null
  default: Scalar
  when: Condition | null
  onCreate: boolean
  onUpdate: boolean
}

export type CompiledMapping = {
  rules: Record<MappingScope, CompiledRule[]>
  /** Source fields that the rules read, by record name: what the reader must ask for. */
  wanted: Map<string, Set<string>>
  usesExpressions: boolean
  bare: Record<MappingScope, string>
}

type PlacedRule = { rule: MappingRule; place: string }
type Complain = (part: string | null, sentence: Sentence, nearest?: string | null) => void

/** Compiles rules in order. Every fault is listed, not only the first. */
export function compileMapping(placed: readonly PlacedRule[], catalogue: MappingCatalogue): { ok: true; mapping: CompiledMapping } | { ok: false; issues: Issue[] } {
  const issues: Issue[] = []
  const mapping: CompiledMapping = {
    rules: { customer: [], order: [], row: [], article: [] }, wanted: new Map(), usesExpressions: false, bare: catalogue.bare,
  }
  for (const { rule, place } of placed) {
    const complain: Complain = (part, sentence, nearest) => {
      issues.push({ path: [...placePath(place), ...(part === null ? [] : [part])], severity: 'stop', ...sentence, ...(nearest ? { nearest } : {}) })
    }
    const compiled = compileRule(rule, place, catalogue, mapping.wanted, complain)
    if (compiled === null) continue
    mapping.rules[compiled.scope].push(compiled)
    if (compiled.expression !== null) mapping.usesExpressions = true
  }
  for (const scope of ['customer', 'row'] as const) {
    for (const field of catalogue.targets[scope].values()) {
      if (field.required !== true || mapping.rules[scope].some((rule) => rule.target.name === field.name && !rule.custom && rule.onCreate)) continue
      issues.push({ path: ['mapping'], severity: 'stop', sv: `Inget fyller ${scope}.${field.name}, som måste ha ett värde.`, en: `Nothing fills ${scope}.${field.name}, which must have a value.` })
    }
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, mapping }
}

function compileRule(rule: MappingRule, place: string, catalogue: MappingCatalogue, wanted: Map<string, Set<string>>, complain: Complain): CompiledRule | null {
  const found = findTarget(rule.target, catalogue, complain)
  if (found === null) return null
  const { scope, target, custom } = found
  const bare = catalogue.bare[scope]
  const check = (reference: SourceReference, part: string): void => {
    checkReference(reference, part, catalogue, complain)
    want(wanted, reference)
  }
  const transforms: Transform[] = []
  for (const text of rule.transforms ?? []) {
    const parsed = parseTransform(text)
    if (parsed.ok) transforms.push(parsed.transform)
    else complain('transforms', parsed.problem, parsed.nearest)
  }
  for (const property of rule.when === undefined ? [] : propertiesOf(rule.when)) check(parseReference(property, bare), 'when')
  for (const [part, value] of [['constant', rule.constant], ['default', rule.default]] as const) {
    if (value === undefined || (part === 'constant' && (transforms.length > 0 || rule.map !== undefined))) continue
    const coerced = coerce(value, target, { timeZone: 'UTC' })
    if (!coerced.ok) complain(part, wrongType(rule.target, coerced.problem))
  }
  let expression: Expression | null = null
  let read: CompiledRule['read'] = null
  if (rule.jsonata !== undefined) {
    const compiled = compileExpression(rule.jsonata)
    if (!compiled.ok) complain('jsonata', compiled.problem)
    else {
      expression = compiled.expression
      for (const name of expression.names) {
        const reference = referenceOf(name.path, bare, catalogue)
        if (reference === null) continue
        if (name.fromRoot) checkReference(reference, 'jsonata', catalogue, complain)
        want(wanted, reference)
      }
    }
  } else if (rule.template !== undefined) {
    const template = compileTemplate(rule.template, bare)
    for (const reference of template.references) check(reference, 'template')
    read = (sources) => template.render(sources)
  } else if (rule.from !== undefined) {
    const references = [rule.from].flat().map((from) => parseReference(from, bare))
    for (const reference of references) check(reference, 'from')
    if (transforms.length === 0 && rule.map === undefined) for (const reference of references) checkType(reference, target, rule.target, catalogue, complain)
    read = (sources) => references.map((reference) => readSource(sources, reference)).find((value) => value !== null) ?? null
  } else {
    const constant = rule.constant ?? null
    read = () => constant
  }
  return {
    place, scope, target, custom, read, expression, constant: rule.constant !== undefined, transforms,
    map: rule.map === undefined ? null : new Map(Object.entries(rule.map).map(([key, value]) => [key.trim().toLowerCase(), value])),
    default: rule.default ?? null, when: rule.when ?? null, onCreate: rule.onCreate, onUpdate: rule.onUpdate,
  }
}

function findTarget(text: string, catalogue: MappingCatalogue, complain: Complain): { scope: MappingScope; target: TargetField; custom: boolean } | null {
  const forbidden = ownValue(forbiddenTargets, text)
  if (forbidden !== undefined) {
    complain('target', forbidden)
    return null
  }
  const dot = text.indexOf('.')
  const scope = mappingScope.safeParse(text.slice(0, Math.max(dot, 0)))
  const name = text.slice(dot + 1)
  if (!scope.success || name === '') {
    complain('target', { sv: `Målet ${text} måste börja med customer., order., row. eller article.`, en: `The target ${text} must start with customer., order., row. or article.` })
    return null
  }
  const canonical = catalogue.targets[scope.data].get(name)
  if (canonical !== undefined) return { scope: scope.data, target: canonical, custom: false }
  // The other side's own name of a field that we fill: such a rule would lose its value, and could not keep the mark.
  const ours = [...catalogue.targets[scope.data].keys()].find((known) => known.toLowerCase() === name.toLowerCase())
  if (ours !== undefined) {
    complain('target', { sv: `Målet ${text} fylls av ${scope.data}.${ours}; skriv det i stället.`, en: `The target ${text} is filled by ${scope.data}.${ours}; write that instead.` }, `${scope.data}.${ours}`)
    return null
  }
  if (catalogue.custom === null) return { scope: scope.data, target: { name, type: 'text' }, custom: true }
  const custom = catalogue.custom[scope.data].get(name)
  if (custom !== undefined) return { scope: scope.data, target: custom, custom: true }
  const known = [...catalogue.targets[scope.data].keys(), ...catalogue.custom[scope.data].keys()]
  const nearest = nearestName(name, known)
  const meant = nearest === null ? choicesText(known) : null
  complain('target', {
    sv: `Målet ${text} finns inte.${nearest === null ? ` Finns: ${meant?.sv}.` : ` Menas ${scope.data}.${nearest}?`}`,
    en: `There is no target ${text}.${nearest === null ? ` There are: ${meant?.en}.` : ` Is ${scope.data}.${nearest} meant?`}`,
  }, nearest === null ? null : `${scope.data}.${nearest}`)
  return null
}

function checkReference(reference: SourceReference, part: string, catalogue: MappingCatalogue, complain: Complain): void {
  const entity = catalogue.sources.get(reference.entity)
  if (entity === undefined) {
    const known = [...catalogue.sources.keys()]
    complain(part, {
      sv: `Källan ${reference.entity} finns inte här. Finns: ${known.join(', ')}.`, en: `There is no source ${reference.entity} here. There are: ${known.join(', ')}.`,
    }, nearestName(reference.entity, known))
    return
  }
  if (!entity.complete || entity.fields.has(reference.field)) return
  const nearest = nearestName(reference.field, entity.fields.keys())
  const text = `${reference.entity}.${reference.field}`
  complain(part, {
    sv: `Källfältet ${text} finns inte.${nearest === null ? '' : ` Menas ${reference.entity}.${nearest}?`}`,
    en: `There is no source field ${text}.${nearest === null ? '' : ` Is ${reference.entity}.${nearest} meant?`}`,
  }, nearest === null ? null : `${reference.entity}.${nearest}`)
}

/** Text may hold anything and is checked per record; these pairs can never work. */
function checkType(reference: SourceReference, target: TargetField, name: string, catalogue: MappingCatalogue, complain: Complain): void {
  const type = catalogue.sources.get(reference.entity)?.fields.get(reference.field)?.type
  const isDate = type === 'date' || type === 'datetime'
  const never = (target.type === 'number' && (isDate || type === 'boolean'))
    || (target.type === 'date' && (type === 'boolean' || type === 'number'))
    || (target.type === 'boolean' && (isDate))
  if (!never) return
  complain('from', wrongType(name, { sv: `${reference.entity}.${reference.field} är av typen ${type}`, en: `${reference.entity}.${reference.field} is of type ${type}` }))
}

function wrongType(target: string, because: Sentence): Sentence {
  return { sv: `Fel typ för ${target}: ${because.sv}.`, en: `Wrong type for ${target}: ${because.en}.` }
}

/** In an expression "company.id" is a record and its field; any other first name is a field of the scope's own record. */
function referenceOf(path: string[], bare: string, catalogue: MappingCatalogue): SourceReference | null {
  const [first, second] = path
  if (first === undefined) return null
  if (!catalogue.sources.has(first)) return { entity: bare, field: first }
  return second === undefined ? null : { entity: first, field: second }
}

function want(wanted: Map<string, Set<string>>, reference: SourceReference): void {
  const fields = wanted.get(reference.entity) ?? new Set<string>()
  wanted.set(reference.entity, fields.add(reference.field))
}

function placePath(place: string): (string | number)[] {
  const own = /^mapping\[(\d+)\]$/.exec(place)
  return own?.[1] === undefined ? [place] : ['mapping', Number(own[1])]
}
