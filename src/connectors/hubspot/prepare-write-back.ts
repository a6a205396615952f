// Prepare write-back: makes our property group and four properties on deals or orders, when they are not there (facts 9.1 to 9.3).
import { Failure } from '../../core/failure.ts'
import type { SaleKind } from '../../core/sale-record.ts'
import type { WriteBackValues } from '../connector.ts'
import { z } from 'zod'
import type { Account } from './account.ts'
import type { Api } from './api.ts'
import { refused } from './errors.ts'
import { objectTypeIds, writeBackProperties } from './object-types.ts'
import { groupList } from './schemas.ts'
import type { PropertyDefinition } from './schemas.ts'

const group = { name: 'kontobro', label: 'Kontobro' }

const statusLabels: Record<WriteBackValues['status'], string> = { created: 'Skapad / Created', held: 'Väntar / Held', skipped: 'Hoppades över / Skipped', changed: 'Ändrad / Changed' }
const statusOptions = Object.entries(statusLabels).map(([value, label], displayOrder) => ({ value, label, displayOrder, hidden: false }))

/** Definitions read this recently are taken as they are. */
const freshMs = 60_000

type Definition = { name: string; label: string; type: string; fieldType: string; options?: typeof statusOptions }
const definitions: Definition[] = [
  { name: writeBackProperties.status, label: 'Kontobro: status', type: 'enumeration', fieldType: 'select', options: statusOptions },
  { name: writeBackProperties.message, label: 'Kontobro: meddelande', type: 'string', fieldType: 'textarea' },
  { name: writeBackProperties.documentNumber, label: 'Kontobro: dokumentnummer', type: 'string', fieldType: 'text' },
  { name: writeBackProperties.documentUrl, label: 'Kontobro: länk till dokument', type: 'string', fieldType: 'text' },
]

/** Null when all is in place. A Failure to show when the connection may not make the properties, or one of them is of another type. */
export async function prepareWriteBack(api: Api, account: Account, kind: SaleKind): Promise<Failure | null> {
  const type = objectTypeIds[kind]
  try {
    const readAt = account.properties[kind].readAt()
    if (readAt !== null && api.now() - readAt > freshMs) account.properties[kind].forget()
    const present = await account.properties[kind].get()
    const missing = definitions.filter(({ name }) => !present.has(name))
    for (const definition of definitions) {
      const failure = mismatch(api, definition, present.get(definition.name))
      if (failure !== null) return failure
    }
    const status = present.get(writeBackProperties.status)
    if (status !== undefined && statusOptions.some(({ value }) => !(status.options ?? []).some((option) => option.value === value))) {
      await api.call(z.unknown(), { method: 'PATCH', template: `/crm/properties/{version}/${type}/{name}`, ids: { name: status.name }, json: { options: statusOptions }, writes: true })
    }
    if (missing.length === 0) return null
    const groups = await api.call(groupList, { method: 'GET', template: `/crm/properties/{version}/${type}/groups` })
    if (!groups.results.some(({ name }) => name === group.name)) await unlessThere(create(api, `/crm/properties/{version}/${type}/groups`, group))
    await createAll(api, type, missing)
    account.properties[kind].forget()
    const after = await account.properties[kind].get()
    const lacking = definitions.filter(({ name }) => !after.has(name)).map(({ name }) => name)
    return lacking.length === 0 ? null : refused(api.connection, `${lacking.join(', ')}`)
  } catch (caught) {
    if (caught instanceof Failure && ['missing-scope', 'access-denied', 'vendor-refused', 'record-gone'].includes(caught.code)) return caught
    throw caught
  }
}

/** All in one call. A batch in which one name exists may be refused whole (fact 9.1): then each by itself. */
async function createAll(api: Api, type: string, missing: Definition[]): Promise<void> {
  const inputs = missing.map((definition) => ({ ...definition, groupName: group.name }))
  try {
    await create(api, `/crm/properties/{version}/${type}/batch/create`, { inputs })
  } catch (caught) {
    if (!(caught instanceof Failure) || (caught.code !== 'vendor-refused' && caught.code !== 'reply-lost')) throw caught
    for (const input of inputs) await unlessThere(create(api, `/crm/properties/{version}/${type}`, input))
  }
}

function create(api: Api, template: string, json: unknown): Promise<unknown> {
  return api.call(z.unknown(), { method: 'POST', template, json, writes: true })
}

/** Another process may make the same at the same time, or a lost reply may have made it: what counts is the list read afterwards. */
async function unlessThere(making: Promise<unknown>): Promise<void> {
  await making.catch((caught: unknown) => {
    if (!(caught instanceof Failure) || (caught.code !== 'vendor-refused' && caught.code !== 'reply-lost')) throw caught
  })
}

function mismatch(api: Api, wanted: Definition, present: PropertyDefinition | undefined): Failure | null {
  if (present === undefined || present.type == null || present.type === wanted.type) return null
  return refused(api.connection, `${wanted.name}: ${present.type} ≠ ${wanted.type}`)
}
