// Property definitions: HubSpot's own, the account's custom ones, and how the API shows them (hubspot.md section 9).
import { defaultProperties } from './default-properties.ts'
import { objectTypeNames } from './seed.ts'
import type { ObjectTypeName, ParsedSeed, PipelineSeed, PropertySeed } from './seed.ts'

export type PropertyOption = { value: string; label: string; displayOrder: number; hidden: boolean }

export type PropertyDefinition = {
  name: string
  label: string
  type: PropertySeed['type']
  fieldType: string
  groupName: string
  description: string
  options: PropertyOption[]
  hasUniqueValue: boolean
  hidden: boolean
  calculated: boolean
  readOnlyValue: boolean
  hubspotDefined: boolean
  archived: boolean
  displayOrder: number
  /** Options that come from the account rather than from the definition. */
  source?: 'stage' | 'pipeline' | 'owner' | 'currency'
  createdAt?: string
  updatedAt?: string
}

export type Definitions = Map<string, PropertyDefinition>

const fieldTypes: Record<PropertySeed['type'], string> = {
  string: 'text', number: 'number', date: 'date', datetime: 'date', enumeration: 'select', bool: 'booleancheckbox', phone_number: 'phonenumber',
}

function parseLine(line: string, groupName: string): PropertyDefinition {
  const [name = '', type = 'string', label = '', flag = '-', options = ''] = line.split('|')
  const source = flag === 'stage' || flag === 'pipeline' || flag === 'owner' || flag === 'currency' ? flag : undefined
  const kind = type as PropertySeed['type']
  return {
    name, label, type: kind, groupName, description: '', hidden: false, hubspotDefined: true, archived: false, displayOrder: -1,
    fieldType: flag === 't' ? 'textarea' : flag === 'p' ? 'phonenumber' : flag === 'c' ? 'calculation_equation' : fieldTypes[kind],
    options: options === '' ? [] : options.split(',').map((option, displayOrder) => {
      const [value = '', text = value] = option.split('=')
      return { value, label: text, displayOrder, hidden: false }
    }),
    hasUniqueValue: flag === 'u', calculated: flag === 'c', readOnlyValue: flag === 'r' || flag === 'c',
    ...(source === undefined ? {} : { source }),
  }
}

/** Makes a custom definition out of a seed or of the body of a create call. */
export function customDefinition(seed: PropertySeed, defaultGroup: string, now?: string): PropertyDefinition {
  return {
    name: seed.name, label: seed.label ?? seed.name, type: seed.type, fieldType: seed.fieldType ?? fieldTypes[seed.type],
    groupName: seed.groupName ?? defaultGroup, description: seed.description ?? '', hidden: seed.hidden ?? false,
    options: (seed.options ?? []).map((option, index) => ({ value: option.value, label: option.label, displayOrder: option.displayOrder ?? index, hidden: option.hidden ?? false })),
    hasUniqueValue: seed.hasUniqueValue ?? false, calculated: seed.calculated ?? false,
    readOnlyValue: (seed.readOnlyValue ?? false) || (seed.calculated ?? false), hubspotDefined: false, archived: seed.archived ?? false,
    displayOrder: -1, ...(now === undefined ? {} : { createdAt: now, updatedAt: now }),
  }
}

/** The group every default property of a type stands in. */
export function defaultGroupOf(type: ObjectTypeName): string {
  return `${type.replace(/s$/, '').replace('companie', 'company').replace('_', '')}information`
}

/** All definitions of an account: the defaults, prices per active currency (4.11), and the seed's own. */
export function buildDefinitions(seed: ParsedSeed): Map<ObjectTypeName, Definitions> {
  const all = new Map<ObjectTypeName, Definitions>()
  for (const type of objectTypeNames) {
    const group = defaultGroupOf(type)
    const definitions: Definitions = new Map()
    for (const line of defaultProperties[type].split('\n')) {
      if (line !== '') definitions.set(line.slice(0, line.indexOf('|')), parseLine(line, group))
    }
    if (type === 'products') {
      for (const currency of [seed.account.companyCurrency, ...seed.account.additionalCurrencies]) {
        const code = currency.toLowerCase()
        definitions.set(`hs_price_${code}`, parseLine(`hs_price_${code}|number|Unit price (${currency})|-`, group))
      }
      const sku = definitions.get('hs_sku')
      if (sku !== undefined) sku.hasUniqueValue = seed.behaviour.skuReportsUnique
    }
    for (const property of seed.properties[type] ?? []) definitions.set(property.name, customDefinition(property, group))
    all.set(type, definitions)
  }
  return all
}

/** The options of a definition, those from pipelines, owners and currencies included. */
export function optionsOf(definition: PropertyDefinition, account: { pipelines: readonly PipelineSeed[]; owners: readonly { id: string; firstName: string; lastName: string }[]; currencies: readonly string[] }): PropertyOption[] {
  const option = (value: string, label: string, displayOrder: number): PropertyOption => ({ value, label, displayOrder, hidden: false })
  switch (definition.source) {
    case 'stage': return account.pipelines.flatMap((pipeline) => pipeline.stages.map((stage, index) => option(stage.id, `${stage.label} (${pipeline.label})`, index)))
    case 'pipeline': return account.pipelines.map((pipeline, index) => option(pipeline.id, pipeline.label, index))
    case 'owner': return []
    case 'currency': return account.currencies.map((currency, index) => option(currency, currency, index))
    case undefined: return definition.options
  }
}

/** A definition as the properties API shows it (9.4). */
export function renderDefinition(definition: PropertyDefinition, options: PropertyOption[]): Record<string, unknown> {
  const { source, readOnlyValue, ...shown } = definition
  return {
    ...shown, options, formField: !readOnlyValue, fieldType: definition.fieldType,
    ...(source === 'owner' ? { referencedObjectType: 'OWNER', externalOptions: true } : { externalOptions: false }),
    modificationMetadata: { archivable: !definition.hubspotDefined, readOnlyDefinition: definition.hubspotDefined, readOnlyOptions: definition.hubspotDefined, readOnlyValue },
  }
}
