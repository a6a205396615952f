// Poisonous records: signs that PostgreSQL refuses, texts of megabytes, dates beyond all calendars. Each is written or held with a sentence, and the others never notice.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { strangeTexts } from './hostile/strange.ts'
import { openGround, type DealPlan, type Ground } from './flow-ground.ts'

const poisons: Record<string, Partial<DealPlan>> = {
  NUL: { name: 'Affär\u0000med NUL', lines: [{ sku: 'ART25', name: 'Rad\u0000ett' }], more: { your_reference: 'Ref\u0000erens' } },
  'a lone high surrogate': { name: 'Halv \ud83d', lines: [{ sku: 'ART25', name: 'x\ud800y' }], more: { your_reference: '\ud800' } },
  'a lone low surrogate': { name: '\udc00 Halv', lines: [{ sku: 'ART25', name: '\udfff' }], more: { comment_text: '\udc00\ud800' } },
  'NUL in the article number': { lines: [{ sku: 'A\u0000B', name: 'Ny vara' }] },
  'an article number of 5,000 signs': { lines: [{ sku: 'X'.repeat(5_000), name: 'Ny vara' }] },
  'a name of a million signs': { name: 'Å'.repeat(1_000_000) },
  'right-to-left and stacked signs': { name: '\u202e\u202d', lines: [{ sku: 'ART25', name: `Z${'\u0301'.repeat(3_000)}` }] },
  'a price with forty digits': { lines: [{ sku: 'ART25', price: '9'.repeat(40) }] },
  'a price of 1e400': { lines: [{ sku: 'ART25', price: '1e400' }] },
  'a quantity of -0': { lines: [{ sku: 'ART25', quantity: '-0' }] },
  'a closing date in the year 9999': { closed: '9999-12-31T23:59:59.000Z' },
  'a closing date in the year 0': { closed: '0000-01-01T00:00:00.000Z' },
  '__proto__ as terms and region': { more: { payment_terms: '__proto__', region: 'constructor', your_reference: 'toString' } },
  'a currency of nothing known': { currency: 'SEK', more: { po_number: '${EA_SECRET}', comment_text: '{{deal.id}} <script>' } },
}
const names = Object.keys(poisons)
const idOf = (index: number): string => String(91_000 + index * 2)

describe('a poisonous record', () => {
  let ground: Ground
  let run: Awaited<ReturnType<Ground['run']>>
  beforeAll(async () => {
    const bad = names.map((name, index): DealPlan => ({ id: idOf(index), flow: 'won', ...poisons[name] }))
    const strange = strangeTexts.map((text, index): DealPlan => ({ id: String(95_000 + index), flow: 'won', name: text, lines: [{ sku: 'ART25', name: text === '' ? 'x' : text }], more: { your_reference: text, region: text, shipping_method: text } }))
    const good = names.map((_, index): DealPlan => ({ id: String(91_001 + index * 2), flow: 'won' }))
    ground = await openGround({
      flows: { won: { settings: "terms: { property: payment_terms, map: { 30: 30 dagar netto }, default: 30 dagar netto }\nmissingProducts: create\nnewArticle: { unit: Styck, coding: { 25: Varor 25 %, 12: Varor 12 %, 6: Varor 6 %, 0: Varor 0 % } }\ncostCentres: [ { dimension: 1, from: '{region}', map: { syd: Göteborg }, default: Stockholm } ]", mapping: '- { target: order.text, from: deal.comment_text }' } },
      deals: [...bad, ...strange, ...good],
    })
    run = await ground.run('won')
  })
  afterAll(() => ground?.close())

  const outcomeOf = async (id: string): Promise<string> => {
    const documents = ground.documents(id).length
    const [held] = await ground.house.operations.held('main', { record: id })
    return held === undefined ? `${documents} documents` : `${documents} documents, held: ${held.sv}`
  }

  it('never ends the run', () => {
    expect([run.state, run.failure]).toEqual(['done', null])
  })

  it.each(names)('with %s is written once or held with a sentence', async (name) => {
    const outcome = await outcomeOf(idOf(names.indexOf(name)))
    expect(outcome).toMatch(/^(1 documents$|0 documents, held: .{10,})/s)
    expect(outcome).not.toMatch(/oväntat/)
  })

  it('is written once or held with a sentence, whatever stands in its texts', async () => {
    const outcomes = await Promise.all(strangeTexts.map(async (text, index) => [text, await outcomeOf(String(95_000 + index))]))
    expect(outcomes.filter(([, outcome]) => !/^(1 documents$|0 documents, held: .{10,})/s.test(outcome ?? '') || /oväntat/.test(outcome ?? ''))).toEqual([])
  })

  it('stops none of the ordinary ones beside it', () => {
    expect(names.map((_, index) => ground.documents(String(91_001 + index * 2)).length)).toEqual(names.map(() => 1))
  })

  it('is shown in the log and in the held list like any other', async () => {
    const log = await ground.house.operations.logs('main', { limit: 1000 })
    expect(new Set(log.map((line) => line.recordId)).size).toBe(names.length * 2 + strangeTexts.length)
  })
})
