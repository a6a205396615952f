import { describe, expect, it } from 'vitest'
import type { KnownCustomer } from '../core/books.ts'
import { draftKeys, hashKeys } from './keys.ts'
import { matchCustomer, type MatchQuestion } from './match.ts'
import { buyer, card, hash } from './test-sale.ts'

function match(given: Parameters<typeof buyer>[0], candidates: KnownCustomer[], more: Partial<MatchQuestion> = {}) {
  const draft = buyer({ orgNumber: null, email: null, ...given })
  return matchCustomer({
    buyerName: draft.name, buyerKind: draft.kind, ladder: ['link', 'orgNumber', 'vatNumber', 'customerNumber', 'email'], keys: hashKeys(draftKeys(draft, { emailIgnore: ['delad.se'] }), hash), link: null, candidates, ...more,
  })
}

describe('matchCustomer', () => {
  const a = card('A', { keys: { orgNumber: '556036-0793', emails: ['info@a.se'] } })
  const b = card('B', { keys: { emails: ['Info@A.se'] } })

  const found: [string, ReturnType<typeof match>, string, string][] = [
    ['organisation number with century and dash', match({ orgNumber: '16556036-0793' }, [a]), 'A', 'orgNumber'],
    ['VAT number with spaces', match({ vatNumber: 'de 123 456 789' }, [card('C', { keys: { vatNumber: 'DE123456789' } })]), 'C', 'vatNumber'],
    ['customer number', match({ customerNumber: ' B ' }, [b]), 'B', 'customerNumber'],
    ['e-mail without case, with nothing else', match({ email: ' INFO@a.se' }, [b]), 'B', 'email'],
    ['organisation number although its e-mail is shared by another card', match({ orgNumber: '5560360793', email: 'info@a.se' }, [a, b]), 'A', 'orgNumber'],
    ['the link before everything', match({ orgNumber: '5560360793' }, [a], { link: { id: 'B', known: b } }), 'B', 'link'],
  ]
  it.each(found)('finds by %s', (_, result, id, by) => {
    expect(result).toMatchObject({ result: 'found', known: { id }, by })
  })

  const none: [string, ReturnType<typeof match>][] = [
    ['nothing is alike', match({ orgNumber: '5566778899' }, [])],
    ['the e-mail fits but the organisation number is another', match({ orgNumber: '5566778899', email: 'info@a.se' }, [a])],
    ['the e-mail fits but the card is a person', match({ email: 'info@a.se' }, [{ ...b, isPrivate: true }])],
    ['the e-mail fits but the customer number is another', match({ customerNumber: '55', email: 'info@a.se' }, [b])],
    ['the e-mail is a shared mailbox', match({ email: 'alla@delad.se' }, [card('S', { keys: { emails: ['alla@delad.se'] } })])],
    ['the rung is not on the ladder', match({ email: 'info@a.se' }, [b], { ladder: ['orgNumber'] })],
  ]
  it.each(none)('finds none when %s', (_, result) => {
    expect(result.result).toBe('none')
  })

  const holds: [string, ReturnType<typeof match>, string, string[]][] = [
    ['the card is inactive', match({ orgNumber: '5560360793' }, [{ ...a, active: false }]), 'customer-inactive', ['A']],
    ['two cards have the number', match({ orgNumber: '5560360793' }, [a, card('A2', { keys: { orgNumber: '5560360793' } })]), 'customer-ambiguous', ['A', 'A2']],
    ['rungs point at different cards', match({ orgNumber: '5560360793', email: 'info@b.se' }, [a, card('E', { keys: { emails: ['info@b.se'] } })]), 'customer-keys-disagree', ['A', 'E']],
    ['the linked card is gone', match({}, [a], { link: { id: 'X', known: null } }), 'customer-link-broken', []],
    ['the linked card is inactive', match({}, [], { link: { id: 'A', known: { ...a, active: false } } }), 'customer-inactive', ['A']],
    ['the linked card is a person', match({}, [], { link: { id: 'A', known: { ...a, isPrivate: true } } }), 'customer-kind-differs', ['A']],
  ]
  it.each(holds)('holds with the candidates when %s', (_, result, code, ids) => {
    if (result.result !== 'hold') throw new Error(result.result)
    expect(result.failure.code).toBe(code)
    expect(result.candidates.map(({ id }) => id)).toEqual(ids)
  })

  it('says why a card with the same e-mail is not used', () => {
    expect(match({ orgNumber: '5566778899', email: 'info@a.se' }, [a])).toMatchObject({ notes: [{ sv: 'Kund A har samma e-post, men annat organisationsnummer; den används inte.' }] })
  })

  it('says the same whichever order the cards come in', () => {
    const cards = [card('A10', { number: '10010' }), card('A9', { number: '9999' }), card('A11', { number: '10011' })].map((one, index) => ({ ...one, keyHashes: hashKeys({ customerNumber: null, orgNumber: '5560360793', vatNumber: null, emails: [] }, hash), number: ['10010', '9999', '10011'][index] ?? null }))
    const said = [[0, 1, 2], [2, 1, 0], [1, 2, 0]].map((order) => match({ orgNumber: '5560360793' }, order.flatMap((index) => cards[index] ?? [])))
    expect(said[0]).toMatchObject({ result: 'hold', failure: { params: { numbersSv: '9999, 10010 och 10011' } } })
    expect(said[1]).toEqual(said[0])
    expect(said[2]).toEqual(said[0])
  })
})
