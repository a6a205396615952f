// A deal that changes after its document was made: one notice, whatever is written; an update only while nobody else touched it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGround, rowsOf, type DealPlan, type FlowPlan, type Ground } from './flow-ground.ts'

const deal = (id: string, flow: string, more: Partial<DealPlan> = {}): DealPlan => ({ id, flow, lines: [{ sku: 'ART25', quantity: '1' }], ...more })
const flows: Record<string, FlowPlan> = { skip: { settings: 'onChange: skip' }, update: { settings: 'onChange: updateWhileOpen' }, hold: { settings: 'onChange: hold' }, booked: { settings: 'orderType: invoice\nonChange: updateWhileOpen' } }

describe('changed afterwards', () => {
  let ground: Ground
  beforeAll(async () => {
    ground = await openGround({ flows, deals: [deal('8001', 'skip'), deal('8002', 'skip'), deal('8003', 'skip'), deal('8004', 'skip'), deal('8011', 'update'), deal('8012', 'update'), deal('8013', 'update'), deal('8021', 'hold'), deal('8031', 'booked')] })
    for (const flow of Object.keys(flows)) await ground.run(flow)
    const twin = ground.house.sandbox.hubspot.state
    const lines = (id: string, quantity: string): void => { twin.patch('deals', id, { description: `ändrad ${quantity}` }); twin.replaceLineItems('deals', id, [{ properties: { name: 'Rad 1', hs_sku: 'ART25', quantity, price: '100', hs_position_on_quote: '0' } }]) }
    for (const id of ['8001', '8011', '8013', '8021', '8031']) lines(id, '3')
    // A person shipped this one in the books.
    const books = ground.house.sandbox.eaccounting.state.company()
    const order = ground.order('8013')
    books.orders.put({ ...order, Status: 3, ModifiedUtc: new Date().toISOString() }, Date.now())
    twin.patch('deals', '8002', { dealname: 'Nytt namn', description: 'Bara text' })
    twin.moveDeal('8003', 'lost')
    twin.archive('deals', '8004')
    for (const flow of Object.keys(flows)) await ground.run(flow)
  })
  afterAll(() => ground.close())

  it('skip: nothing is written, one notice stands on the deal and in the held list with before and after in kronor', async () => {
    expect(rowsOf(ground.order('8001'))).toEqual(['ART25 1 x 100'])
    const sentence = `Ändrat: ART25 1 → 3 st, 100,00\u00a0kr → 300,00\u00a0kr; summan exklusive moms går från 100,00\u00a0kr till 300,00\u00a0kr (+200,00). Ändra order ${ground.order('8001').Number} i bokföringen.`
    expect([ground.deal('8001'), ground.deal('8001', 'kontobro_message')]).toEqual(['changed', sentence])
    const held = await ground.held('8001')
    expect([held.code, held.sv, held.en.startsWith(`The sale changed after order ${ground.order('8001').Number} was made: Changed:`)]).toEqual(['changed-after', `Affären ändrades efter att order ${ground.order('8001').Number} skapades: ${sentence}`, true])
    await ground.run('skip')
    const lines = await ground.house.operations.logs('main', { record: '8001' })
    expect(lines.filter((line) => line.action === 'noticed')).toHaveLength(1)
  })

  it('an edit that does not concern the document is silent', () => expect([ground.deal('8002'), ground.deal('8002', 'kontobro_message')]).toEqual(['created', `Order ${ground.order('8002').Number} skapades.`]))

  it('leaving the stage and deletion give a notice', async () => {
    expect((await ground.held('8003')).sv).toContain('lämnade')
    expect((await ground.held('8004')).sv).toContain('togs bort')
  })

  it('updateWhileOpen: an order nobody touched is rewritten; a shipped one gives the notice', async () => {
    expect(rowsOf(ground.order('8011'))).toEqual(['ART25 3 x 100'])
    expect([ground.deal('8011'), ground.order('8011').OurReference]).toEqual(['created', 'Anna Berg HS-8011'])
    expect(ground.documents('8011')).toHaveLength(1)
    expect([rowsOf(ground.order('8013')), ground.deal('8013')]).toEqual([['ART25 1 x 100'], 'changed'])
    expect(rowsOf(ground.order('8012'))).toEqual(['ART25 1 x 100'])
  })

  it('hold: the change is held until a person decides', async () => {
    expect((await ground.held('8021')).code).toBe('changed-after')
    expect(rowsOf(ground.order('8021'))).toEqual(['ART25 1 x 100'])
  })

  it('a booked invoice is never changed: the notice says to credit it', async () => {
    const invoice = ground.invoice('8031')
    expect(ground.deal('8031', 'kontobro_message')).toContain(`Faktura ${invoice.InvoiceNumber} är bokförd: kreditera den i bokföringen och fakturera på nytt.`)
    expect(invoice.TotalAmountInvoiceCurrency).toBe(125)
  })
})
