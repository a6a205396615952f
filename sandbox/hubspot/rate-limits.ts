// HubSpot's call limits: per caller in a rolling 10 seconds, per day for keys, search per second for the account (hubspot.md 3.1 to 3.9).
import { rateLimited } from './errors.ts'
import type { Caller } from './request.ts'

/** Counts calls in a rolling window without keeping more than `limit` times. */
class RollingWindow {
  readonly #times: number[]
  #next = 0
  readonly #limit: number
  readonly #lengthMs: number

  constructor(limit: number, lengthMs: number) {
    this.#limit = limit
    this.#lengthMs = lengthMs
    this.#times = Array.from({ length: limit }, () => Number.NEGATIVE_INFINITY)
  }

  /** Takes one place; false when the window is full. */
  take(now: number): boolean {
    if ((this.#times[this.#next] ?? 0) > now - this.#lengthMs) return false
    this.#times[this.#next] = now
    this.#next = (this.#next + 1) % this.#limit
    return true
  }

  left(now: number): number {
    return this.#times.reduce((count, time) => count + (time <= now - this.#lengthMs ? 1 : 0), 0)
  }
}

export const serviceKeyLimit = 100
export const oauthLimit = 110
export const searchLimit = 5

export class RateLimits {
  readonly #on: boolean
  readonly #burstMs: number
  readonly #dailyLimit: number
  readonly #timeZone: string
  readonly #windows = new Map<string, RollingWindow>()
  readonly #search: RollingWindow
  #daily = 0
  #day = ''
  #dayCheckedAt = Number.NEGATIVE_INFINITY

  /** `timeScale` shortens the windows: 10 lets the same calls through in a tenth of the time. */
  constructor(options: { on: boolean; timeScale: number; dailyLimit: number; timeZone: string }) {
    this.#on = options.on
    this.#burstMs = 10_000 / options.timeScale
    this.#dailyLimit = options.dailyLimit
    this.#timeZone = options.timeZone
    this.#search = new RollingWindow(searchLimit, 1_000 / options.timeScale)
  }

  /** Counts a call and gives the headers of its answer. Throws 429. Search counts apart, for the whole account, and has no headers. */
  count(caller: Caller, isSearch: boolean, now: number): Record<string, string> {
    if (isSearch) {
      if (this.#on && !this.#search.take(now)) throw rateLimited('SECONDLY', 'publicapi:crm:search')
      return {}
    }
    const limit = caller.kind === 'serviceKey' ? serviceKeyLimit : oauthLimit
    let window = this.#windows.get(caller.account)
    if (window === undefined) {
      window = new RollingWindow(limit, this.#burstMs)
      this.#windows.set(caller.account, window)
    }
    if (caller.kind === 'serviceKey') this.#countDay(now)
    if (this.#on && !window.take(now)) throw rateLimited('TEN_SECONDLY_ROLLING', `publicapi:${caller.account}`)
    return {
      'X-HubSpot-RateLimit-Max': String(limit),
      'X-HubSpot-RateLimit-Remaining': String(this.#on ? window.left(now) : limit - 1),
      'X-HubSpot-RateLimit-Interval-Milliseconds': String(this.#burstMs),
      ...(caller.kind === 'serviceKey' ? {
        'X-HubSpot-RateLimit-Daily': String(this.#dailyLimit), 'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, this.#dailyLimit - this.#daily)),
      } : {}),
    }
  }

  /** The daily counter starts again at midnight in the account's time zone; all keys share it. */
  #countDay(now: number): void {
    if (now - this.#dayCheckedAt >= 60_000) {
      this.#dayCheckedAt = now
      const day = new Date(now).toLocaleDateString('sv-SE', { timeZone: this.#timeZone })
      if (day !== this.#day) this.#daily = 0
      this.#day = day
    }
    if (this.#on && this.#daily >= this.#dailyLimit) throw rateLimited('DAILY', 'publicapi:daily')
    this.#daily += 1
  }
}
