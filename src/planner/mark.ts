// The mark in a document's texts: appended so that it always stays whole, never twice.
import { held, settled, type Settled } from './settled.ts'
import { cutAtWord } from './wording.ts'

/** "Anna Berg" and "HS-1234567" -> "Anna Berg HS-1234567", the name cut at a word where both do not fit. */
export function withMark(text: string | null, mark: string, length: number): Settled<string> {
  if (mark.length > length) return held('mark-does-not-fit', { mark, max: length })
  const bare = (text ?? '').trim()
  if (bare === '') return settled(mark)
  if (carriesMark(bare, mark) && bare.length <= length) return settled(bare)
  const rest = bare.split(/\s+/).filter((word) => word !== mark).join(' ')
  const head = cutAtWord(rest, length - mark.length - 1)
  if (head === '') return settled(mark)
  const notes = head === rest ? [] : [{ code: 'reference-cut', sv: `Referensen "${rest}" kortades till "${head}" för att märket ${mark} ska rymmas.`, en: `The reference "${rest}" was cut to "${head}" so that the mark ${mark} fits.` }]
  return settled(`${head} ${mark}`, notes)
}

/** Whether the text holds exactly this mark, not as part of a longer one (HS-12 is not in HS-123 or HS-12-2). */
export function carriesMark(text: string, mark: string): boolean {
  const escaped = mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}-])${escaped}(?![\\p{L}\\p{N}-])`, 'u').test(text)
}
