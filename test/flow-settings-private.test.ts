// Prices to private persons, VAT rounding and whole kronor: the books may reckon either way, and the net is right to the öre in each.
import { describe, expect, it } from 'vitest'
import type { Choices } from '../sandbox/eaccounting/choices.ts'
import { contact, openGround, rowsOf, type DealPlan, type Ground } from './flow-ground.ts'

const person = (id: string) => contact(id, 'Märta', `Person ${id}`, `person${id}@mail.example`)
const sale = (id: string, flow: string, price = '99.99', more: Partial<DealPlan> = {}): DealPlan => ({ id, flow, companies: [], contacts: [`82${id}`], lines: [{ sku: 'ART25', price, rate: 25 }, { sku: 'ART12', price: '50', quantity: '2', rate: 12 }], ...more })
const money = (value: number): number => Math.round(value * 100) / 100
const netOf = (ground: Ground, id: string): number => { const order = ground.order(id); return money(order.Amount - order.VatAmount - order.RoundingsAmount) }

const truths: { look: Choices['privatePricesIncludeVat']; show: boolean; includes: boolean }[] = [
  { look: 'whenSettingOff', show: false, includes: true }, { look: 'whenSettingOff', show: true, includes: false }, { look: 'whenSettingOn', show: true, includes: true }, { look: 'never', show: false, includes: false },
]

describe.each(truths)('prices to private persons when the books say $look and the setting is $show', ({ look, show, includes }) => {
  it('ask learns it on a draft that is removed; true and false are right or held, never wrong in the books', async () => {
    const ids = ['4001', '4002', '4003', '4004', '4005']
    const ground = await openGround({
      flows: { ask: {}, yes: { settings: 'privatePricesIncludeVat: true' }, no: { settings: 'privatePricesIncludeVat: false' } },
      deals: [{ ...sale('4001', 'ask'), lines: [{ sku: 'ART0', price: '40', rate: 0 }] }, sale('4002', 'ask'), sale('4003', 'ask', '80'), sale('4004', 'yes'), sale('4005', 'no')], contacts: ids.map((id) => person(`82${id}`)),
      books: { settings: { ShowPricesExclVatPC: show } }, look: { privatePricesIncludeVat: look },
    })
    try {
      await ground.run('ask')
      expect(['4001', '4002', '4003'].map((id) => netOf(ground, id))).toEqual([40, 199.99, 180])
      expect(rowsOf(ground.order('4003'))).toEqual(includes ? ['ART25 1 x 100', 'ART12 2 x 56'] : ['ART25 1 x 80', 'ART12 2 x 50'])
      expect(ground.order('4002').IncludesVat).toBe(includes)
      await ground.run('yes')
      await ground.run('no')
      const [right, wrong] = includes ? ['4004', '4005'] : ['4005', '4004']
      expect(netOf(ground, right ?? '')).toBe(199.99)
      // The wrong setting is found out by the sums, taken back, and told.
      expect(ground.documents(wrong ?? '')).toEqual([])
      const held = await ground.held(wrong ?? '')
      expect([held.state, held.sv]).toEqual(['open', `HS-${wrong}: bokföringen räknade privatpersonens priser ${includes ? 'inklusive' : 'exklusive'} moms, inte ${includes ? 'exklusive' : 'inklusive'}.`])
      expect(held.cureSv).toContain('privatePricesIncludeVat')
      const drafts = ground.house.sandbox.eaccounting.state.documents().filter(({ kind }) => kind === 'draft')
      expect(drafts).toEqual([])
      expect(ground.house.sandbox.eaccounting.journal.entries.filter((entry) => entry.kind === 'draft').map((entry) => entry.action)).toEqual(['created', 'deleted'])
    } finally {
      await ground.close()
    }
  })
})

describe.each([{ vatRounding: 'perLine', vat: 75 }, { vatRounding: 'perRate', vat: 74.99 }] as const)('VAT rounded $vatRounding', ({ vatRounding, vat }) => {
  it.each([{ rounding: 0 }, { rounding: 1 }] as const)('three rows of 99.99 at 25 per cent: either VAT is accepted and said, with rounding $rounding', async ({ rounding }) => {
    const lines = [1, 2, 3].map(() => ({ sku: 'ART25', price: '99.99' }))
    const ground = await openGround({
      flows: { order: {}, draft: { settings: 'orderType: invoiceDraft' }, invoice: { settings: 'orderType: invoice' } }, deals: [{ id: '4101', flow: 'order', lines }, { id: '4102', flow: 'draft', lines }, { id: '4103', flow: 'invoice', lines }],
      books: { settings: { DomesticCurrencyRounding: rounding } }, look: { vatRounding },
    })
    try {
      for (const flow of ['order', 'draft', 'invoice']) await ground.run(flow)
      const order = ground.order('4101')
      const payable = rounding === 1 ? 375 : money(299.97 + vat)
      expect([order.VatAmount, order.Amount, netOf(ground, '4101')]).toEqual([vat, payable, 299.97])
      expect([ground.draft('4102').TotalVatAmount, ground.draft('4102').TotalAmount]).toEqual([vat, payable])
      expect([ground.invoice('4103').TotalVatAmountInvoiceCurrency, ground.invoice('4103').TotalAmountInvoiceCurrency]).toEqual([vat, payable])
      const notes = await ground.notes('4101')
      expect(notes).toContain(`Momsen är avrundad ${vatRounding === 'perLine' ? 'per rad: 75,00' : 'per momssats: 74,99'}\u00a0kr.`)
      expect(notes.includes('Öresavrundning')).toBe(rounding === 1)
    } finally {
      await ground.close()
    }
  })
})
