// Strange sales and strange rules: what a source may hold in any of a sale's texts and numbers, and what people may write as settings and mapping.
import { saleRecord } from '../../src/core/sale-record.ts'
import type { SaleRecord } from '../../src/core/sale-record.ts'
import { parseDecimal } from '../../src/core/decimals.ts'
import { sampleLine, sampleParty, sampleSale } from '../../src/flows/orders-to-accounting/sample-facts.ts'
import type { Chance } from './chance.ts'
import { strangeText, strangeTexts } from './strange.ts'

const decimals = strangeTexts.map((text) => parseDecimal(text)).filter((text) => text !== null).concat(['0', '0.005', '1.005', '-100', '99999999999', '0.00000001', '1234567.891', '100.1', '-0.01', '1e15', '33.333333'].map((text) => parseDecimal(text) ?? '0'))

/** Instants as the source's reader gives them: always ISO, however far away. */
const instants = ['0000-01-01T00:00:00.000Z', '-000001-12-31T23:59:59.999Z', '+099999-01-01T00:00:00.000Z', '+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z', '1970-01-01T00:00:00.000Z', '2026-12-31T23:30:00.000Z']

type Box = Record<string, unknown>
const isBox = (value: unknown): value is Box => typeof value === 'object' && value !== null

/** Replaces texts of the record in place; where the schema wants a decimal, a strange one stands. */
function spoil(chance: Chance, value: unknown, often: number): void {
  if (!isBox(value)) return
  for (const [key, inner] of Object.entries(value)) {
    if (isBox(inner)) spoil(chance, inner, often)
    else if (!chance.oneIn(often) || typeof inner === 'boolean') continue
    else if (/^(quantity|unitPrice|discountPercent|discountPerUnit|taxRate|amount|shippingCost|percent)$/.test(key) && key !== 'percent') value[key] = chance.pick(decimals)
    else if (/^(closedAt|createdAt|at)$/.test(key)) value[key] = chance.pick(instants)
    else if (typeof inner === 'string' && !['kind', 'stageId', 'pipelineId'].includes(key)) value[key] = strangeText(chance, chance.oneIn(30))
  }
}

export function strangeSale(chance: Chance): SaleRecord {
  const lines = Array.from({ length: chance.pick([1, 2, 3, chance.oneIn(40) ? 400 : 2, chance.oneIn(4) ? 0 : 1]) }, (_, index) => sampleLine(String(index), { taxRate: chance.pick(['25', '12', '6', '0', null, '25']), discountPercent: chance.pick([null, null, '10', '33.3333']), sku: chance.pick([`SKU-${index}`, `SKU-${index}`, `ART ${index}`, 'DIV25', chance.oneIn(6) ? null : 'X']) }))
  const sale = sampleSale({
    lines, fields: { your_reference: 'Ref', payment_terms: '30', payment_method: 'kort', shipping_cost: '49', region: 'syd', doc_date: '2026-12-01', ...(chance.oneIn(3) ? { [chance.pick(strangeTexts)]: strangeText(chance, false) } : {}) },
    ...(chance.oneIn(4) ? { companies: [] } : {}), ...(chance.oneIn(8) ? { contacts: Array.from({ length: 3 }, (_, index) => sampleParty(`p${index}`, { firstname: 'Eva', email: `${index}@a.se` })) } : {}),
    amount: chance.pick(['300', null, '0', '-1', '299.99']),
  })
  for (;;) {
    const copy = structuredClone(sale)
    spoil(chance, copy, chance.pick([3, 8, 20, 60]))
    const read = saleRecord.safeParse(copy)
    if (read.success) return read.data
  }
}

const expressions = [
  '$', '$$', '*', '**', '%', 'deal.*', 'name & hs_sku', '$string($)', '$merge([$, $])', '($f := function($x){$f($x)}; $f(1))', '($f := function($x){$x < 1 ? 1 : $f($x - 1) & $f($x - 1)}; $f(40))', '[1..9999999]', '$pad("x", 1e9)', '$power(10, 400)', '1/0', '-1/0', '0/0', '$number("1e400")', '$number("x")', '$sum([1e308, 1e308])',
  '"\\u0000"', '"\\ud800"', '$split($string($), "")', '$replace(name, /(a+)+$/, "x")', '$match(name, /(.*)*x/)', '$map([1..1000], function($x){$x})', '$reduce([1..1000], function($a, $b){$a & "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" & $b})', '$fromMillis(1e20)', '$toMillis("99999-01-01")', '$formatNumber(1e21, "#,##0.00")', '$formatBase(100, 99)', '$each($, function($v, $k){$k & $v})', '$lookup($, "__proto__")', '$lookup($, "constructor")', '__proto__.x', 'constructor.constructor("return 1")()', '$eval("1")', '$now()', '$spread($)', '$sift($, function($v){true})', '$distinct($keys($))', '$base64decode("////")', '$encodeUrl("\\ud800")', '$decodeUrl("%")', '$single([1,2])', '$error("stop")', '$assert(false, "no")', '$type($)', '(', ')', '&', '{', '"', '/x', '$.', 'a.b.c.d', '^(a)', '[[[[]]]]', '$count(line)', 'function($x){$x}', '$uppercase(name) ~> $trim', '$.{"a": $}', '|$|{"a":1}|', '$clone($)',
]
const transforms = ['trim', 'squeeze', 'upper', 'lower', 'digits', 'orgNumber', 'vatNumber', 'email', 'phone', 'country', 'postalCode', 'date', 'boolean', 'number', 'cut(5)', 'cutWord(7)', 'streetName', 'houseNumber', 'firstLine', 'plainText', 'cut(0)', 'cut(999999)', 'cut(-1)', 'cut', 'cut(1,2)', 'constructor', '__proto__', 'trim()', 'number ( )']
const targets = ['customer.name', 'customer.orgNumber', 'customer.vatNumber', 'customer.email', 'customer.emailCopies', 'customer.currency', 'customer.labels', 'customer.terms', 'customer.language', 'customer.kind', 'customer.forceVat', 'customer.invoiceAddress.line1', 'customer.invoiceAddress.country', 'customer.note', 'customer.GLN', 'order.documentDate', 'order.documentKind', 'order.currency', 'order.terms', 'order.yourReference', 'order.ourReference', 'order.buyersOrderReference', 'order.text', 'order.discountPercent', 'order.discountAmount', 'order.ExternalNote', 'order.mark', 'row.name', 'row.text', 'row.quantity', 'row.unitPrice', 'row.discountPercent', 'row.discountPerUnit', 'row.taxRate', 'row.sku', 'row.coding', 'row.project', 'article.name', 'article.unit', 'article.note', '__proto__', 'row.__proto__', 'order.constructor', 'x', '.', 'row.']
const sources = ['deal.your_reference', 'deal.region', 'region', 'company.name', 'contact.email', 'buyer.name', 'line.name', 'name', 'line.hs_sku', 'owner.email', 'fields.postalCode', 'deal.amount', 'deal.closedAt', 'deal.__proto__', 'constructor.name', '__proto__', '', '.', 'deal.']
const operators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in', 'contains', 'known', 'unknown']

function strangeCondition(chance: Chance, depth = 0): unknown {
  if (depth < 4 && chance.oneIn(3)) return { [chance.pick(['and', 'or'])]: Array.from({ length: chance.below(4) }, () => strangeCondition(chance, depth + 1)) }
  return { property: chance.pick(sources), operator: chance.pick(operators), value: chance.oneIn(3) ? [strangeText(chance, false)] : strangeText(chance, false) }
}

export function strangeRule(chance: Chance): Record<string, unknown> {
  const rule: Record<string, unknown> = { target: chance.oneIn(20) ? strangeText(chance, false) : chance.pick(targets) }
  switch (chance.below(4)) {
    case 0: rule['from'] = chance.oneIn(3) ? [chance.pick(sources), chance.pick(sources)] : chance.pick(sources); break
    case 1: rule['constant'] = chance.oneIn(5) ? chance.pick<unknown>([0, -0, 1e21, true, null]) : strangeText(chance, false); break
    case 2: rule['template'] = `${strangeText(chance, false)}{{${chance.pick(sources)}}}${chance.pick(['', '{{', '}}', '{{{{', `{{${chance.pick(sources)}}}`])}`; break
    default: rule['jsonata'] = chance.oneIn(4) ? `${chance.pick(expressions)}${chance.pick([' & ', ' ~> ', '.', ' ? ', '[', ''])}${chance.pick(expressions)}` : chance.pick(expressions)
  }
  if (chance.oneIn(2)) rule['transforms'] = Array.from({ length: chance.below(4) }, () => chance.pick(transforms))
  if (chance.oneIn(4)) rule['map'] = Object.fromEntries(Array.from({ length: 3 }, () => [chance.pick(strangeTexts), strangeText(chance, false)]))
  if (chance.oneIn(4)) rule['default'] = strangeText(chance, false)
  if (chance.oneIn(4)) rule['when'] = strangeCondition(chance)
  if (chance.oneIn(6)) rule['onUpdate'] = false
  return rule
}

const settingsPool: Record<string, unknown>[] = [
  { orderType: 'invoiceDraft' }, { orderType: 'invoice' }, { missingProducts: 'hold' }, { missingProducts: 'fallbackArticle', fallbackArticle: { 25: 'DIV25', 12: 'DIV12', 6: 'DIV6', 0: 'DIV0' } }, { lineWithoutSku: 'createFromName' }, { lineWithoutSku: 'fallbackArticle', fallbackArticle: 'DIV25' }, { noLines: 'amountRow', fallbackArticle: 'DIV25' }, { amountCheck: 'hold' }, { recurring: 'wholeTerm' },
  { terms: { property: 'payment_terms', map: { 30: '30 dagar netto', kort: 'Kortbetalning' }, default: '20 dagar netto' } }, { paymentMethods: { property: 'payment_method', map: { kort: 'Kortbetalning' }, orderType: { kort: 'invoice' } } }, { deliveryMethods: { dhl: 'DHL' }, shipping: { amount: 'shipping_cost', method: 'shipping_method', article: { 25: 'FRAKT25' } } }, { discounts: { order: 'row' } }, { discounts: { order: 'spread' } },
  { costCentres: [{ dimension: 1, from: 'owner', default: 'Stockholm' }] }, { costCentres: [{ dimension: 1, from: '{region}', map: { syd: 'Göteborg' } }] }, { documentDate: '{doc_date}' }, { documentDate: 'closeDate', deliveryDate: 'closeDate' }, { mark: { field: 'textRow' } }, { mark: { field: 'buyersOrderReference' } }, { customers: { match: ['email'], update: 'overwrite' } }, { customers: { placeholder: { postalCode: '00000', city: 'Okänd' }, labels: { Guld: 'VIP' } } }, { language: 'en' }, { filter: { property: 'region', operator: 'contains', value: 'y' } }, { privatePricesIncludeVat: true },
]

/** Settings that may go together or not, as a person may try them. */
export function strangeSettings(chance: Chance): Record<string, unknown> {
  const parts = Array.from({ length: chance.below(5) }, () => chance.pick(settingsPool))
  const whole: Record<string, unknown> = { newArticle: { unit: 'Styck', coding: { 25: 'Varor 25 %', 12: 'Varor 12 %', 6: 'Varor 6 %', 0: 'Varor 0 %' } } }
  for (const part of parts) for (const [name, value] of Object.entries(part)) whole[name] = value
  if (chance.oneIn(10)) whole[chance.pick(Object.keys(whole))] = strangeText(chance, false)
  return whole
}
