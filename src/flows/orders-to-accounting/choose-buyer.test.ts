// Who buys: given the parties of a sale, the buyer, or why it cannot be told.
import { describe, expect, it } from 'vitest'
import type { SaleRecord } from '../../core/sale-record.ts'
import { chooseBuyer } from './choose-buyer.ts'
import { sampleFlow, sampleParty, sampleSale } from './sample-facts.ts'

const settings = sampleFlow({ customers: { emailIgnore: ['egen.se'] } }).settings
const company = (id: string, fields: Record<string, string>, more = {}) => sampleParty(id, { name: `Bolag ${id}`, ...fields }, more)
const contact = (id: string, fields: Record<string, string>, more = {}) => sampleParty(id, { firstname: 'Eva', lastname: id, ...fields }, more)
const choose = (given: Partial<SaleRecord>) => {
  const result = chooseBuyer(sampleSale({ companies: [], contacts: [], ...given }), settings)
  if (!result.ok) return result.failure.code
  const { kind, company: at, contact: person, name } = result.buyer
  return [kind, at?.id ?? '-', person?.id ?? '-', name].join(' ')
}

describe('the buyer is', () => {
  it.each<[string, Partial<SaleRecord>, string]>([
    ['the company, with its contact', { companies: [company('1', {})], contacts: [contact('9', {})] }, 'company 1 9 Bolag 1'],
    ['a private person when there is no company', { contacts: [contact('9', {})] }, 'private - 9 Eva 9'],
    ['a company by the company name on the contact', { contacts: [contact('9', { company: 'Ek & Co' })] }, 'company - 9 Ek & Co'],
    ['nobody when the sale has no parties', {}, 'private - - '],
    ['the company with the billing label, though another is primary', { companies: [company('1', {}, { primary: true }), company('2', {}, { labels: ['billing company'] })] }, 'company 2 - Bolag 2'],
    ['the company with the Swedish billing label', { companies: [company('1', {}), company('2', {}, { labels: ['fakturamottagare'] })] }, 'company 2 - Bolag 2'],
    ['the primary company', { companies: [company('1', {}), company('2', {}, { primary: true })] }, 'company 2 - Bolag 2'],
    ['held among companies that would be different customers', { companies: [company('1', { orgno: '556677-8899' }), company('2', { orgno: '556016-0680' })] }, 'several-buyers'],
    ['the oldest of companies that are the same customer', { companies: [company('20', { orgno: '5566778899' }), company('3', { orgno: '556677-8899' })] }, 'company 3 - Bolag 3'],
    ['held among persons with different e-mails', { contacts: [contact('1', { email: 'a@x.se' }), contact('2', { email: 'b@x.se' })] }, 'several-buyers'],
    ['one of two cards of the same person', { contacts: [contact('1', { email: 'a@x.se' }), contact('2', { email: 'A@X.se' })] }, 'private - 1 Eva 1'],
    ['held when persons share only an ignored address', { contacts: [contact('1', { email: 'order@egen.se' }), contact('2', { email: 'order@egen.se' })] }, 'several-buyers'],
    ['the company whoever the contacts are, when it has a key of its own', { companies: [company('1', { orgno: '556677-8899' })], contacts: [contact('8', { email: 'a@x.se' }), contact('9', { email: 'b@x.se' })] }, 'company 1 8 Bolag 1'],
    ['held when only the e-mail of several contacts could tell the company', { companies: [company('1', {})], contacts: [contact('8', { email: 'a@x.se' }), contact('9', { email: 'b@x.se' })] }, 'several-buyers'],
  ])('%s', (_name, given, wanted) => {
    expect(choose(given)).toBe(wanted)
  })
})
