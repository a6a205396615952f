// Conformance of a Books, its documents: orders and drafts with exact sums, the mark, booking, removal, lost replies.
import { expect, test } from 'vitest'
import type { DocumentTotals } from '../../core/books.ts'
import type { DocumentDraft } from '../../core/document-draft.ts'
import { decimal } from '../../core/decimals.ts'
import { Failure } from '../../core/failure.ts'
import type { DocumentKind } from '../../core/sale-draft.ts'
import { all, knownDocuments, made } from './books-ground.ts'
import type { Ground } from './books-ground.ts'
import { sampleDocument } from './books-samples.ts'
import type { SampleRow } from './books-samples.ts'

const rows: SampleRow[] = [
  { article: 'A25', rate: '25', quantity: '3', unitPrice: '99.99' },
  { text: 'Enligt överenskommelse' },
  { article: 'A12', rate: '12', quantity: '0.5', unitPrice: '0.1', discount: '0' },
  { article: 'A6', rate: '6', quantity: '2', unitPrice: '1234.56', discount: '0.1234' },
]
const kinds: DocumentKind[] = ['order', 'invoiceDraft', 'invoice']

/** Sums as expected under one of the two lawful VAT roundings. */
export function expectTotals(totals: DocumentTotals, draft: DocumentDraft): void {
  const expected = draft.expected
  expect([expected.vatPerLine, expected.vatPerRate]).toContain(totals.vat)
  expect(decimal(totals.total).minus(totals.vat).minus(totals.rounding).toFixed()).toBe(decimal(expected.net).toFixed())
  const priced = draft.rows.map((row) => row.expected)
  expect(totals.rowRates).toEqual(priced.map((each) => each?.vatRate ?? null))
  totals.rowNets.forEach((net, index) => { if (net !== null) expect(net).toBe(priced[index]?.net) })
}

/** Declares the document tests inside the suite. */
export function documentConformance(ground: () => Ground): void {
  const item = (kind: DocumentKind, mark: string, of: SampleRow[] = rows) => {
    const { lookups, under, customerId, articleIds } = ground()
    return { draft: sampleDocument(lookups, kind, mark, of, under.today), customerId, articleIds }
  }
  const create = async (kind: DocumentKind, mark: string, of?: SampleRow[]) => {
    const value = item(kind, mark, of)
    return { written: made((await all(ground().books.documents.create([{ key: mark, value }], () => {})))[0]), value }
  }
  const find = (mark: string, since: string | null = null) =>
    ground().books.documents.findByMark({ mark, field: 'ourReference', customerId: ground().customerId, since, kinds })

  test.each(['order', 'invoiceDraft'] as const)('a new %s has exact sums, and its mark finds it', async (kind) => {
    const { books } = ground()
    const { written, value } = await create(kind, `HS-1-${kind}`)
    expectTotals(written.totals, value.draft)
    expect(written).toMatchObject({ kind, state: kind === 'order' ? 'ongoing' : 'draft' })
    expect(written.number === null).toBe(kind === 'invoiceDraft')
    expect(await books.documents.get(kind, written.id)).toEqual(written)
    const { documents } = await find(`HS-1-${kind}`)
    expect(documents.map((each) => [each.kind, each.id])).toEqual([[kind, written.id]])
    expect(documents[0]?.markTexts).toContain(`Anna Berg HS-1-${kind}`)
    const known = (await knownDocuments(books, kind, null)).documents.find((each) => each.id === written.id)
    expect(known?.markTexts).toContain(`Anna Berg HS-1-${kind}`)
    expect(known?.customerId).toBe(ground().customerId)
  })

  test('a mark that is only the beginning of another is left to the caller to tell apart, and one that nobody has finds nothing', async () => {
    await create('order', 'HS-200')
    const { documents } = await find('HS-20')
    expect(documents.every((each) => each.markTexts.some((text) => text.includes('HS-20')))).toBe(true)
    expect((await find('HS-404404')).documents).toEqual([])
    expect((await find('HS-404404', new Date(Date.now() - 60_000).toISOString())).documents).toEqual([])
  })

  test('a draft order is a draft', async () => {
    const value = item('order', 'HS-3')
    const written = made((await all(ground().books.documents.create([{ key: 'x', value: { ...value, draft: { ...value.draft, orderStatus: 'draft' } } }], () => {})))[0])
    expect(written.state).toBe('draft')
  })

  test.each(['order', 'invoiceDraft'] as const)('updating a %s replaces rows and keeps its identity', async (kind) => {
    const { books } = ground()
    const { written } = await create(kind, `HS-4-${kind}`)
    const value = item(kind, `HS-4-${kind}`, [...rows, { article: 'A25', rate: '25', quantity: '1', unitPrice: '10' }])
    const changed = made(await books.documents.update({ key: 'u', value: { kind, id: written.id, ...value } }, () => {}))
    expect([changed.id, changed.number]).toEqual([written.id, written.number])
    expectTotals(changed.totals, value.draft)
    expect(await books.documents.get(kind, written.id)).toEqual(changed)
    expect(changed.changedAt).not.toBe(written.changedAt)
  })

  test.each(['order', 'invoiceDraft'] as const)('a %s is removed once, and then it is gone', async (kind) => {
    const { books } = ground()
    const { written } = await create(kind, `HS-5-${kind}`)
    expect(await books.documents.remove(kind, written.id, () => {})).toEqual({ type: 'written', value: true })
    expect(await books.documents.get(kind, written.id)).toBeNull()
    expect(await books.documents.remove(kind, written.id, () => {})).toEqual({ type: 'written', value: false })
    expect((await find(`HS-5-${kind}`)).documents).toEqual([])
  })

  test('a draft is booked with the totals it returned; the invoice carries the mark and the draft is gone', async () => {
    const { books } = ground()
    const { written, value } = await create('invoice', 'HS-6')
    const invoice = made(await books.documents.book({ key: 'b', value: { draftId: written.id, totals: written.totals } }, () => {}))
    expect(invoice).toMatchObject({ kind: 'invoice', state: 'booked' })
    expect(Number(invoice.number)).toBeGreaterThan(0)
    expectTotals(invoice.totals, value.draft)
    expect(await books.documents.get('invoiceDraft', written.id)).toBeNull()
    expect((await find('HS-6')).documents.map((each) => [each.kind, each.id])).toEqual([['invoice', invoice.id]])
    expect(await books.documents.get('invoice', invoice.id)).toEqual(invoice)
    const again = await books.documents.book({ key: 'b', value: { draftId: written.id, totals: written.totals } }, () => {})
    expect(again.outcome).toMatchObject({ type: 'refused', failure: { code: 'record-gone' } })
  })

  test('a draft is not booked with other totals, and stays', async () => {
    const { books } = ground()
    const { written } = await create('invoiceDraft', 'HS-7')
    const totals = { ...written.totals, total: decimal(written.totals.total).plus('0.01').toFixed() }
    const { outcome } = await books.documents.book({ key: 'b', value: { draftId: written.id, totals } }, () => {})
    expect(outcome).toMatchObject({ type: 'refused', failure: { code: 'books-totals-refused' } })
    expect((await books.documents.get('invoiceDraft', written.id))?.id).toBe(written.id)
  })

  test('what is stopped just before it is sent is refused and was not made', async () => {
    const stop = new Failure('not-authorised', {})
    const [stopped] = await all(ground().books.documents.create([{ key: 'x', value: item('order', 'HS-8') }], () => { throw stop }))
    expect(stopped?.outcome).toEqual({ type: 'refused', failure: stop })
    expect((await find('HS-8')).documents).toEqual([])
  })

  test.each(['order', 'invoiceDraft'] as const)('a lost reply of a %s leaves the outcome open, and the mark tells what became of it', async (kind) => {
    const { under, books } = ground()
    const since = new Date().toISOString()
    under.loseNextReply(kind)
    const [lost] = await all(books.documents.create([{ key: 'x', value: item(kind, `HS-9-${kind}`) }], () => {}))
    expect(lost?.outcome).toMatchObject({ type: 'unknown', failure: { code: 'reply-lost' } })
    expect((await find(`HS-9-${kind}`, since)).documents.map((each) => each.kind)).toEqual([kind])
  })

  test('a lost reply of a booking leaves the outcome open, and the mark stands on an invoice', async () => {
    const { under, books } = ground()
    const { written } = await create('invoiceDraft', 'HS-10')
    under.loseNextReply('booking')
    const { outcome } = await books.documents.book({ key: 'b', value: { draftId: written.id, totals: written.totals } }, () => {})
    expect(outcome.type).toBe('unknown')
    expect((await find('HS-10')).documents.map((each) => each.kind)).toEqual(['invoice'])
  })

  test('many orders go side by side: each key comes back once and each is made once', async () => {
    const { books } = ground()
    const items = Array.from({ length: 40 }, (_, index) => ({ key: `HS-M${index}x`, value: item('order', `HS-M${index}x`, [{ article: 'A25', rate: '25', quantity: '1', unitPrice: `${index + 1}.05` }]) }))
    const since = (await knownDocuments(books, 'order', null)).until
    const written = await all(books.documents.create(items, () => {}))
    expect(written.map((each) => each.key).toSorted()).toEqual(items.map((each) => each.key).toSorted())
    for (const each of written) expectTotals(made(each).totals, items.find((sent) => sent.key === each.key)?.value.draft ?? item('order', '').draft)
    const fresh = (await knownDocuments(books, 'order', since)).documents
    const marks = new Set(fresh.flatMap((each) => each.markTexts).filter((text) => text.includes('HS-M')))
    expect(marks.size).toBe(items.length)
  })

  test('one wrong record among many is refused alone', async () => {
    const { books } = ground()
    const good = item('order', 'HS-11')
    const wrong = { ...item('order', 'HS-12'), customerId: '00000000-0000-4000-8000-000000000000' }
    const written = await all(books.documents.create([{ key: 'good', value: good }, { key: 'wrong', value: wrong }], () => {}))
    expect(written.find((each) => each.key === 'good')?.outcome.type).toBe('written')
    expect(written.find((each) => each.key === 'wrong')?.outcome.type).toBe('refused')
  })
}
