// Failure: the one error a person may see. A code, its parameters, and from the catalogue a plain sentence in two languages and a remedy.
import { failureCatalogue } from './failures/catalogue.ts'
import type { Language } from './language.ts'

/** What mends it: wait and try again · authorise again · change the record · change the settings · tell us. */
export type Remedy = 'retry' | 'reconnect' | 'fix-record' | 'fix-settings' | 'report'

/** One entry of the catalogue. Sentences may hold {parameters}. `action` says what to do, `who` can do it where. */
export type FailureEntry = {
  remedy: Remedy
  sv: string
  en: string
  /** What to do about it, one sentence. */
  cureSv: string
  cureEn: string
}

export type FailureParams = Record<string, string | number | boolean | null | undefined>
export type FailureCode = keyof typeof failureCatalogue

/** As stored and sent: plain data. */
export type FailureData = { code: FailureCode; params: FailureParams }

export class Failure extends Error {
  readonly code: FailureCode
  readonly params: FailureParams
  /** Technical detail for the log (already free of secrets); never shown as the sentence itself. */
  readonly detail: string | undefined
  /** Seconds the other side asked us to wait, when it said so. */
  readonly retryAfterSeconds: number | undefined

  constructor(code: FailureCode, params: FailureParams = {}, more: { detail?: string; cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(`${code}: ${fill(failureCatalogue[code].en, params)}`, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'Failure'
    this.code = code
    this.params = params
    this.detail = more.detail
    this.retryAfterSeconds = more.retryAfterSeconds
  }

  get remedy(): Remedy {
    return failureCatalogue[this.code].remedy
  }

  toData(): FailureData {
    return { code: this.code, params: this.params }
  }
}

/** The sentence a person reads. */
export function failureSentence(failure: FailureData, language: Language): string {
  const entry: FailureEntry = failureCatalogue[failure.code]
  return fill(language === 'sv' ? entry.sv : entry.en, failure.params)
}

/** What the person should do. */
export function failureCure(failure: FailureData, language: Language): string {
  const entry: FailureEntry = failureCatalogue[failure.code]
  return fill(language === 'sv' ? entry.cureSv : entry.cureEn, failure.params)
}

export function remedyOf(code: FailureCode): Remedy {
  return failureCatalogue[code].remedy
}

/** Whether text read back from storage is a code this version knows. */
export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(failureCatalogue, text)
}

/** Turns anything caught into a Failure; the unforeseen becomes `unexpected` and is reported whole to the log only. */
export function asFailure(caught: unknown): Failure {
  if (caught instanceof Failure) return caught
  const detail = caught instanceof Error ? (caught.stack ?? caught.message) : String(caught)
  return new Failure('unexpected', {}, { detail, cause: caught })
}

function fill(sentence: string, params: FailureParams): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '–'))
}
