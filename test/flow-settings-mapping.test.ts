// Mapping rules end to end: templates, JSONata, constants, maps, conditions and the other side's own fields.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company, contact, known, openGround, orgNumber, text, type DealPlan, type FlowPlan, type Ground } from './flow-ground.ts'

const deal = (id: string, flow: string, more: Partial<DealPlan> = {}): DealPlan => ({ id, flow, ...more })
const flows: Record<string, FlowPlan> = {
  paper: { mapping: `- { target: order.yourReference, from: deal.your_reference, onCreate: true, onUpdate: true }
- { target: row.text, jsonata: "name & ' (' & hs_sku & ')'" }
- { target: customer.note, template: "HubSpot {{company.id}}", onUpdate: false }` },
  constant: { mapping: `- { target: order.buyersOrderReference, constant: RAM-2026 }
- { target: order.text, template: "Affär {{deal.title}}, ägare {{owner.name}}" }
- { target: row.quantity, jsonata: "$number(quantity) * 2" }` },
  custom: { mapping: `- { target: customer.GLN, from: company.gln }
- { target: customer.DiscountPercentage, constant: 0.1 }
- { target: order.DeliveryTermName, constant: Fraktfritt }
- { target: article.NameEnglish, constant: Spare part }`, settings: 'newArticle: { coding: { 25: Varor 25 % } }' },
  conditional: { mapping: `- { target: order.yourReference, constant: Företagskund, when: { property: buyer.kind, operator: eq, value: company } }
- { target: order.terms, from: deal.region, map: { norr: 10 dagar netto, söder: 60 dagar netto }, default: 30 dagar netto }
- { target: order.documentKind, constant: invoiceDraft, when: { property: deal.region, operator: eq, value: söder } }
- { target: order.ourReference, template: "Kontoret" }` },
  contactrule: { mapping: `- { target: customer.name, template: "{{contact.lastname}}, {{contact.firstname}}" }
- { target: customer.phone, from: contact.phone, transforms: [trim, "cut(8)"] }` },
  failing: { mapping: '- { target: row.quantity, jsonata: "$number(name)" }' },
  unchanging: { mapping: '- { target: customer.phone, from: company.phone, onUpdate: false }', settings: 'customers: { update: overwrite }' },
}

describe('mapping', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await openGround({
      flows,
      deals: [
        deal('7001', 'paper', { companies: ['870001'], more: { your_reference: 'Eva Ek' }, lines: [{ sku: 'ART25', name: 'Skruv' }] }), deal('7002', 'constant', { name: 'Ramavtal' }), deal('7003', 'custom', { companies: ['870003'], lines: [{ sku: 'RESERV', name: 'Reservdel', rate: 25 }] }),
        deal('7004', 'conditional', { more: { region: 'Norr' } }), deal('7005', 'conditional', { more: { region: 'söder' } }), deal('7006', 'conditional', { companies: [], contacts: ['880006'], more: { region: 'öster' } }),
        deal('7007', 'contactrule', { companies: [], contacts: ['880007'] }), deal('7008', 'failing', { lines: [{ sku: 'ART25', name: 'tolv' }] }), deal('7009', 'unchanging', { companies: ['870009'] }),
      ],
      companies: [company('870001', 'Noterad AB', 701), company('870003', 'Fältrik AB', 703, { gln: '7365564894023' }), company('870009', 'Telefon AB', 709, { phone: '08-999', address: 'Nygatan 2' })],
      contacts: [contact('880006', 'Ida', 'Privat', 'ida@mail.example'), contact('880007', 'Nils', 'Omvänd', 'nils@mail.example', { phone: ' 08-123 456 789' })],
      properties: { companies: [text('gln')] },
      books: { customers: [{ CustomerNumber: '2709', Name: 'Telefon AB', CorporateIdentityNumber: orgNumber(709), Telephone: '08-1', InvoiceAddress1: 'Storgatan 1' }] },
    })
  })
  afterAll(() => ground.close())

  it('from, jsonata and template, as on the paper', async () => {
    await ground.run('paper')
    const order = ground.order('7001')
    expect([order.YourReference, order.Rows[0]?.Text, ground.card(order.CustomerNumber ?? '').Note]).toEqual(['Eva Ek', 'Skruv (ART25)', 'HubSpot 870001'])
  })

  it('a constant, a template with several records, a number computed', async () => {
    await ground.run('constant')
    const order = ground.order('7002')
    expect([order.BuyersOrderReference, order.Rows.map((row) => row.Quantity), order.Rows[1]?.Text]).toEqual(['RAM-2026', [2, 0], 'Affär Ramavtal, ägare Anna Berg'])
  })

  it('the books\' own fields of card, order and article', async () => {
    await ground.run('custom')
    const order = ground.order('7003')
    const card = ground.card(order.CustomerNumber ?? '')
    expect([card.GLN, card.DiscountPercentage, order.DeliveryTermName, ground.house.sandbox.eaccounting.state.company().articles.find('Number', 'RESERV')?.NameEnglish]).toEqual(['7365564894023', 0.1, 'Fraktfritt', 'Spare part'])
  })

  it('conditions, value maps with a default, another kind of document; the mark stays whatever fills its field', async () => {
    await ground.run('conditional')
    const termsOf = (id: string | null): number | undefined => ground.house.sandbox.eaccounting.state.company().terms.get(id ?? '')?.NumberOfDays
    expect([ground.order('7004').YourReference, termsOf(ground.order('7004').TermsOfPaymentId), ground.order('7004').OurReference]).toEqual(['Företagskund', 10, 'Kontoret HS-7004'])
    expect(termsOf(ground.draft('7005').TermsOfPaymentId)).toBe(60)
    expect([ground.order('7006').YourReference, termsOf(ground.order('7006').TermsOfPaymentId)]).toEqual(['Ida Privat', 30])
  })

  it('transforms and the names of a private person', async () => {
    await ground.run('contactrule')
    const card = ground.card(ground.order('7007').CustomerNumber ?? '')
    expect([card.Name, card.Telephone, card.IsPrivatePerson]).toEqual(['Omvänd, Nils', '08-123 4', true])
  })

  it('a rule that fails on a record holds it with the rule named, and nothing is written', async () => {
    await ground.run('failing')
    expect((await ground.held('7008')).sv).toBe('row.quantity kunde inte fyllas av mapping[0]: Uttrycket gör om ett värde till ett tal, men värdet är inget tal.')
    expect(ground.documents('7008')).toEqual([])
  })

  it('onUpdate false leaves the field of an existing card', async () => {
    await ground.run('unchanging')
    expect([ground.card('2709').Telephone, ground.card('2709').InvoiceAddress1]).toEqual(['08-1', 'Nygatan 2'])
  })

  it('can be tried on a record before it is used', async () => {
    const tried = await ground.house.operations.tryMapping('main', 'paper', '7001')
    expect(JSON.stringify(tried.draft)).toContain('Skruv (ART25)')
    expect(ground.card(known.cardNumber).Name).toBe(known.name)
  })
})
