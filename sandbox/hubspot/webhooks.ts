// Posts events to a webhook address, signed as HubSpot signs them, version 3 (hubspot.md 8.5, 8.6, 8.11, 8.12).
import { createHmac } from 'node:crypto'

/** Percent codes that are decoded before the address is signed (8.12). */
const decoded: Record<string, string> = {
  '%3A': ':', '%2F': '/', '%3F': '?', '%40': '@', '%21': '!', '%24': '$', '%27': "'", '%28': '(', '%29': ')', '%2A': '*', '%2C': ',', '%3B': ';',
}

/** The value of X-HubSpot-Signature-v3. `timestamp` is epoch milliseconds. */
export function signatureV3(clientSecret: string, method: string, url: string, rawBody: string, timestamp: number): string {
  const uri = url.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (code) => decoded[code.toUpperCase()] ?? code)
  return createHmac('sha256', clientSecret).update(`${method}${uri}${rawBody}${timestamp}`, 'utf8').digest('base64')
}

export type WebhookEvent = { subscriptionType: string; objectId: number; objectTypeId?: string | undefined } & Record<string, unknown>

const eventsPerRequest = 100
/** HubSpot gives up on an answer after 5 s (8.8). */
const answerTimeoutMs = 5_000

/**
 * Sends events in requests of at most 100 and returns the status of each request; 0 = no answer in 5 s.
 * Missing fields of an event are filled in. Nothing is retried.
 */
export async function deliverWebhooks(options: { url: string; clientSecret: string; portalId: number; appId: number; now: number; events: readonly WebhookEvent[] }): Promise<number[]> {
  const statuses: number[] = []
  for (let start = 0; start < options.events.length; start += eventsPerRequest) {
    const events = options.events.slice(start, start + eventsPerRequest).map((event, index) => ({
      eventId: start + index + 1, subscriptionId: 1, portalId: options.portalId, appId: options.appId, occurredAt: options.now, attemptNumber: 0, changeSource: 'CRM_UI', sourceId: 'userId:1', ...event,
    }))
    const body = JSON.stringify(events)
    try {
      const answer = await fetch(options.url, {
        method: 'POST', body, signal: AbortSignal.timeout(answerTimeoutMs), headers: {
          'Content-Type': 'application/json', 'X-HubSpot-Request-Timestamp': String(options.now),
          'X-HubSpot-Signature-v3': signatureV3(options.clientSecret, 'POST', options.url, body, options.now),
        },
      })
      await answer.arrayBuffer()
      statuses.push(answer.status)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      statuses.push(0)
    }
  }
  return statuses
}
