// Associations between records: both directions at once, one primary company, one parent per line item (hubspot.md 6, 7.1).
import { primaryTypes } from './association-types.ts'
import { notFound, validationError } from './errors.ts'
import { lineItemParents } from './object-types.ts'
import type { ObjectType } from './object-types.ts'
import type { Portal } from './portal.ts'
import type { HubSpotRecord } from './records.ts'

/** A wanted association, checked: the other record and the type ids from this one to it. */
export type WantedLink = { to: HubSpotRecord; typeIds: readonly number[] }

/** Type ids of an association; undefined = not associated. */
export function linkOf(from: HubSpotRecord, to: HubSpotRecord): readonly number[] | undefined {
  return from.links?.get(to.type.name)?.get(to.id)
}

function setOneWay(from: HubSpotRecord, to: HubSpotRecord, typeIds: readonly number[]): void {
  from.links ??= new Map()
  let links = from.links.get(to.type.name)
  if (links === undefined) {
    links = new Map()
    from.links.set(to.type.name, links)
  }
  links.set(to.id, typeIds)
}

/** Checks type ids for a direction and adds the unlabeled type. Throws 400 for a wrong id (6.3) or pair. */
export function checkTypes(portal: Portal, from: ObjectType, to: ObjectType, typeIds: readonly number[] | 'default'): readonly number[] {
  const types = portal.associationTypes.between(from.name, to.name)
  const unlabeled = types.find((type) => type.label === null)
  if (unlabeled === undefined) throw validationError(`${from.singular} to ${to.singular} is not a valid association`)
  if (typeIds === 'default') return [unlabeled.typeId]
  for (const typeId of typeIds) {
    if (!types.some((type) => type.typeId === typeId)) throw validationError(`Association type ${typeId} is not valid from ${from.id} to ${to.id}`)
  }
  return [...new Set([unlabeled.typeId, ...typeIds])]
}

/** Throws 400 when a line item would get a second parent (7.1). */
export function checkParent(from: HubSpotRecord | ObjectType, to: HubSpotRecord | ObjectType, portal: Portal): void {
  const sides = [from, to]
  const item = sides.find((side): side is HubSpotRecord => 'props' in side && side.type.name === 'line_items')
  if (item === undefined) return
  const parent = sides.find((side) => side !== item)
  const parentType = parent === undefined ? undefined : 'props' in parent ? parent.type : parent
  if (parentType === undefined || !lineItemParents.includes(parentType.name)) return
  for (const name of lineItemParents) {
    for (const id of item.links?.get(name)?.keys() ?? []) {
      const same = parent !== undefined && 'props' in parent && parent.type.name === name && parent.id === id
      if (!same && portal.store(name).byId.get(id)?.archived === false) {
        throw validationError(`Line item ${item.id} already belongs to ${name} ${id}; a line item belongs to exactly one parent`)
      }
    }
  }
}

/** Finds the other end of an association. Throws 404 when it is not there. */
export function linkTarget(portal: Portal, type: ObjectType, id: string): HubSpotRecord {
  const record = portal.store(type.name).find(id)
  if (record === undefined || record.archived) throw notFound(`${type.singular} ${id} does not exist`)
  return record
}

/** Associates two records. `typeIds` are from -> to; `replace` drops the labels that were there. */
export function link(portal: Portal, from: HubSpotRecord, to: HubSpotRecord, typeIds: readonly number[], replace = false): void {
  const types = portal.associationTypes.between(from.type.name, to.type.name)
  const before = replace ? [] : (linkOf(from, to) ?? [])
  const all = before.length === 0 ? typeIds : [...new Set([...before, ...typeIds])]
  dropOtherPrimaries(portal, from, to, all)
  setOneWay(from, to, all)
  setOneWay(to, from, all.map((typeId) => types.find((type) => type.typeId === typeId)?.inverse ?? typeId))
}

/** A contact, deal or order has one primary company: a new one takes the label from the old. */
function dropOtherPrimaries(portal: Portal, from: HubSpotRecord, to: HubSpotRecord, typeIds: readonly number[]): void {
  const types = portal.associationTypes.between(from.type.name, to.type.name)
  for (const typeId of typeIds) {
    const type = types.find((candidate) => candidate.typeId === typeId)
    if (type?.label !== 'Primary') continue
    const [holder, company, primary, inverse] = to.type.name === 'companies' ? [from, to, typeId, type.inverse] : [to, from, type.inverse, typeId]
    if (primaryTypes[holder.type.name] !== primary) continue
    for (const [id, ids] of holder.links?.get('companies') ?? []) {
      if (id === company.id || !ids.includes(primary)) continue
      holder.links?.get('companies')?.set(id, ids.filter((kept) => kept !== primary))
      const other = portal.store('companies').byId.get(id)
      const back = other?.links?.get(holder.type.name)
      const backIds = back?.get(holder.id)
      if (back !== undefined && backIds !== undefined) back.set(holder.id, backIds.filter((kept) => kept !== inverse))
    }
  }
}

/** Removes an association in both directions. Returns whether there was one. */
export function unlink(from: HubSpotRecord, to: HubSpotRecord): boolean {
  to.links?.get(from.type.name)?.delete(from.id)
  return from.links?.get(to.type.name)?.delete(to.id) ?? false
}

/** Hands the associations of an absorbed record to the survivor (4.6). The survivor's own primary company stays. */
export function moveLinks(portal: Portal, from: HubSpotRecord, to: HubSpotRecord): void {
  for (const [name, links] of from.links ?? []) {
    for (const [id, typeIds] of links) {
      const other = portal.store(name).byId.get(id)
      if (other === undefined) continue
      unlink(from, other)
      if (other === to) continue
      const primary = name === 'companies' ? primaryTypes[to.type.name] : undefined
      const taken = primary !== undefined && [...(to.links?.get('companies')?.values() ?? [])].some((ids) => ids.includes(primary))
      link(portal, to, other, taken ? typeIds.filter((typeId) => typeId !== primary) : typeIds)
    }
  }
}
