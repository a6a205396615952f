// Failure: the one error a person may see. A code, its parameters, and from the catalogue a plain sentence in two languages and a remedy.
import { ownValue } from './own-value.ts'
import { z } from 'zod'
import { failureCatalogue } from './failures/catalogue.ts'
import { failureCauses } from './failures/causes.ts'
import type { Language, Sentence } from './language.ts'

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
    super(`${code}: ${fill(failureCatalogue[code].en, params, 'en')}`, more.cause === undefined ? undefined : { cause: more.cause })
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
  return fill(language === 'sv' ? entry.sv : entry.en, failure.params, language)
}

/** What the person should do. */
export function failureCure(failure: FailureData, language: Language): string {
  const entry: FailureEntry = failureCatalogue[failure.code]
  return fill(language === 'sv' ? entry.cureSv : entry.cureEn, failure.params, language)
}

/** What a group of failures with this code is called: a sentence that needs no parameters. */
export function failureCause(code: FailureCode, language: Language): string {
  const causes: Partial<Record<FailureCode, Sentence>> = failureCauses
  const cause = causes[code]
  if (cause !== undefined) return cause[language]
  return failureSentence({ code, params: {} }, language)
}

export function remedyOf(code: FailureCode): Remedy {
  return failureCatalogue[code].remedy
}

/** Whether text read back from storage is a code this version knows. */
export function isFailureCode(text: string): text is FailureCode {
  return typeof text === 'string' && Object.hasOwn(failureCatalogue, text)
}

/** Turns anything caught into a Failure; the unforeseen becomes `unexpected` and is reported whole to the log only. */
export function asFailure(caught: unknown): Failure {
  if (caught instanceof Failure) return caught
  // The store's own problems (a wrong key, a damaged seal) have entries here too.
  if (caught instanceof Error && 'code' in caught && typeof caught.code === 'string' && isFailureCode(caught.code)) return new Failure(caught.code, {}, { detail: caught.message, cause: caught })
  // Answers, bodies and files are parsed without throwing: what throws is a value of our own tables.
  if (caught instanceof z.ZodError) {
    const where = caught.issues[0]?.path.map(String).join('.') ?? ''
    return new Failure('stored-value-unreadable', { where: where === '' ? '–' : where }, { detail: caught.stack, cause: caught })
  }
  const detail = caught instanceof Error ? (caught.stack ?? caught.message) : String(caught)
  return new Failure('unexpected', {}, { detail, cause: caught })
}

function fill(sentence: string, params: FailureParams, language: Language): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => spoken(name, params[name] ?? (name.endsWith('En') ? params[name.slice(0, -2)] : undefined), language))
}

/** Kinds and roles as people call them; parameters of these names hold our own words. */
const words: Record<string, Sentence> = {
  order: { sv: 'order', en: 'order' }, invoiceDraft: { sv: 'fakturautkast', en: 'invoice draft' }, invoice: { sv: 'faktura', en: 'invoice' }, deal: { sv: 'affär', en: 'deal' },
  company: { sv: 'företag', en: 'company' }, contact: { sv: 'kontakt', en: 'contact' }, customer: { sv: 'kund', en: 'customer' }, article: { sv: 'artikel', en: 'article' },
  sales: { sv: 'säljkälla', en: 'a source of sales' }, books: { sv: 'bokföring', en: 'books' },
}
/** A document without a number of its own. */
const unnumbered: Record<string, Sentence> = { order: { sv: 'ordern', en: 'the order' }, invoiceDraft: { sv: 'fakturautkastet', en: 'the invoice draft' }, invoice: { sv: 'fakturan', en: 'the invoice' } }

/** "order 501" and "invoiceDraft <id>" as people say them: a document without a number of its own is called by its kind. */
function documentWord(text: string): Sentence | undefined {
  const found = /^(order|invoiceDraft|invoice) (\S+)$/.exec(text)
  const word = ownValue(words, found?.[1] ?? '')
  const number = found?.[2] ?? ''
  if (word === undefined) return undefined
  if (!/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(number)) return { sv: `${word.sv} ${number}`, en: `${word.en} ${number}` }
  return unnumbered[found?.[1] ?? '']
}

/** A parameter as it is read aloud: moments in the machine's own time, our own words in the reader's language. */
function spoken(name: string, value: FailureParams[string], language: Language): string {
  if (value === undefined || value === null) return '–'
  const text = String(value)
  const word = name === 'kind' || name === 'role' ? ownValue(words, text) : name === 'document' ? documentWord(text) : undefined
  if (word !== undefined) return word[language]
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return text
  return new Date(text).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
}
