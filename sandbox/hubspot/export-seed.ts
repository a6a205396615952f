// The whole account as a seed, so that a state can be saved and loaded again. Of history only stages are kept.
import { lineItemParents } from './object-types.ts'
import type { Tokens } from './oauth.ts'
import type { Portal } from './portal.ts'
import type { HubSpotRecord } from './records.ts'
import { objectTypeNames } from './seed.ts'
import type { AssociationSeed, HubSpotSeed, LineItemSeed, ObjectTypeName, ParentSeed, ParsedSeed, PropertySeed } from './seed.ts'

const iso = (time: number): string => new Date(time).toISOString()
const live = (portal: Portal, name: ObjectTypeName, id: string): boolean => portal.store(name).byId.has(id)

function exportAssociations(portal: Portal, record: HubSpotRecord): AssociationSeed[] {
  const rank = objectTypeNames.indexOf(record.type.name)
  const associations: AssociationSeed[] = []
  for (const [to, links] of record.links ?? []) {
    if (to === 'line_items' || record.type.name === 'line_items') continue
    const other = objectTypeNames.indexOf(to)
    for (const [id, typeIds] of links) {
      const first = other < rank || (other === rank && record.id < id)
      if (first && live(portal, to, id)) associations.push({ to, id, typeIds: [...typeIds] })
    }
  }
  return associations
}

function exportItem(item: HubSpotRecord): LineItemSeed {
  return { id: item.id, properties: { ...item.props }, createdAt: iso(item.createdAt), updatedAt: iso(item.updatedAt) }
}

function exportRecord(portal: Portal, record: HubSpotRecord): ParentSeed {
  const stage = record.type.pipeline?.stage
  const history = stage === undefined ? undefined : record.history?.get(stage)
  const associations = exportAssociations(portal, record)
  const items = [...(record.links?.get('line_items')?.keys() ?? [])].map((id) => portal.store('line_items').byId.get(id)).filter((item) => item?.archived === false)
  return {
    id: record.id, properties: { ...record.props }, createdAt: iso(record.createdAt), updatedAt: iso(record.updatedAt),
    ...(record.archived ? { archived: true, archivedAt: iso(record.archivedAt ?? record.updatedAt) } : {}),
    ...(record.mergedIds.length > 0 ? { mergedIds: [...record.mergedIds] } : {}),
    ...(associations.length > 0 ? { associations } : {}),
    ...(history === undefined ? {} : { stageHistory: history.map((entry) => ({ value: entry.value, timestamp: iso(entry.timestamp) })) }),
    ...(items.length > 0 ? { lineItems: items.flatMap((item) => (item === undefined ? [] : [exportItem(item)])) } : {}),
  }
}

function exportProperties(portal: Portal): ParsedSeed['properties'] {
  const properties: ParsedSeed['properties'] = {}
  for (const name of objectTypeNames) {
    const custom = [...portal.definitionsOf(name).values()].filter((definition) => !definition.hubspotDefined)
    if (custom.length === 0) continue
    properties[name] = custom.map((definition): PropertySeed => ({
      name: definition.name, label: definition.label, type: definition.type, fieldType: definition.fieldType, groupName: definition.groupName, description: definition.description,
      options: definition.options, hasUniqueValue: definition.hasUniqueValue, hidden: definition.hidden, archived: definition.archived, calculated: definition.calculated, readOnlyValue: definition.readOnlyValue,
    }))
  }
  return properties
}

/** Every record, definition and setting as a seed that `loadPortal` takes. */
export function exportSeed(portal: Portal, tokens: Tokens): HubSpotSeed {
  const records = (name: ObjectTypeName): ParentSeed[] => portal.store(name).sorted.map((record) => exportRecord(portal, record))
  const loose = portal.store('line_items').sorted.filter((item) => item.archived || !lineItemParents.some((parent) => (item.links?.get(parent)?.size ?? 0) > 0))
  return {
    account: portal.account, behaviour: portal.behaviour, serviceKeys: Object.fromEntries([...portal.serviceKeys].map(([key, scopes]) => [key, [...scopes]])),
    oauthApps: portal.oauthApps.map((app) => ({ ...app, refreshTokens: tokens.refreshTokensOf(app.clientId) })), owners: portal.owners, pipelines: portal.pipelines,
    properties: exportProperties(portal),
    propertyGroups: Object.fromEntries([...portal.groups].map(([name, groups]) => [name, [...groups].map(([group, label]) => ({ name: group, label }))])),
    adminRules: portal.adminRules, associationLabels: portal.associationTypes.userLabels(), taxRates: portal.taxRates,
    looseLineItems: loose.map((item) => exportRecord(portal, item)),
    products: records('products'), companies: records('companies'), contacts: records('contacts'), deals: records('deals'), orders: records('orders'), invoices: records('invoices'),
  }
}
