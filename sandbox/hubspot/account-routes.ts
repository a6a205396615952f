// What an account says about itself: details, owners, pipelines, tax rates, currencies (hubspot.md 2.10, 7.6, 7.9, 10).
import { notFound } from './errors.ts'
import type { Portal } from './portal.ts'
import { ok } from './request.ts'
import type { ApiReply, ApiRequest } from './request.ts'
import type { PipelineSeed } from './seed.ts'

const madeAt = '2026-01-01T00:00:00.000Z'

/** Minutes that a time zone is ahead of UTC at a moment. */
function offsetMinutes(timeZone: string, now: number): number {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(now).find((part) => part.type === 'timeZoneName')?.value ?? ''
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name)
  return match === null ? 0 : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
}

export function accountDetails({ portal, write }: ApiRequest): ApiReply {
  const { account } = portal
  const minutes = offsetMinutes(account.timeZone, write.now)
  const sign = minutes < 0 ? '-' : '+'
  const two = (part: number): string => String(Math.floor(Math.abs(part))).padStart(2, '0')
  return ok({
    portalId: account.portalId, accountType: account.accountType, timeZone: account.timeZone, companyCurrency: account.companyCurrency,
    additionalCurrencies: account.additionalCurrencies, utcOffset: `${sign}${two(minutes / 60)}:${two(minutes % 60)}`, utcOffsetMilliseconds: minutes * 60_000,
    uiDomain: account.uiDomain, dataHostingLocation: account.dataHostingLocation,
  })
}

export function listOwners({ portal, query }: ApiRequest): ApiReply {
  const archived = query.get('archived') === 'true'
  const email = query.get('email')
  const owners = portal.owners.filter((owner) => (owner.archived ?? false) === archived && (email === null || owner.email === email))
  const limit = Number(query.get('limit') ?? 100)
  const start = Number(query.get('after') ?? 0)
  const results = owners.slice(start, start + limit).map((owner) => renderOwner(owner))
  return ok(start + limit < owners.length ? { results, paging: { next: { after: String(start + limit) } } } : { results })
}

function renderOwner(owner: Portal['owners'][number]): Record<string, unknown> {
  return {
    id: owner.id, email: owner.email, type: 'PERSON', firstName: owner.firstName, lastName: owner.lastName, userId: owner.userId ?? Number(owner.id) + 1,
    createdAt: madeAt, updatedAt: madeAt, archived: owner.archived ?? false,
  }
}

export function readOwner({ portal, query }: ApiRequest, id: string): ApiReply {
  const owner = portal.owners.find((candidate) => candidate.id === id && (candidate.archived ?? false) === (query.get('archived') === 'true'))
  if (owner === undefined) throw notFound()
  return ok(renderOwner(owner))
}

function renderPipeline(pipeline: PipelineSeed, order: number): Record<string, unknown> {
  return {
    id: pipeline.id, label: pipeline.label, displayOrder: pipeline.displayOrder ?? order, createdAt: madeAt, updatedAt: madeAt, archived: pipeline.archived ?? false,
    stages: pipeline.stages.map((stage, index) => ({
      id: stage.id, label: stage.label, displayOrder: stage.displayOrder ?? index, metadata: stage.metadata, createdAt: madeAt, updatedAt: madeAt, archived: false,
    })),
  }
}

export function listPipelines({ portal }: ApiRequest, kind: 'deals' | 'orders'): ApiReply {
  return ok({ results: portal.pipelines[kind].filter((pipeline) => pipeline.archived !== true).map((pipeline, index) => renderPipeline(pipeline, index)) })
}

export function readPipeline({ portal }: ApiRequest, kind: 'deals' | 'orders', id: string): ApiReply {
  const pipeline = portal.pipelines[kind].find((candidate) => candidate.id === id)
  if (pipeline === undefined) throw notFound()
  return ok(renderPipeline(pipeline, 0))
}

function renderTaxRate(rate: Portal['taxRates'][number]): Record<string, unknown> {
  return { id: rate.id, name: rate.name, label: rate.label ?? rate.name, percentageRate: rate.percentageRate, active: rate.active, createdAt: madeAt, updatedAt: madeAt }
}

export function listTaxRates({ portal, query }: ApiRequest): ApiReply {
  const active = query.get('active')
  return ok({ results: portal.taxRates.filter((rate) => active === null || String(rate.active) === active).map((rate) => renderTaxRate(rate)) })
}

export function readTaxRate({ portal }: ApiRequest, id: string): ApiReply {
  const rate = portal.taxRates.find((candidate) => candidate.id === id)
  if (rate === undefined) throw notFound()
  return ok(renderTaxRate(rate))
}

export function readCurrencies({ portal }: ApiRequest, what: string): ApiReply {
  const names = new Intl.DisplayNames(['en'], { type: 'currency' })
  switch (what) {
    case 'codes': return ok({ results: portal.currencies().map((currencyCode) => ({ currencyCode, currencyName: names.of(currencyCode) })) })
    case 'company-currency': return ok({ currencyCode: portal.account.companyCurrency, updatedAt: madeAt })
    case 'exchange-rates': return ok({
      results: portal.account.additionalCurrencies.map((fromCurrencyCode, index) => ({
        id: String(index + 1), fromCurrencyCode, toCurrencyCode: portal.account.companyCurrency, conversionRate: 1, visibleInUI: true, createdAt: madeAt, updatedAt: madeAt, effectiveAt: madeAt,
      })),
    })
    default: throw notFound()
  }
}
