// Broken signs: NUL and halves of surrogate pairs, which JavaScript carries and PostgreSQL refuses in text and jsonb. One of them would fail everything written with it.

/** What stands where a broken sign stood: the sign that Unicode has for it. */
const mark = '\ufffd'
/** Escapes in JSON text that may be broken; most texts have none. */
const suspectEscape = /\\u(?:0000|d[89a-f])/i
/** Every escape, so that "\\\\u0000" (a backslash and six letters) is left alone; pairs of surrogates whole. */
const escapes = /\\(?:u(?:d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(0000|d[89a-f][0-9a-f]{2})|[0-9a-f]{4})|[^u])/gi

/** JSON text with its broken escapes replaced; everything else, character for character, as it was. */
export function withoutBrokenSigns(json: string): string {
  if (!suspectEscape.test(json)) return json
  return json.replace(escapes, (whole: string, broken: string | undefined) => (broken === undefined ? whole : '\\ufffd'))
}

/** JSON text that PostgreSQL takes as jsonb, whatever the value carries. */
export function storableJson(value: unknown): string {
  return withoutBrokenSigns(JSON.stringify(value))
}

/** The same for plain text. */
export function storableText(text: string): string {
  return text.includes('\0') || !text.isWellFormed() ? text.toWellFormed().replaceAll('\0', mark) : text
}
