// Resolves settings against the live accounts: names to ids, with every unknown or ambiguous one told at its place.
import { DateTime } from 'luxon'
import type { Lookups } from '../../core/books.ts'
import type { Issue } from '../../core/issue.ts'
import type { FieldFact } from '../../mapper/catalogue.ts'
import { countryCode } from '../../mapper/countries.ts'
import { canonicalTargets } from '../../mapper/targets.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { Issues, mapKey, resolveMap, type Path } from './find-named.ts'
import { bookFinder, type ArticleFact, type BookFinder } from './resolve-books.ts'
import { resolveRowValues } from './resolve-rows.ts'
import { resolveStage, type PipelineFact } from './resolve-stages.ts'
import { sourceFinder, type SourceFinder } from './resolve-source.ts'
import type { ResolvedSettings } from './resolved-settings.ts'
import type { OrdersSettings } from './settings.ts'

/** What both accounts say, read at apply and again at run start. */
export type LiveFacts = {
  /** Pipelines of the chosen source kind. */
  pipelines: readonly PipelineFact[]
  sourceFields: readonly FieldFact[]
  targetFields: readonly FieldFact[]
  /** The CRM connector's own property for each canonical field. */
  defaultFields: Readonly<Record<string, string>>
  lookups: Lookups
  /** Null while articles have not been read: article numbers are then taken as written. */
  articles: readonly ArticleFact[] | null
}

export type Resolution = { ok: true; settings: ResolvedSettings; warnings: Issue[] } | { ok: false; issues: Issue[] }

/** Paths of issues start at the settings' own root ("stages", 0). */
export function resolveSettings(settings: OrdersSettings, facts: LiveFacts): Resolution {
  const issues = new Issues()
  const books = bookFinder(facts.lookups, facts.articles, issues)
  const source = sourceFinder(facts.sourceFields, settings.source, issues, facts.pipelines)
  const stages = settings.stages.map((choice, index) => resolveStage(choice, facts.pipelines, ['stages', index], issues)).filter((stage) => stage !== null)
  for (const [path, value] of [[['documentDate'], settings.documentDate], [['deliveryDate'], settings.deliveryDate]] as const) {
    if (typeof value === 'object') source.property(value.property, [...path])
  }
  if (settings.orderType === 'order' && !facts.lookups.company.canOrder) {
    issues.stop(['orderType'], { sv: 'Företagets plan saknar order; välj invoiceDraft.', en: "The company's plan lacks orders; choose invoiceDraft." })
  }
  const property = (given: { property: string } | undefined, path: Path): string | null => {
    if (given === undefined) return null
    source.property(given.property, path, ['sale', 'company', 'contact'])
    return given.property
  }
  const resolved: ResolvedSettings = {
    source: settings.source, stages,
    startFrom: startFrom(settings.startFrom, facts.lookups.company.timeZone),
    maxCreatesPerRun: settings.maxCreatesPerRun === 'off' ? null : (settings.maxCreatesPerRun ?? (settings.orderType === 'invoice' ? 50 : 500)),
    filter: settings.filter === undefined ? null : source.condition(settings.filter, ['filter']),
    holdWhen: settings.holdWhen.flatMap(({ when, because }, index) => {
      const resolved = source.condition(when, ['holdWhen', index, 'when'])
      return resolved === null ? [] : [{ when: resolved, because }]
    }),
    quietSeconds: settings.quietSeconds, orderType: settings.orderType, orderStatus: settings.orderStatus,
    send: settings.send, sendOnlyTo: settings.sendOnlyTo ?? null,
    documentDate: settings.documentDate, closedPeriod: settings.closedPeriod, deliveryDate: settings.deliveryDate,
    markField: settings.mark.field, onChange: settings.onChange, writeBack: settings.writeBack,
    customers: resolveCustomers(settings.customers, books, source, facts, issues),
    fields: resolveFields(settings.fields, facts.defaultFields, source),
    missingProducts: settings.missingProducts, lineWithoutSku: settings.lineWithoutSku, noLines: settings.noLines,
    amountCheck: settings.amountCheck, recurring: settings.recurring,
    fallbackArticle: articles(settings.fallbackArticle ?? {}, ['fallbackArticle'], books),
    newArticle: {
      unit: settings.newArticle.unit === undefined ? null : books.unit(settings.newArticle.unit, ['newArticle', 'unit']),
      coding: resolveMap(settings.newArticle.coding ?? {}, ['newArticle', 'coding'], (text, path) => books.codingOfRate(text, path)),
    },
    tax: resolveTax(settings.tax, books, source, issues),
    shipping: {
      amount: property(settings.shipping.amount, ['shipping', 'amount']), method: property(settings.shipping.method, ['shipping', 'method']),
      article: articles(settings.shipping.article ?? {}, ['shipping', 'article'], books),
      includesVat: settings.shipping.includesVat, skus: settings.shipping.skus.map(mapKey),
    },
    deliveryMethods: resolveMap(settings.deliveryMethods, ['deliveryMethods'], books.deliveryMethod),
    terms: {
      property: property(settings.terms?.property, ['terms', 'property']),
      map: settings.terms?.map === undefined ? null : resolveMap(settings.terms.map, ['terms', 'map'], (text, path) => books.terms(text, path)),
      default: settings.terms?.default === undefined ? null : books.terms(settings.terms.default, ['terms', 'default']),
    },
    paymentMethods: settings.paymentMethods === undefined ? null : {
      property: property(settings.paymentMethods.property, ['paymentMethods', 'property']) ?? '',
      map: resolveMap(settings.paymentMethods.map, ['paymentMethods', 'map'], (text, path) => books.terms(text, path)),
      orderType: Object.fromEntries(Object.entries(settings.paymentMethods.orderType).map(([key, kind]) => [mapKey(key), kind])),
    },
    discounts: {
      order: settings.discounts.order,
      percent: property(settings.discounts.percent, ['discounts', 'percent']), amount: property(settings.discounts.amount, ['discounts', 'amount']),
    },
    ...resolveRowValues(settings, books, source),
    privatePricesIncludeVat: settings.privatePricesIncludeVat, language: settings.language, settleSeconds: settings.settleSeconds,
  }
  needsFallback(settings, issues)
  return issues.refused ? { ok: false, issues: issues.list } : { ok: true, settings: resolved, warnings: issues.list }
}

function startFrom(given: string, timeZone: string): ResolvedSettings['startFrom'] {
  if (given === 'golive' || given === 'all') return { kind: given }
  return { kind: 'time', at: DateTime.fromISO(given, { zone: timeZone }).toUTC().toISO() ?? given }
}

function articles(byRate: Record<string, string>, path: Path, books: BookFinder): Record<string, string> {
  const resolved: Record<string, string> = {}
  for (const [rate, number] of Object.entries(byRate)) {
    const found = books.article(number, [...path, rate])
    if (found !== null) resolved[rate] = found
  }
  return resolved
}

function resolveFields(chosen: Record<string, string | undefined>, defaults: Readonly<Record<string, string>>, source: SourceFinder): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [name, property] of Object.entries(defaults)) if (source.canonical(name, property, ['fields', name], false)) fields[name] = property
  for (const [name, property] of Object.entries(chosen)) {
    if (property !== undefined && source.canonical(name, property, ['fields', name], true)) fields[name] = property
  }
  return fields
}

function resolveCustomers(given: OrdersSettings['customers'], books: BookFinder, source: SourceFinder, facts: LiveFacts, issues: Issues): ResolvedSettings['customers'] {
  const update = typeof given.update === 'string' ? { policy: given.update, fields: {} } : splitPolicy(given.update)
  const targets = [...canonicalTargets.customer.map((field) => field.name), ...facts.targetFields.filter((fact) => fact.entity === 'customer').map((fact) => `custom.${fact.name}`)]
  for (const field of Object.keys(update.fields)) {
    if (targets.includes(field) || targets.some((target) => target.startsWith(`${field}.`))) continue
    const nearest = nearestName(field, targets)
    issues.stop(['customers', 'update', field], { sv: `Kundfältet "${field}" finns inte.${nearest === null ? '' : ` Menas "${nearest}"?`}`, en: `There is no customer field "${field}".${nearest === null ? '' : ` Is "${nearest}" meant?`}` }, nearest)
  }
  const labelProperty = given.labels?.property?.property
  if (labelProperty !== undefined) source.property(labelProperty, ['customers', 'labels', 'property'], ['company', 'contact'])
  const byCountry: ResolvedSettings['customers']['byCountry'] = {}
  for (const [name, defaults] of Object.entries(given.byCountry)) {
    const code = country(name, ['customers', 'byCountry', name], issues)
    const terms = defaults.terms === undefined ? null : books.terms(defaults.terms, ['customers', 'byCountry', name, 'terms'])
    if (code !== null) byCountry[code] = { ...defaults, ...(terms === null ? {} : { terms: terms.name }) }
  }
  return {
    match: given.match, update, number: given.number, default: given.default ?? null,
    defaultWhen: typeof given.defaultWhen === 'string' ? given.defaultWhen : (source.condition(given.defaultWhen, ['customers', 'defaultWhen']) ?? 'noCustomer'),
    labels: { property: labelProperty ?? null, map: resolveMap(given.labels?.map ?? {}, ['customers', 'labels'], books.label) },
    emailIgnore: given.emailIgnore.map((entry) => entry.toLowerCase()), addressDiffers: given.addressDiffers,
    placeholder: given.placeholder === 'none' ? null : { postalCode: given.placeholder.postalCode ?? null, city: given.placeholder.city ?? null },
    byCountry,
  }
}

function splitPolicy(given: Record<string, 'fillEmpty' | 'never' | 'overwrite'>): ResolvedSettings['customers']['update'] {
  const { default: policy = 'fillEmpty', ...fields } = given
  return { policy, fields }
}

function resolveTax(given: OrdersSettings['tax'], books: BookFinder, source: SourceFinder, issues: Issues): ResolvedSettings['tax'] {
  const property = given.lines?.property?.property ?? null
  if (property !== null) source.property(property, ['tax', 'lines', 'property'], ['product', 'line'])
  const countries = given.countries.flatMap((rule, index) => {
    const coding = books.coding(rule.coding, ['tax', 'countries', index, 'coding'])
    if (coding === null) return []
    const codes = rule.country === undefined ? [null] : rule.country.map((name) => country(name, ['tax', 'countries', index, 'country'], issues))
    return codes.map((code) => ({ country: code, area: rule.area ?? null, buyer: rule.buyer ?? null, group: rule.group ?? null, coding }))
  })
  return { lines: { property, map: resolveMap(given.lines?.map ?? {}, ['tax', 'lines'], books.coding) }, countries, existingArticle: given.existingArticle }
}

function country(name: string, path: Path, issues: Issues): string | null {
  const code = countryCode(name)
  if (code === null) issues.stop(path, { sv: `"${name}" är inget känt land.`, en: `"${name}" is no known country.` })
  return code
}

/** A choice of the fallback article is worth nothing without one. */
function needsFallback(settings: OrdersSettings, issues: Issues): void {
  const wanting: string[] = (['missingProducts', 'lineWithoutSku'] as const).filter((name) => settings[name] === 'fallbackArticle')
  if (settings.noLines === 'amountRow') wanting.push('noLines')
  if (wanting.length === 0 || Object.keys(settings.fallbackArticle ?? {}).length > 0) return
  issues.stop(['fallbackArticle'], { sv: `${wanting.join(' och ')} behöver fallbackArticle, som inte är vald.`, en: `${wanting.join(' and ')} need fallbackArticle, which is not chosen.` })
}
