// Notices to a Slack-style webhook: one POST of { text }, checked address, no redirects, ten seconds.
import { Agent, request } from 'undici'
import { Failure } from '../core/failure.ts'
import { maskText } from '../core/mask.ts'
import { webhookDestination } from './public-address.ts'

const deadlineMs = 10_000
const longestText = 3_000

/**
 * Posts `{ "text": ... }` (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
 * Throws Failure `webhook-not-sent` with the host only: the path is the secret.
 */
export async function postWebhook(address: string, text: string, options: { allowLoopback: boolean }): Promise<void> {
  const url = new URL(address)
  const failed = (reason: string, cause?: unknown): Failure => new Failure('webhook-not-sent', { host: url.hostname, reason }, { cause })
  const destination = await webhookDestination(url, options.allowLoopback)
  if (!destination.ok) throw failed(destination.reason)
  const { address: ip, family } = destination
  const agent = new Agent({
    connect: { timeout: deadlineMs, lookup: (_host, wanted, found) => (wanted.all === true ? found(null, [{ address: ip, family }]) : found(null, ip, family)) },
  })
  try {
    const body = JSON.stringify({ text: plain(text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text) })
    // undici follows no redirects unless told to.
    const answer = await request(url, { method: 'POST', dispatcher: agent, headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(deadlineMs) })
    answer.body.on('error', () => undefined)
    answer.body.destroy()
    if (answer.statusCode < 200 || answer.statusCode > 299) throw failed(`HTTP ${answer.statusCode}`)
  } catch (caught) {
    if (caught instanceof Failure) throw caught
    const code = caught instanceof Error ? ('code' in caught && typeof caught.code === 'string' ? caught.code : caught.name) : 'error'
    throw failed(maskText(code), caught)
  } finally {
    await agent.destroy()
  }
}

/** Slack reads <...> as links and mentions ("<!channel>"); a record's title must not call anybody. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
