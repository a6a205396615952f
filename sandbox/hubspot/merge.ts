// Merging two records into one, by default under a new id (hubspot.md 4.6).
import { validationError } from './errors.ts'
import { moveLinks } from './links.ts'
import type { ObjectType } from './object-types.ts'
import type { Portal } from './portal.ts'
import { historyOf } from './records.ts'
import type { HistoryEntry, HubSpotRecord } from './records.ts'
import type { WriteContext } from './writes.ts'

/** HubSpot answers 414 when a record would carry more absorbed identities (3.11). */
const mostMerged = 250

/**
 * Merges `other` into `primary`: the primary's values win, gaps are filled, associations are united.
 * Both old ids lead to the result afterwards. Throws 400 when one is missing or both are the same.
 */
export function mergeRecords(portal: Portal, type: ObjectType, primaryId: string, otherId: string, context: WriteContext): HubSpotRecord {
  const store = portal.store(type.name)
  const primary = store.find(primaryId)
  const other = store.find(otherId)
  if (primary === undefined || other === undefined || primary.archived || other.archived) throw validationError(`Cannot merge ${type.singular} ${primaryId} and ${otherId}: not found`)
  if (primary === other) throw validationError(`${type.singular} ${primaryId} cannot be merged with itself`)
  if (primary.mergedIds.length + other.mergedIds.length + 2 > mostMerged) throw validationError('Too many merged identities')
  const keep = portal.behaviour.mergeKeepsPrimaryId
  const id = keep ? primary.id : portal.mintId()
  const history = new Map<string, HistoryEntry[]>()
  for (const name of new Set([...Object.keys(primary.props), ...Object.keys(other.props)])) {
    history.set(name, [...historyOf(primary.props[name] === undefined ? other : primary, name)])
  }
  const merged: HubSpotRecord = {
    type, id, idNumber: Number(id), props: { ...other.props, ...primary.props }, history,
    createdAt: Math.min(primary.createdAt, other.createdAt), createdBy: primary.createdBy, updatedAt: context.now, archived: false,
    mergedIds: [...new Set([...primary.mergedIds, ...(keep ? [] : [primary.id]), ...other.mergedIds, other.id])],
  }
  const emails = [other.props['email'], other.props['hs_additional_emails'], primary.props['hs_additional_emails']].filter((email) => email !== undefined && email !== merged.props['email'])
  if (type.name === 'contacts' && emails.length > 0) merged.props['hs_additional_emails'] = emails.join(';')
  store.absorb(other, id)
  store.absorb(primary, id)
  store.add(merged)
  moveLinks(portal, primary, merged)
  moveLinks(portal, other, merged)
  portal.index.changed(merged, null, context.now)
  context.changed.push({ type: type.name, id: other.id }, { type: type.name, id: primary.id })
  if (!keep) context.created.push({ type: type.name, id })
  return merged
}
