// The errors that the store's foundation (data folder, embedded server, connection) throws: one code, one sentence in each language.

/** A sentence for people, in both languages. */
export type Sentence = { sv: string; en: string }

/** An error with a stable `code` for programs and one readable sentence per language for people. `message` is the English one. */
export class StoreProblem extends Error {
  override readonly name = 'StoreProblem'
  readonly code: string
  readonly sv: string
  readonly en: string

  constructor(code: string, sentence: Sentence, cause?: unknown) {
    super(sentence.en, cause === undefined ? undefined : { cause })
    this.code = code
    this.sv = sentence.sv
    this.en = sentence.en
  }
}

/** The `code` of a Node or PostgreSQL error (`ENOENT`, `28P01`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The message of anything that was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
