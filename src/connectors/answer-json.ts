// The JSON of an answer, read as a stranger's: a byte order mark is passed over, bottomless nesting is refused, and signs that no database can keep become U+FFFD.
import { withoutBrokenSigns } from '../core/broken-signs.ts'

/** Nothing that a vendor answers is nested more than some ten deep. Deeper than this our own readers, which call themselves, would fall over. */
const deepest = 100

/** An empty text is null. Not ok: no JSON, or nested too deeply. */
export function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  const bare = text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text
  if (bare.trim() === '') return { ok: true, value: null }
  if (isTooDeep(bare)) return { ok: false }
  try {
    return { ok: true, value: JSON.parse(withoutBrokenSigns(bare)) }
  } catch {
    return { ok: false }
  }
}

/** Counts brackets outside strings. Most answers have fewer than `deepest` of them in all, which one look tells. */
function isTooDeep(text: string): boolean {
  let openings = 0
  for (const sign of ['{', '[']) for (let at = text.indexOf(sign); at !== -1 && openings <= deepest; at = text.indexOf(sign, at + 1)) openings += 1
  if (openings <= deepest) return false
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === 92) at += 1
      else if (code === 34) inString = false
    } else if (code === 34) inString = true
    else if (code === 123 || code === 91) {
      depth += 1
      if (depth > deepest) return true
    } else if (code === 125 || code === 93) depth -= 1
  }
  return false
}
