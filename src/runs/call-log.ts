// The call log: requests made for one record, gathered under the record once its intent is settled.
import type { RunContext } from './context.ts'

/** Moves what was recorded under an intent to the record it was made for. */
export function attribute(ctx: RunContext, intent: string, recordId: string): void {
  const calls = ctx.calls.get(intent)
  if (calls === undefined) return
  ctx.calls.delete(intent)
  ctx.calls.set(recordId, [...(ctx.calls.get(recordId) ?? []), ...calls])
}

/** The calls of a record as the log keeps them, as a JSON text; they are forgotten here. Bodies stand in it as they were sent and answered. */
export function takeCalls(ctx: RunContext, recordId: string): string {
  const calls = ctx.calls.get(recordId) ?? []
  ctx.calls.delete(recordId)
  const texts = calls.map(({ system, method, path, status, ms, request, response }) => `${JSON.stringify({ system, method, path, status, ms }).slice(0, -1)},"request":${request ?? 'null'},"response":${response === undefined ? 'null' : withLetters(response)}}`)
  return `[${texts.join(',')}]`
}

/** The same JSON with å, ä, ö and the like as themselves: some systems write them by their numbers, which hides words from whoever looks through the text. */
function withLetters(json: string): string {
  if (!json.includes('\\u')) return json
  return json.replace(/\\(?:u([0-9a-f]{4})|[^])/gi, (written: string, number: string | undefined) => {
    const code = number === undefined ? 0 : Number.parseInt(number, 16)
    // Halves of a pair stay as they are, and so does everything that JSON must escape.
    return code < 0xa0 || (code >= 0xd800 && code <= 0xdfff) ? written : String.fromCharCode(code)
  })
}
