// Conformance of a Books: what every accounting connector must do, run over real HTTP against its stand-in.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decimal } from '../../core/decimals.ts'
import { documentConformance } from './books-documents.ts'
import { all, made } from './books-ground.ts'
import type { BooksUnderTest, Ground } from './books-ground.ts'
import { sampleArticle, sampleCustomer } from './books-samples.ts'

/** Declares the suite. `setup` is called once; it may take some seconds. */
export function booksConformance(name: string, setup: () => Promise<BooksUnderTest>): void {
  describe(`books conformance: ${name}`, () => {
    const hold: { ground?: Ground } = {}
    const ground = () => {
      if (hold.ground === undefined) throw new Error('the books were not set up')
      return hold.ground
    }

    beforeAll(async () => {
      const under = await setup()
      const books = under.client.books
      if (books === undefined) throw new Error('the connector has no books')
      const lookups = await books.lookups()
      const [customer] = await all(books.customers.create([{ key: 'c', value: sampleCustomer(lookups, '70001') }], () => {}))
      const drafts = ([['A25', '25'], ['A12', '12'], ['A6', '6']] as const).map(([number, rate]) => ({ key: number, value: sampleArticle(lookups, number, rate, '19.99') }))
      const articles = await all(books.articles.create(drafts, () => {}))
      hold.ground = {
        under, books, lookups, customerId: made(customer).id,
        articleIds: Object.fromEntries(articles.map((each) => [each.key, made(each).id])),
      }
    })
    afterAll(async () => {
      await hold.ground?.under.client.close()
      await hold.ground?.under.close()
    })

    test('the account is the same company every time, and it is ready', async () => {
      const { under, lookups } = ground()
      const identity = await under.client.identity()
      expect(identity.id).toBe(lookups.company.id)
      expect(identity.id).toBe((await under.client.identity()).id)
      expect(identity.currency).toMatch(/^[A-Z]{3}$/)
      expect((await under.client.check()).filter((each) => !each.ok && each.severity === 'stop')).toEqual([])
    })

    test('every list has entries, and VAT rates are in percent', () => {
      const { lookups } = ground()
      expect(lookups.terms.length * lookups.units.length * lookups.fiscalYears.length * lookups.countries.length).toBeGreaterThan(0)
      const rates = new Set(lookups.codings.map((each) => each.vatRate))
      expect([...rates].toSorted((a, b) => Number(a) - Number(b))).toEqual(['0', '6', '12', '25'])
      for (const year of lookups.fiscalYears) expect(`${year.start} ${year.end}`).toMatch(/^\d{4}-\d{2}-\d{2} \d{4}-\d{2}-\d{2}$/)
    })

    test('each writable field is listed once for its record', async () => {
      const fields = await ground().books.fields()
      expect(new Set(fields.map((each) => `${each.entity}.${each.name}`)).size).toBe(fields.length)
      expect(fields.some((each) => each.entity === 'customer') && fields.some((each) => each.entity === 'document')).toBe(true)
    })

    test('a customer is made with our number and found by it, in the list and by id', async () => {
      const { books, lookups } = ground()
      const card = made((await all(books.customers.create([{ key: 'x', value: sampleCustomer(lookups, '70010', { orgNumber: '5560360793' }) }], () => {})))[0])
      expect(card.number).toBe('70010')
      expect(card.keys.orgNumber).toBe('5560360793')
      expect(card.keys.emails.toSorted()).toEqual(['asa.70010@exempel.se', 'kopia.70010@exempel.se', 'kund.70010@exempel.se'])
      expect(await books.customers.byNumber('70010')).toEqual(card)
      expect(await books.customers.get([card.id, '00000000-0000-4000-8000-000000000000'])).toEqual([card])
      const known = (await all(books.customers.known(null))).flatMap((each) => each.items)
      expect(known.find((each) => each.id === card.id)).toEqual(card)
      expect(await books.customers.byNumber('79999')).toBeNull()
    })

    test('a number that is taken is refused and the first card stays', async () => {
      const { books, lookups } = ground()
      const item = { key: 'x', value: sampleCustomer(lookups, '70020') }
      const first = made((await all(books.customers.create([item], () => {})))[0])
      const [second] = await all(books.customers.create([item], () => {}))
      expect(second?.outcome).toMatchObject({ type: 'refused', failure: { code: 'books-already-exists' } })
      expect((await books.customers.byNumber('70020'))?.id).toBe(first.id)
    })

    test('updating one field leaves all others as they were, and nothing is sent when nothing differs', async () => {
      const { books, lookups } = ground()
      const card = made((await all(books.customers.create([{ key: 'x', value: sampleCustomer(lookups, '70030') }], () => {})))[0])
      const changed = made((await all(books.customers.update([{ key: 'x', value: { id: card.id, changes: () => ({ phone: '031-1', 'invoiceAddress.line2': 'Box 2' }) } }], () => {})))[0])
      expect(changed.values).toEqual({ ...card.values, phone: '031-1', 'invoiceAddress.line2': 'Box 2' })
      expect(changed.termsId).toBe(card.termsId)
      let sends = 0
      const again = made((await all(books.customers.update([{ key: 'x', value: { id: card.id, changes: () => ({ phone: '031-1' }) } }], () => { sends += 1 })))[0])
      expect(again.values).toEqual(changed.values)
      expect(sends).toBe(0)
    })

    test('changes since a stamp hold the changed card', async () => {
      const { books, lookups } = ground()
      const card = made((await all(books.customers.create([{ key: 'x', value: sampleCustomer(lookups, '70040') }], () => {})))[0])
      const before = (await all(books.customers.known(null))).at(-1)?.until ?? ''
      made((await all(books.customers.update([{ key: 'x', value: { id: card.id, changes: () => ({ note: 'Ny' }) } }], () => {})))[0])
      const pages = await all(books.customers.known(before))
      expect(pages.flatMap((each) => each.items).find((each) => each.id === card.id)?.values.note).toBe('Ny')
      expect((pages.at(-1)?.until ?? '') >= before).toBe(true)
    })

    test('an article is made with its price and coding and found by number', async () => {
      const { books, lookups } = ground()
      const article = made((await all(books.articles.create([{ key: 'a', value: sampleArticle(lookups, 'SKU/Å 1', '12', '0.05') }], () => {})))[0])
      expect(await books.articles.byNumber('SKU/Å 1')).toEqual(article)
      expect((await all(books.articles.known(null))).flatMap((each) => each.items).find((each) => each.id === article.id)).toEqual(article)
      expect(decimal(lookups.codings.find((each) => each.id === article.codingId)?.vatRate ?? '0').toNumber()).toBe(12)
    })

    test('a lost reply leaves the outcome open, and the number tells afterwards what became of it', async () => {
      const { under, books, lookups } = ground()
      under.loseNextReply('customer')
      const [customer] = await all(books.customers.create([{ key: 'c', value: sampleCustomer(lookups, '70050') }], () => {}))
      expect(customer?.outcome.type).toBe('unknown')
      expect((await books.customers.byNumber('70050'))?.number).toBe('70050')
      under.loseNextReply('article')
      const [article] = await all(books.articles.create([{ key: 'a', value: sampleArticle(lookups, 'LOST', '25', '1') }], () => {}))
      expect(article?.outcome.type).toBe('unknown')
      expect((await books.articles.byNumber('LOST'))?.number).toBe('LOST')
    })

    documentConformance(ground)
  })
}
