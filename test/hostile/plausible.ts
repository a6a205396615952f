// Plausible lies: answers in perfect order that merely say other things (another price, another stage). No reader can doubt those, so runs are not tried with them.
import { isDeepStrictEqual } from 'node:util'
import type { Answer, Asked, Told } from './liar.ts'

/** Lists whose items may be left out or said twice: the product must find out, or mend itself with the next run. */
const mendable = /\/search$|\/batch\/read$|^\/v2\/(customers|articles|orders|customerinvoicedrafts|customerinvoices)(\?|$)/

export function isPlausible(asked: Asked, truth: Answer, told: Told): boolean {
  const isWrite = asked.url.startsWith('/v2/') && asked.method !== 'GET'
  if (isWrite && toldToSendAgain(truth, told)) return true
  if (isWrite || told.manner !== 'plain' || told.status < 200 || told.status >= 300) return false
  const [good, other] = [parsed(truth.body), parsed(told.body)]
  if (good === undefined || other === undefined) return false
  const [from, to] = [itemsOf(good), itemsOf(other)]
  if (from === null || to === null) return good !== null && other !== null && typeof other === 'object' && !Array.isArray(other) && from === null
  if (isDeepStrictEqual(from, to)) return false
  const onlySaidOtherwise = to.every((item) => from.some((one) => isDeepStrictEqual(item, one)))
  return !(onlySaidOtherwise && mendable.test(asked.url.replace(/\/crm\/associations.*/, '')))
}

/** A write that was made, answered in perfect order by "not made: send it again with a new token" or "in a moment": the vendor's own words for what surely was not made (vendor fact 77, 71). */
function toldToSendAgain(truth: Answer, told: Told): boolean {
  if (truth.status >= 300 || told.status < 400 || told.status >= 500) return false
  const text = told.body.toString('utf8')
  const body = parsed(told.body)
  const brings = typeof body === 'object' && body !== null && Object.keys(body).some((name) => /^(id|results)$/i.test(name))
  return !brings && (told.status === 401 || told.status === 429 || /"ErrorCode"\s*:\s*"?4010/.test(text))
}

function itemsOf(value: unknown): unknown[] | null {
  if (typeof value !== 'object' || value === null) return null
  const list = 'results' in value ? value.results : 'Data' in value ? value.Data : null
  return Array.isArray(list) ? list : null
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
