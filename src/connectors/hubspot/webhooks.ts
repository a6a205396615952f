// Webhooks: is a call really from HubSpot, and which sales does it ring about. An event is a doorbell, never data (facts 8.5 to 8.13).
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { SaleKind } from '../../core/sale-record.ts'
import { objectTypeIds } from './object-types.ts'
import { wireId } from './schemas.ts'

/** Older calls, and calls from the future by as much, are refused (fact 8.11; the future is our own stricter reading). */
const maxAgeMs = 300_000

export type SignedCall = {
  method: string
  /** The public address as HubSpot calls it, from our own configuration when behind a proxy (fact 8.12). */
  url: string
  /** Header names in lower case. */
  headers: Record<string, string | undefined>
  /** The bytes as they came: never parsed and written again (fact 8.13). */
  rawBody: Uint8Array | string
}

/** Signature version 3: Base64 of HMAC-SHA256 over method + URI + body + timestamp, compared in constant time (fact 8.11). `now` in ms. */
export function verifySignature(call: SignedCall, secret: string, now: number): boolean {
  const given = call.headers['x-hubspot-signature-v3']
  const timestamp = call.headers['x-hubspot-request-timestamp']
  if (given === undefined || timestamp === undefined || !/^\d{1,16}$/.test(timestamp) || secret === '') return false
  if (Math.abs(now - Number(timestamp)) > maxAgeMs) return false
  const expected = createHmac('sha256', secret).update(call.method.toUpperCase() + decodedUri(call.url)).update(call.rawBody).update(timestamp).digest()
  const received = Buffer.from(given, 'base64')
  return received.length === expected.length && timingSafeEqual(received, expected)
}

/** HubSpot signs the address with these codes decoded, and no others (fact 8.12). */
const decodedCodes: Record<string, string> = {
  '%3A': ':', '%2F': '/', '%3F': '?', '%40': '@', '%21': '!', '%24': '$', '%27': "'", '%28': '(', '%29': ')', '%2A': '*', '%2C': ',', '%3B': ';',
}
function decodedUri(url: string): string {
  return url.replace(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (code) => decodedCodes[code.toUpperCase()] ?? code)
}

/** A sale that may have changed, in the account with this portal id. */
export type Doorbell = { portalId: string; kind: SaleKind; id: string }

const event = z.object({
  subscriptionType: z.string().nullish(),
  eventType: z.string().nullish(),
  portalId: wireId,
  objectId: wireId.nullish(),
  objectTypeId: z.string().nullish(),
  propertyName: z.string().nullish(),
  primaryObjectId: wireId.nullish(),
  mergedObjectIds: z.array(wireId).nullish(),
  newObjectId: wireId.nullish(),
  fromObjectId: wireId.nullish(),
  toObjectId: wireId.nullish(),
  fromObjectTypeId: z.string().nullish(),
  toObjectTypeId: z.string().nullish(),
  associationType: z.string().nullish(),
})
type Event = z.output<typeof event>

/**
 * Doorbells of a delivery, each sale once. Events about other records, events that do not fit, and the echo of our own
 * write-back are passed over: the windowed survey finds what a bell misses.
 */
export function doorbells(body: unknown): Doorbell[] {
  const bells = new Map<string, Doorbell>()
  for (const item of Array.isArray(body) ? body : [body]) {
    const parsed = event.safeParse(item)
    if (!parsed.success || parsed.data.propertyName?.startsWith('kontobro_') === true) continue
    for (const { kind, id } of salesOf(parsed.data)) bells.set(`${parsed.data.portalId}/${kind}/${id}`, { portalId: parsed.data.portalId, kind, id })
  }
  return [...bells.values()]
}

function salesOf(data: Event): { kind: SaleKind; id: string }[] {
  const type = data.subscriptionType ?? data.eventType ?? ''
  if (type.endsWith('.associationChange')) {
    // "DEAL_TO_LINE_ITEM": both ends are named, each may be a sale.
    const [from, to] = (data.associationType ?? '').split('_TO_')
    return [
      { kind: kindOf(data.fromObjectTypeId ?? from ?? type), id: data.fromObjectId },
      { kind: kindOf(data.toObjectTypeId ?? to ?? ''), id: data.toObjectId },
    ].flatMap(({ kind, id }) => (kind === null || id == null ? [] : [{ kind, id }]))
  }
  const kind = kindOf(data.objectTypeId ?? type)
  if (kind === null) return []
  const ids = [data.objectId, data.newObjectId, data.primaryObjectId, ...(data.mergedObjectIds ?? [])]
  return ids.flatMap((id) => (id == null ? [] : [{ kind, id }]))
}

/** "0-3", "deal.propertyChange", "DEAL" -> deal. */
function kindOf(text: string): SaleKind | null {
  if (text === objectTypeIds.deal || /^deal(\.|$)/i.test(text)) return 'deal'
  if (text === objectTypeIds.order || /^order(\.|$)/i.test(text)) return 'order'
  return null
}
