// The vendor's rate limit: 600 requests in any minute per client and path (facts 70, 71).
import type { Choices } from './choices.ts'
import { Refusal } from './refusal.ts'

const most = 600

/** Times of the last accepted requests; `next` is the place of the oldest. Refused ones are not counted. */
type Window = { times: number[]; next: number }

export class RateLimit {
  readonly #windows = new Map<string, Window>()
  readonly #minute: number
  readonly #on: boolean

  constructor(on: boolean, timeScale: number) {
    this.#on = on
    this.#minute = 60_000 / timeScale
  }

  /** @throws Refusal 429/4010 with the documented text; the seconds are real ones, rounded up. */
  spend(now: number, clientId: string, companyId: string, template: string, choices: Choices): void {
    if (!this.#on) return
    const key = choices.limitPer === 'client' ? `${clientId} ${template}` : `${clientId} ${companyId} ${template}`
    const window = this.#windows.get(key) ?? { times: [], next: 0 }
    this.#windows.set(key, window)
    const oldest = window.times[window.next] ?? Number.NEGATIVE_INFINITY
    if (oldest <= now - this.#minute) {
      window.times[window.next] = now
      window.next = (window.next + 1) % most
      return
    }
    const seconds = Math.max(1, Math.ceil((oldest + this.#minute - now) / 1000))
    const headers: Record<string, string> = choices.retryAfterHeader ? { 'Retry-After': String(seconds) } : {}
    throw new Refusal(429, 4010, `API calls quota exceeded! maximum admitted ${most} per Minute. Try again in ${seconds} seconds.`, null, headers)
  }
}
