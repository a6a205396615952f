// Marks: compared exactly, by us, on what the books answered.
import type { KnownDocument } from '../core/books.ts'

/** Whether one of the document's texts holds the mark as a whole word: HS-12 is not found in HS-123 or HS-12-2. */
export function marksEqual(document: Pick<KnownDocument, 'markTexts'>, mark: string): boolean {
  return document.markTexts.some((text) => holdsMark(text, mark))
}

export function holdsMark(text: string, mark: string): boolean {
  let from = 0
  for (;;) {
    const at = text.indexOf(mark, from)
    if (at < 0) return false
    const before = text[at - 1]
    const after = text[at + mark.length]
    if ((before === undefined || !/[\p{L}\p{N}-]/u.test(before)) && (after === undefined || !/[\p{L}\p{N}-]/u.test(after))) return true
    from = at + 1
  }
}
