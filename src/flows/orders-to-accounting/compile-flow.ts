// Settings and mapping of one flow, checked against the live accounts: what a run needs to accept and draft sales.
import type { Issue } from '../../core/issue.ts'
import { keptOnUpdate } from '../../mapper/apply.ts'
import { mappingCatalogue, type FieldFact, type MappingCatalogue } from '../../mapper/catalogue.ts'
import { compileMapping, type CompiledMapping } from '../../mapper/compile.ts'
import { propertiesOf } from '../../mapper/condition.ts'
import { mergeRules, type MappingRule } from '../../mapper/rules.ts'
import { fieldPlaces, isCanonicalField } from './canonical-fields.ts'
import { defaultMapping } from './default-mapping.ts'
import { resolveSettings, type LiveFacts } from './resolve.ts'
import type { ResolvedSettings } from './resolved-settings.ts'
import type { OrdersSettings } from './settings.ts'
import { ownFields } from './source-values.ts'

/** Property names to ask the CRM for, by record. */
export type WantedFields = { sale: string[]; company: string[]; contact: string[]; line: string[]; product: string[] }
export type CompiledFlow = { settings: ResolvedSettings; mapping: CompiledMapping; want: WantedFields; warnings: Issue[] }

/** At apply time and again at run start. Paths of issues start with "settings" or "mapping". */
export function compileFlow(settings: OrdersSettings, rules: readonly MappingRule[], facts: LiveFacts): { ok: true; flow: CompiledFlow } | { ok: false; issues: Issue[] } {
  const resolved = resolveSettings(settings, facts)
  const mapped = compileMapping(mergeRules(defaultMapping, rules), flowCatalogue(settings.source, facts.sourceFields, facts.targetFields))
  const inSettings = (issues: readonly Issue[]): Issue[] => issues.map((issue) => ({ ...issue, path: ['settings', ...issue.path] }))
  if (!resolved.ok || !mapped.ok) {
    return { ok: false, issues: [...(resolved.ok ? [] : inSettings(resolved.issues)), ...(mapped.ok ? [] : mapped.issues)] }
  }
  const kept = Object.fromEntries(keptOnUpdate(mapped.mapping, 'customer').map((name) => [name, 'never' as const]))
  const customers = { ...resolved.settings.customers, update: { ...resolved.settings.customers.update, fields: { ...kept, ...resolved.settings.customers.update.fields } } }
  const final = { ...resolved.settings, customers }
  return { ok: true, flow: { settings: final, mapping: mapped.mapping, want: wantedFields(final, mapped.mapping), warnings: inSettings(resolved.warnings) } }
}

/** Checks what can be checked before any account is connected: rule shapes, canonical targets, expressions. */
export function checkMappingOffline(source: 'deal' | 'order', rules: readonly MappingRule[]): Issue[] {
  const compiled = compileMapping(mergeRules(defaultMapping, rules), flowCatalogue(source, null, null))
  return compiled.ok ? [] : compiled.issues
}

/** Fields that rules may name. Null lists = that account has not been read. */
export function flowCatalogue(source: 'deal' | 'order', sourceFields: readonly FieldFact[] | null, targetFields: readonly FieldFact[] | null): MappingCatalogue {
  const partyFields = (sourceFields ?? []).filter((fact) => fact.entity === 'company' || fact.entity === 'contact')
  return mappingCatalogue({
    own: ownFields(source, partyFields),
    aliases: { sale: source },
    bare: { customer: 'buyer', order: source, row: 'line', article: 'product' },
    liveSources: sourceFields === null ? null : [...sourceFields],
    liveTargets: targetFields === null ? null : [...targetFields],
  })
}

/** Everything that settings, canonical fields and rules read. */
export function wantedFields(settings: ResolvedSettings, mapping: CompiledMapping): WantedFields {
  const want = { sale: new Set<string>(), company: new Set<string>(), contact: new Set<string>(), line: new Set<string>(), product: new Set<string>() }
  const places = Object.keys(want) as (keyof typeof want)[]
  for (const [name, property] of Object.entries(settings.fields)) {
    if (isCanonicalField(name)) for (const one of fieldPlaces(name, property)) want[one.place].add(one.property)
  }
  for (const [entity, fields] of mapping.wanted) {
    const into = entity === 'deal' || entity === 'order' ? (['sale'] as const) : entity === 'buyer' ? (['company', 'contact'] as const) : places.filter((place) => place === entity)
    for (const place of into) for (const field of fields) want[place].add(field)
  }
  for (const property of settingProperties(settings)) {
    const pinned = /^(deal|order|sale|company|contact|line|product)\.(.+)$/.exec(property)
    const record = pinned?.[1] === 'deal' || pinned?.[1] === 'order' ? 'sale' : pinned?.[1]
    // A name that pins no record may stand on any of them.
    for (const place of places) if (record === undefined || record === place) want[place].add(pinned?.[2] ?? property)
  }
  const list = (names: Set<string>): string[] => [...names].sort()
  return { sale: list(want.sale), company: list(want.company), contact: list(want.contact), line: list(want.line), product: list(want.product) }
}

function settingProperties(settings: ResolvedSettings): string[] {
  const { filter, holdWhen, customers, shipping, terms, paymentMethods, discounts, tax } = settings
  const sources = [settings.documentDate, settings.deliveryDate, ...settings.costCentres.map((rule) => rule.from), ...(settings.project === null ? [] : [settings.project.from])]
  return [
    ...(filter === null ? [] : propertiesOf(filter)),
    ...holdWhen.flatMap(({ when }) => propertiesOf(when)),
    ...(typeof customers.defaultWhen === 'object' ? propertiesOf(customers.defaultWhen) : []),
    ...sources.flatMap((source) => (typeof source === 'object' ? [source.property] : [])),
    ...[customers.labels.property, shipping.amount, shipping.method, terms.property, paymentMethods?.property ?? null, discounts.percent, discounts.amount, tax.lines.property].filter((name) => name !== null),
  ]
}
