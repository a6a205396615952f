// The settings of customers: how a buyer is matched, made, updated and labelled, and when the default customer steps in.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { swedishVatNumber } from '../sandbox/data/identity-numbers.ts'
import { company, contact, known, openGround, orgNumber, rowsOf, text, type DealPlan, type FlowPlan, type Ground } from './flow-ground.ts'

const deal = (id: string, flow: string, companies: string[], more: Partial<DealPlan> = {}): DealPlan => ({ id, flow, companies, ...more })
const card = (number: string, name: string, more: Record<string, unknown> = {}) => ({ CustomerNumber: number, Name: name, InvoiceAddress1: 'Storgatan 1', InvoicePostalCode: '111 22', InvoiceCity: 'Stockholm', ...more })
const away = { address: 'Hamngatan 4', zip: '413 01', city: 'Göteborg', country: 'Sverige' }

const flows: Record<string, FlowPlan> = {
  match: {}, emailfirst: { settings: 'customers: { match: [email, orgNumber] }' }, onlynumber: { settings: 'customers: { match: [customerNumber] }' },
  ignore: { settings: 'customers: { emailIgnore: [egen.example, delad@mail.example] }' },
  fill: {}, never: { settings: 'customers: { update: never }' }, overwrite: { settings: 'customers: { update: overwrite }' },
  perfield: { settings: 'customers: { update: { default: never, phone: overwrite, email: fillEmpty, name: overwrite } }' },
  fromcrm: { settings: 'customers: { number: fromCrm }' },
  nobody: {}, fallback: { settings: 'customers: { default: "10001" }' }, private: { settings: 'customers: { default: 10001, defaultWhen: private }' }, always: { settings: 'customers: { default: "10001", defaultWhen: always }' },
  when: { settings: 'customers: { default: "10001", defaultWhen: { property: region, operator: eq, value: kontant } }' }, missing: { settings: 'customers: { default: "99999", defaultWhen: always }' },
  labels: { settings: 'customers: { labels: { property: kundklass, map: { guld: VIP } } }' }, labelshort: { settings: 'fields: { orgNumber: orgno, classification: kundklass }\ncustomers: { labels: { Guld: VIP, guld: VIP } }' },
  differshold: { settings: 'orderType: invoiceDraft' }, differscard: { settings: 'orderType: invoiceDraft\ncustomers: { addressDiffers: updateCard }' }, differsignore: { settings: 'orderType: invoiceDraft\ncustomers: { addressDiffers: ignore }' },
  noplace: {}, placeholder: { settings: 'customers: { placeholder: { postalCode: "00000", city: Okänd } }' },
  fields: { settings: 'fields: { orgNumber: company.orgno, street: address, houseNumber: house_no, invoiceEmail: invoice_email, deliveryStreet: delivery_street, deliveryPostalCode: delivery_zip, deliveryCity: delivery_city, deliveryCountry: delivery_country, yourReference: your_reference, buyersOrderReference: po_number, comment: comment_text, note: kundnot }' },
  country: { settings: 'customers: { byCountry: { Tyskland: { language: en, currency: EUR, terms: 15 dagar netto } } }' },
}

describe('customers', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await openGround({
      flows,
      deals: [
        deal('2001', 'match', ['810001']), deal('2002', 'match', ['810002']), deal('2003', 'match', ['810003']), deal('2004', 'match', ['810004'], { contacts: ['820004'] }), deal('2005', 'match', ['810005']), deal('2006', 'match', ['810005']),
        deal('2011', 'emailfirst', ['810011'], { contacts: ['820011'] }), deal('2012', 'onlynumber', ['810012']),
        deal('2021', 'ignore', ['810021'], { contacts: ['820021'] }),
        ...['fill', 'never', 'overwrite', 'perfield'].map((flow, index) => deal(`203${index}`, flow, [`81003${index}`])),
        deal('2041', 'fromcrm', ['810041']), deal('2042', 'fromcrm', ['810042']),
        deal('2051', 'nobody', []), deal('2052', 'fallback', []), deal('2053', 'private', [], { contacts: ['820053'] }), deal('2054', 'private', []), deal('2055', 'always', ['810055']),
        deal('2056', 'when', ['810055'], { more: { region: 'kontant' } }), deal('2057', 'when', ['810055'], { more: { region: 'faktura' } }), deal('2058', 'missing', ['810055']),
        deal('2061', 'labels', ['810061']), deal('2062', 'labels', ['810062']), deal('2063', 'labelshort', ['810063']),
        ...['differshold', 'differscard', 'differsignore'].map((flow, index) => deal(`207${index}`, flow, [`81007${index}`])),
        deal('2081', 'noplace', ['810081']), deal('2082', 'placeholder', ['810082']),
        deal('2091', 'fields', ['810091'], { more: { delivery_street: 'Lagervägen 3', delivery_zip: '123 45', delivery_city: 'Nacka', delivery_country: 'Sverige', your_reference: 'Eva Ek', po_number: 'PO-99', comment_text: 'Ring före leverans.' } }),
        deal('2101', 'country', ['810101'], { currency: 'EUR' }),
      ],
      properties: { companies: [text('kundnot')] },
      companies: [
        company('810001', 'Annat namn i CRM', 201), company('810002', 'Momsnumrets AB', null, { vat_number: swedishVatNumber(orgNumber(202)).toLowerCase() }), company('810003', 'Kundnumrets AB', null, { kundnummer: '2203' }),
        company('810004', 'Mejlets AB', null), company('810005', 'Helt ny AB', 205),
        company('810011', 'Mejl före org', 211), company('810012', 'Bara kundnummer', 212, { kundnummer: '2212' }), company('810021', 'Egen brevlåda AB', null),
        ...[0, 1, 2, 3].map((index) => company(`81003${index}`, 'Nytt namn AB', 230 + index, { ...away, phone: '031-55 00 10', invoice_email: 'ny@faktura.example' })),
        company('810041', 'Eget nummer AB', 241, { kundnummer: 'K-77' }), company('810042', 'Nummerlös AB', 242), company('810055', 'Standardkundens köpare AB', 255),
        company('810061', 'Guldkund AB', 261, { kundklass: 'guld' }), company('810062', 'Silverkund AB', 262, { kundklass: 'silver' }), company('810063', 'Guldkund två AB', 263, { kundklass: 'guld' }),
        ...[0, 1, 2].map((index) => company(`81007${index}`, 'Flyttad AB', 270 + index, away)),
        { id: '810081', properties: { name: 'Platslös AB', orgno: orgNumber(281) } }, { id: '810082', properties: { name: 'Platslös två AB', orgno: orgNumber(282) } },
        company('810091', 'Fälten AB', 291, { address: 'Ringvägen', house_no: '12 B', invoice_email: 'faktura@falten.example', kundnot: 'Betalar alltid.' }),
        { id: '810101', properties: { name: 'Büro GmbH', address: 'Hauptstraße 1', zip: '10115', city: 'Berlin', country: 'Tyskland' } },
      ],
      contacts: [
        contact('820004', 'Mia', 'Mejl', 'MIA@mejlet.example'), contact('820011', 'Ivar', 'Ett', 'ivar@mejlforst.example'), contact('820021', 'Kalle', 'Kollega', 'kalle@egen.example'),
        contact('820053', 'Gunilla', 'Öberg', 'gunilla@mail.example', { address: 'Björkvägen 3', zip: '194 41', city: 'Upplands Väsby' }),
      ],
      books: {
        customerLabels: [{ Name: 'VIP' }, { Name: 'Stamkund' }],
        customers: [
          card('2201', 'Org i böckerna', { CorporateIdentityNumber: orgNumber(201).replace('-', '') }), card('2202', 'Moms i böckerna', { VatNumber: swedishVatNumber(orgNumber(202)), CorporateIdentityNumber: orgNumber(202) }),
          card('2203', 'Nummer i böckerna'), card('2204', 'Mejl i böckerna', { EmailAddress: 'faktura@annan.example', EmailAddresses: ['mia@mejlet.example'] }),
          card('2211', 'Via mejl', { EmailAddress: 'ivar@mejlforst.example' }), card('2212', 'Via kundnummer'), card('2213', 'Via org', { CorporateIdentityNumber: orgNumber(212) }), card('2221', 'Kollegans kort', { EmailAddress: 'kalle@egen.example' }),
          ...[0, 1, 2, 3].map((index) => card(`223${index}`, 'Gammalt namn', { CorporateIdentityNumber: orgNumber(230 + index), ...(index === 0 ? {} : { Telephone: '08-1' }) })),
          ...[0, 1, 2].map((index) => card(`227${index}`, 'Flyttad AB', { CorporateIdentityNumber: orgNumber(270 + index) })),
        ],
      },
    })
  })
  afterAll(() => ground.close())

  it('match: organisation number, VAT number, customer number and e-mail without case, each when the source has it; else a new card, once for two sales', async () => {
    await ground.run('match')
    expect(['2001', '2002', '2003', '2004'].map((id) => ground.order(id).CustomerNumber)).toEqual(['2201', '2202', '2203', '2204'])
    expect([ground.order('2005').CustomerNumber, ground.order('2006').CustomerNumber]).toEqual(['3001', '3001'])
    const made = ground.card('3001')
    expect([made.Name, made.CorporateIdentityNumber, made.IsPrivatePerson, made.InvoiceAddress1]).toEqual(['Helt ny AB', orgNumber(205), false, 'Storgatan 1'])
    expect(await ground.notes('2001')).toContain('Kund 2201 hittades på organisationsnummer.')
    expect(await ground.notes('2005')).toContain('Ny kund läggs upp: Helt ny AB (företagskund).')
  })

  it('match: the order of the ladder is the setting\'s, and rungs left out do not count', async () => {
    await ground.run('emailfirst')
    await ground.run('onlynumber')
    expect([ground.order('2011').CustomerNumber, ground.order('2012').CustomerNumber]).toEqual(['2211', '2212'])
  })

  it('emailIgnore: a colleague\'s address finds no customer', async () => {
    await ground.run('ignore')
    expect(ground.order('2021').CustomerNumber).not.toBe('2221')
    expect(ground.card(ground.order('2021').CustomerNumber ?? '').Name).toBe('Egen brevlåda AB')
  })

  it('update: empty fields, none, all but the guarded ones, or field by field', async () => {
    for (const flow of ['fill', 'never', 'overwrite', 'perfield']) await ground.run(flow)
    const shown = (number: string) => { const { Name, Telephone, EmailAddress, InvoiceAddress1 } = ground.card(number); return [Name, Telephone, EmailAddress, InvoiceAddress1] }
    expect(shown('2230')).toEqual(['Gammalt namn', '031-55 00 10', 'ny@faktura.example', 'Storgatan 1'])
    expect(shown('2231')).toEqual(['Gammalt namn', '08-1', null, 'Storgatan 1'])
    expect(shown('2232')).toEqual(['Gammalt namn', '031-55 00 10', 'ny@faktura.example', 'Hamngatan 4'])
    expect(shown('2233')).toEqual(['Nytt namn AB', '031-55 00 10', 'ny@faktura.example', 'Storgatan 1'])
    // Whatever the card keeps, the order carries the sale's own address.
    expect(['2030', '2031', '2032', '2033'].map((id) => ground.order(id).InvoiceAddress1)).toEqual(Array(4).fill('Hamngatan 4'))
  })

  it('number fromCrm: the card gets the number of the source; without one the sale is held', async () => {
    await ground.run('fromcrm')
    expect([ground.order('2041').CustomerNumber, ground.card('K-77').Name]).toEqual(['K-77', 'Eget nummer AB'])
    expect((await ground.held('2042')).sv).toBe('Ny kund Nummerlös AB saknar kundnummer i källan, och inställningen säger att numret kommer därifrån (customers.number: fromCrm).')
  })

  it('default: nobody buys is held without one, and goes on it with one; the card is never changed', async () => {
    const before = JSON.stringify(ground.card('10001'))
    for (const flow of ['nobody', 'fallback', 'private', 'always', 'when', 'missing']) await ground.run(flow)
    expect((await ground.held('2051')).sv).toBe('Affären har varken företag eller kontakt, så det går inte att veta vem som köper.')
    expect(['2052', '2053', '2054', '2055', '2056'].map((id) => ground.order(id).CustomerNumber)).toEqual(Array(5).fill('10001'))
    expect(ground.order('2057').CustomerNumber).not.toBe('10001')
    expect((await ground.held('2058')).sv).toBe('Standardkunden 99999 finns inte i bokföringen.')
    expect(await ground.notes('2053')).toContain('Standardkunden 10001 används: köparen är en privatperson.')
    const order = ground.order('2053')
    expect([order.DeliveryCustomerName, order.DeliveryAddress1, order.DeliveryCity]).toEqual(['Gunilla Öberg', 'Björkvägen 3', 'Upplands Väsby'])
    expect(rowsOf(order).at(-1)).toBe('"Köpare: Gunilla Öberg, Björkvägen 3, 194 41 Upplands Väsby, SE, gunilla@mail.example"')
    expect(JSON.stringify(ground.card('10001'))).toBe(before)
  })

  it('labels: the classification of the source as labels of the card; an unmapped one is noted', async () => {
    await ground.run('labels')
    await ground.run('labelshort')
    const labels = (id: string) => ground.card(ground.order(id).CustomerNumber ?? '').CustomerLabels.map((label) => label.Name)
    expect([labels('2061'), labels('2062'), labels('2063')]).toEqual([['VIP'], [], ['VIP']])
    expect(await ground.notes('2062')).toContain('Kundklassen "silver" har ingen etikett i customers.labels.')
  })

  it('addressDiffers, on drafts that take the card\'s address: held, written to the card, or left with a note', async () => {
    for (const flow of ['differshold', 'differscard', 'differsignore']) await ground.run(flow)
    expect((await ground.held('2070')).sv).toBe('Adressen på affären skiljer sig från kundkortet för kund 2270 (gatuadress, postnummer och ort), och ett fakturautkast får alltid kortets adress.')
    expect([ground.card('2271').InvoiceAddress1, ground.card('2271').InvoiceCity, ground.draft('2071').InvoiceAddress1]).toEqual(['Hamngatan 4', 'Göteborg', 'Hamngatan 4'])
    expect([ground.card('2272').InvoiceAddress1, ground.draft('2072').InvoiceAddress1]).toEqual(['Storgatan 1', 'Storgatan 1'])
    expect(await ground.notes('2072')).toContain('Utkastet får kundkortets adress; affärens skiljer sig (gatuadress, postnummer och ort).')
  })

  it('placeholder: a missing place is held, or filled with what was chosen and said', async () => {
    await ground.run('noplace')
    await ground.run('placeholder')
    expect((await ground.held('2081')).sv).toBe('Ny kund Platslös AB kan inte läggas upp: postnummer och ort saknas.')
    const made = ground.card(ground.order('2082').CustomerNumber ?? '')
    expect([made.InvoicePostalCode, made.InvoiceCity]).toEqual(['00000', 'Okänd'])
    expect(await ground.notes('2082')).toContain('Ersättningsvärde för adressen (customers.placeholder): 00000 Okänd.')
  })

  it('fields: each property at its place on card and order', async () => {
    await ground.run('fields')
    const order = ground.order('2091')
    const made = ground.card(order.CustomerNumber ?? '')
    expect([made.InvoiceAddress1, made.EmailAddress, made.Note, made.CorporateIdentityNumber]).toEqual(['Ringvägen 12 B', 'faktura@falten.example', 'Betalar alltid.', orgNumber(291)])
    expect([order.DeliveryAddress1, order.DeliveryPostalCode, order.DeliveryCity, order.DeliveryCountryCode, order.YourReference, order.BuyersOrderReference]).toEqual(['Lagervägen 3', '123 45', 'Nacka', 'SE', 'Eva Ek', 'PO-99'])
    expect(rowsOf(order).at(-1)).toBe('"Ring före leverans."')
  })

  it('byCountry: a new card abroad gets its language, currency and terms', async () => {
    await ground.run('country')
    const made = ground.card(ground.order('2101').CustomerNumber ?? '')
    expect([made.SalesDocumentLanguage, made.CurrencyCode, ground.house.sandbox.eaccounting.state.company().terms.get(made.TermsOfPaymentId ?? '')?.Name]).toEqual(['en', 'EUR', '15 dagar netto'])
  })

  it('leaves the known customer as it was', () => expect(ground.card(known.cardNumber).Name).toBe(known.name))
})
