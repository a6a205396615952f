// Plain answers: records and associations as HubSpot writes nearly all of them, taken as they are. Whatever is odd in the least goes through the schemas, which know what may be mended.
import type { z } from 'zod'
import { associations, wireHead, wireRecord } from './schemas.ts'
import type { WireRecord } from './schemas.ts'

type WireAssociations = z.output<typeof associations>

/** A record without a copy of its properties, of which a sale with its lines has a hundred and more. */
export function readRecord(raw: unknown): ReturnType<typeof wireRecord.safeParse> {
  return isPlainRecord(raw) ? { success: true, data: raw } : wireRecord.safeParse(raw)
}

/** Of a record only id and change stamp are wanted. */
export function readHead(raw: unknown): ReturnType<typeof wireHead.safeParse> {
  return isPlainRecord(raw) ? { success: true, data: raw } : wireHead.safeParse(raw)
}

/** What belongs to one record. */
export function readAssociated(raw: unknown): ReturnType<typeof associations.safeParse> {
  const data = plainAssociations(raw)
  return data === null ? associations.safeParse(raw) : { success: true, data }
}

function isPlainRecord(raw: unknown): raw is WireRecord {
  if (!isObject(raw) || !isRecordId(raw['id']) || !isTexts(raw['properties'])) return false
  if (!isTextOrNone(raw['updatedAt']) || !isTextOrNone(raw['archivedAt']) || !isTextOrNone(raw['url'])) return false
  if (raw['archived'] !== undefined && raw['archived'] !== null && typeof raw['archived'] !== 'boolean') return false
  const histories = raw['propertiesWithHistory']
  return histories === undefined || histories === null || (isNamed(histories) && Object.values(histories).every(isHistory))
}

function isHistory(history: unknown): boolean {
  if (history === undefined || history === null) return true
  return Array.isArray(history) && history.every((entry) => isObject(entry) && isTextOrNone(entry['value']) && isTextOrNone(entry['timestamp']))
}

function plainAssociations(raw: unknown): WireAssociations | null {
  if (!isObject(raw) || !isObject(raw['from']) || !isRecordId(raw['from']['id']) || !Array.isArray(raw['to']) || raw['paging'] != null) return null
  const to: NonNullable<WireAssociations['to']> = []
  for (const target of raw['to'] as unknown[]) {
    if (!isObject(target)) return null
    const { toObjectId: id, associationTypes: types } = target
    const toObjectId = typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? String(id) : id
    if (!isRecordId(toObjectId) || !Array.isArray(types) || !types.every(isType)) return null
    to.push({ toObjectId, associationTypes: types })
  }
  return { from: { id: raw['from']['id'] }, to }
}

function isType(type: unknown): type is { typeId?: number | null; label?: string | null } {
  return isObject(type) && (type['typeId'] == null || (typeof type['typeId'] === 'number' && Number.isFinite(type['typeId']))) && isTextOrNone(type['label'])
}

/** Ids of records are digits and nothing else (fact 4.2). */
function isRecordId(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,20}$/.test(value)
}

function isTexts(values: unknown): values is Record<string, string | null | undefined> {
  if (!isNamed(values)) return false
  for (const name in values) if (!isTextOrNone(values[name])) return false
  return true
}

function isTextOrNone(value: unknown): value is string | null | undefined {
  return typeof value === 'string' || value === null || value === undefined
}

/** Values by names that were read from an answer. One named as the prototype is left out by the schemas, and is no name a property can have. */
function isNamed(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Object.hasOwn(value, '__proto__')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
