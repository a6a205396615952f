// From method and path to what answers it: template for counts, scopes it needs, and the function.
import { accountDetails, listOwners, listPipelines, listTaxRates, readCurrencies, readOwner, readPipeline, readTaxRate } from './account-routes.ts'
import { associateDefault, associateLabelled, batchAssociate, batchAssociateDefault, batchReadAssociations, batchRemoveAssociations, createLabel, readAssociations, readLabels, removeAssociation } from './association-routes.ts'
import { batchArchive, batchCreate, batchRead, batchUpdate } from './batch-routes.ts'
import type { Tokens } from './oauth.ts'
import { createRecord, deleteRecord, listRecords, merge, readRecord, updateRecord } from './object-routes.ts'
import { findObjectType, recordScope } from './object-types.ts'
import type { ObjectType } from './object-types.ts'
import { archiveProperty, batchCreateProperties, createGroup, createProperty, listGroups, listProperties, readProperty, updateProperty } from './property-routes.ts'
import type { ApiReply, ApiRequest, Caller } from './request.ts'
import { search } from './search-route.ts'

export type Route = {
  /** Path with ids replaced, for counts and faults. */
  template: string
  /** Every inner list needs one of its scopes. */
  scopes: readonly (readonly string[])[]
  run: (request: ApiRequest, tokens: Tokens, caller: Caller) => ApiReply
  /** No token needed. */
  open?: boolean
  search?: boolean
  /** Batches carry refused values in the message only. */
  batch?: boolean
}

const versions = new Set(['2026-09', '2026-03'])
const read = (type: ObjectType): readonly string[] => [recordScope(type, 'read')]
const write = (type: ObjectType): readonly string[] => [recordScope(type, 'write')]

/** The route of a call; undefined when HubSpot has none there. */
export function findRoute(method: string, segments: readonly string[]): Route | undefined {
  switch (segments[0]) {
    case 'crm': return versions.has(segments[2] ?? '') ? crmRoute(method, segments) : undefined
    case 'oauth': return oauthRoute(method, segments)
    case 'account-info': return only(method, 'GET', segments, 3, versions.has(segments[1] ?? '') && segments[2] === 'details', { template: segments.join('/'), scopes: [['oauth']], run: accountDetails })
    case 'settings': return only(method, 'GET', segments, 4, segments[1] === 'currencies' && versions.has(segments[2] ?? ''), { template: segments.join('/'), scopes: [['settings.currencies.read']], run: (request) => readCurrencies(request, segments[3] ?? '') })
    case 'tax-rates': return taxRoute(method, segments)
    case 'appinstalls': return only(method, 'DELETE', segments, 3, versions.has(segments[1] ?? '') && segments[2] === 'external-install', { template: segments.join('/'), scopes: [['oauth']], run: (_request, tokens, caller) => tokens.uninstall(caller) })
    default: return undefined
  }
}

function only(method: string, wanted: string, segments: readonly string[], length: number, fits: boolean, route: Route): Route | undefined {
  return method === wanted && segments.length === length && fits ? { ...route, template: `/${route.template}` } : undefined
}

function oauthRoute(method: string, segments: readonly string[]): Route | undefined {
  const path = `/${segments.join('/')}`
  if (method === 'GET' && path === '/oauth/authorize') return { template: path, scopes: [], open: true, run: (request, tokens) => tokens.authorize(request) }
  if (method !== 'POST' || !versions.has(segments[1] ?? '') || segments[2] !== 'token' || segments.length > 4) return undefined
  switch (segments[3]) {
    case undefined: return { template: path, scopes: [], open: true, run: (request, tokens) => tokens.token(request) }
    case 'introspect': return { template: path, scopes: [], open: true, run: (request, tokens) => tokens.introspect(request) }
    case 'revoke': return { template: path, scopes: [], open: true, run: (request, tokens) => tokens.revoke(request) }
    default: return undefined
  }
}

function taxRoute(method: string, segments: readonly string[]): Route | undefined {
  if (method !== 'GET' || !versions.has(segments[1] ?? '') || segments[2] !== 'tax-rates') return undefined
  const [, version, , id] = segments
  if (segments.length === 3) return { template: `/tax-rates/${version}/tax-rates`, scopes: [['tax_rates.read']], run: listTaxRates }
  if (segments.length === 4 && id !== undefined) return { template: `/tax-rates/${version}/tax-rates/{id}`, scopes: [['tax_rates.read']], run: (request) => readTaxRate(request, id) }
  return undefined
}

function crmRoute(method: string, segments: readonly string[]): Route | undefined {
  const [, area, version = '', first = ''] = segments
  const type = findObjectType(first)
  const rest = segments.slice(4)
  switch (area) {
    case 'objects': return type === undefined ? undefined : objectRoute(method, `/crm/objects/${version}/${type.name}`, type, rest)
    case 'properties': return type === undefined ? undefined : propertyRoute(method, `/crm/properties/${version}/${type.name}`, type, rest)
    case 'associations': {
      const to = findObjectType(rest[0] ?? '')
      return type === undefined || to === undefined ? undefined : associationRoute(method, `/crm/associations/${version}/${type.name}/${to.name}`, type, to, rest.slice(1).join('/'))
    }
    case 'pipelines': {
      const kind = type?.name
      if (method !== 'GET' || (kind !== 'deals' && kind !== 'orders')) return undefined
      const scopes = [[`crm.objects.${kind}.read`, `crm.schemas.${kind}.read`]]
      const id = rest[0]
      if (id === undefined) return { template: `/crm/pipelines/${version}/${kind}`, scopes, run: (request) => listPipelines(request, kind) }
      return rest.length === 1 ? { template: `/crm/pipelines/${version}/${kind}/{id}`, scopes, run: (request) => readPipeline(request, kind, id) } : undefined
    }
    case 'owners': {
      const scopes = [['crm.objects.owners.read']]
      if (method !== 'GET' || segments.length > 4) return undefined
      return segments.length === 3
        ? { template: `/crm/owners/${version}`, scopes, run: listOwners }
        : { template: `/crm/owners/${version}/{id}`, scopes, run: (request) => readOwner(request, first) }
    }
    default: return undefined
  }
}

function objectRoute(method: string, base: string, type: ObjectType, rest: readonly string[]): Route | undefined {
  const [id, second, third, fourth, fifth] = rest
  if (id === undefined) {
    if (method === 'GET') return { template: base, scopes: [read(type)], run: (request) => listRecords(request, type) }
    if (method === 'POST') return { template: base, scopes: [write(type)], run: (request) => createRecord(request, type) }
    return undefined
  }
  if (method === 'POST') {
    const template = `${base}/${rest.join('/')}`
    switch (rest.join('/')) {
      case 'search': return { template, scopes: [read(type)], search: true, run: (request) => search(request, type) }
      case 'merge': return { template, scopes: [write(type)], run: (request) => merge(request, type) }
      case 'batch/read': return { template, scopes: [read(type)], batch: true, run: (request) => batchRead(request, type) }
      case 'batch/create': return { template, scopes: [write(type)], batch: true, run: (request) => batchCreate(request, type) }
      case 'batch/update': return { template, scopes: [write(type)], batch: true, run: (request) => batchUpdate(request, type, false) }
      case 'batch/upsert': return { template, scopes: [write(type)], batch: true, run: (request) => batchUpdate(request, type, true) }
      case 'batch/archive': return { template, scopes: [write(type)], batch: true, run: (request) => batchArchive(request, type) }
      default: return undefined
    }
  }
  if (second === undefined) {
    const template = `${base}/{id}`
    if (method === 'GET') return { template, scopes: [read(type)], run: (request) => readRecord(request, type, id) }
    if (method === 'PATCH') return { template, scopes: [write(type)], run: (request) => updateRecord(request, type, id) }
    if (method === 'DELETE') return { template, scopes: [write(type)], run: (request) => deleteRecord(request, type, id) }
    return undefined
  }
  if (second !== 'associations' || third === undefined) return undefined
  const isDefault = third === 'default'
  const to = findObjectType((isDefault ? fourth : third) ?? '')
  const toId = isDefault ? fifth : fourth
  if (to === undefined) return undefined
  const template = `${base}/{id}/associations/${isDefault ? 'default/' : ''}${to.name}`
  if (method === 'GET' && toId === undefined) return { template, scopes: [read(type), read(to)], run: (request) => readAssociations(request, type, id, to) }
  if (toId === undefined) return undefined
  const scopes = [write(type), write(to)]
  if (method === 'PUT') return { template: `${template}/{id}`, scopes, run: (request) => (isDefault ? associateDefault : associateLabelled)(request, type, id, to, toId) }
  if (method === 'DELETE' && !isDefault) return { template: `${template}/{id}`, scopes, run: (request) => removeAssociation(request, type, id, to, toId) }
  return undefined
}

function associationRoute(method: string, base: string, from: ObjectType, to: ObjectType, action: string): Route | undefined {
  const template = `${base}/${action}`
  const reading = [read(from), read(to)]
  const writing = [write(from), write(to)]
  switch (`${method} ${action}`) {
    case 'POST batch/read': return { template, scopes: reading, batch: true, run: (request) => batchReadAssociations(request, from, to) }
    case 'POST batch/create': return { template, scopes: writing, batch: true, run: (request) => batchAssociate(request, from, to) }
    case 'POST batch/associate/default': return { template, scopes: writing, batch: true, run: (request) => batchAssociateDefault(request, from, to) }
    case 'POST batch/archive': return { template, scopes: writing, batch: true, run: (request) => batchRemoveAssociations(request, from, to) }
    case 'GET labels': return { template, scopes: reading, run: (request) => readLabels(request, from, to) }
    case 'POST labels': return { template, scopes: writing, run: (request) => createLabel(request, from, to) }
    default: return undefined
  }
}

function propertyRoute(method: string, base: string, type: ObjectType, rest: readonly string[]): Route | undefined {
  const reading = [[recordScope(type, 'read'), type.schemaScope.replace('.write', '.read')]]
  const writing = [[type.schemaScope]]
  const path = rest.join('/')
  const [name] = rest
  if (path === 'groups' || path === 'batch/create') {
    const template = `${base}/${path}`
    if (method === 'GET' && path === 'groups') return { template, scopes: reading, run: (request) => listGroups(request, type) }
    if (method !== 'POST') return undefined
    return { template, scopes: writing, run: (request) => (path === 'groups' ? createGroup : batchCreateProperties)(request, type) }
  }
  if (name === undefined) {
    if (method === 'GET') return { template: base, scopes: reading, run: (request) => listProperties(request, type) }
    return method === 'POST' ? { template: base, scopes: writing, run: (request) => createProperty(request, type) } : undefined
  }
  const template = `${base}/{name}`
  if (rest.length > 1) return undefined
  if (method === 'GET') return { template, scopes: reading, run: (request) => readProperty(request, type, name) }
  if (method === 'PATCH') return { template, scopes: writing, run: (request) => updateProperty(request, type, name) }
  return method === 'DELETE' ? { template, scopes: writing, run: (request) => archiveProperty(request, type, name) } : undefined
}
