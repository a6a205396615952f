// Odd discounts, prices and shipping: each must come out right to the öre, by percent, lower price or an extra row.
import { oddCompany, itsCompany } from './odd-case.ts'
import type { OddCase } from './odd-case.ts'
import type { LinePlan } from './deal-plan.ts'

function sold(number: number, companyName: string, lines: readonly LinePlan[], extra: Record<string, string> = {}): Pick<OddCase, 'deal' | 'companies'> {
  return { deal: { name: `Offert ${companyName.replace(/ AB$/, '')}`, companies: itsCompany(number), lines, extra }, companies: [oddCompany(number, companyName)] }
}

export const oddDiscounts: OddCase[] = [
  { number: 105, oddity: 'discount of 33.33 %', outcome: 'created', cause: 'as 0.3333 on the row', ...sold(105, 'Tredjedelsrabatten AB', [{ product: 'BORD-140', quantity: '3', percent: '33.33' }]) },
  { number: 106, oddity: 'discount of 12.345 %, more decimals than a row takes', outcome: 'created', cause: 'as a lower unit price, net 1753.10', ...sold(106, 'Decimalrabatten AB', [{ product: 'LAMPA-BORD', price: '1000.00', quantity: '2', percent: '12.345' }]) },
  { number: 107, oddity: 'discount that fits neither percent nor unit price', outcome: 'created', cause: 'as an extra row of the same article with quantity -1, net 600.00', ...sold(107, 'Extraraden AB', [{ product: 'PAPPER-A4', price: '100.00', quantity: '7', percent: '14.2857' }]) },
  { number: 108, oddity: 'discount as an amount per unit', outcome: 'created', ...sold(108, 'Kronrabatten AB', [{ product: 'BORD-140', quantity: '2', off: '500' }]) },
  { number: 109, oddity: 'amount discount with three decimals', outcome: 'created', cause: 'as 7.33 %, net 421.65', ...sold(109, 'Tusendelarna AB', [{ product: 'KABEL-3M', quantity: '10', off: '3.335' }]) },
  { number: 110, oddity: 'discount of 100 %', outcome: 'created', cause: 'the row stands on the order with 0.00', ...sold(110, 'Bjussarna AB', [{ product: 'STOL-PALL' }, { product: 'TJ-ERGO', percent: '100' }]) },
  { number: 111, oddity: 'unit price with three decimals', outcome: 'created', cause: 'domestic prices have two decimals: 1.25 less 0.40 %, net 1245.00', ...sold(111, 'Skruvgrossisten AB', [{ product: 'SKRUV-M6', price: '1.245', quantity: '1000' }]) },
  { number: 112, oddity: 'whole-order discount of 10 % over 25, 12 and 6 %', outcome: 'created', cause: 'spread over the VAT rates in proportion', ...sold(112, 'Helorder Procent AB', [{ product: 'STOL-KONF', quantity: '4' }, { product: 'LUNCH-KONF', quantity: '12' }, { product: 'BOK-LJUD', quantity: '3' }], { order_discount_percent: '10' }) },
  { number: 113, oddity: 'whole-order discount of 500 kr over 25 and 6 %', outcome: 'created', cause: 'spread over the VAT rates in proportion, the rest öre on the largest row', ...sold(113, 'Helorder Kronor AB', [{ product: 'HYLLA-5', quantity: '3' }, { product: 'FRUKT-KORG', quantity: '7' }], { order_discount_amount: '500' }) },
  { number: 114, oddity: 'whole-order discount of 33.33 % on one row of 9.05', outcome: 'created', cause: 'net 6.03', ...sold(114, 'Öreshandeln AB', [{ product: 'SKRUV-M6', price: '9.05' }], { order_discount_percent: '33.33' }) },
  { number: 115, oddity: 'line discount and whole-order discount together', outcome: 'created', ...sold(115, 'Dubbelrabatten AB', [{ product: 'BORD-160', quantity: '5', percent: '15' }, { product: 'STOL-ERGO-2', quantity: '5', off: '250' }], { order_discount_percent: '5' }) },
  { number: 116, oddity: 'shipping amount with öre', outcome: 'created', cause: 'own row FRAKT25 of 149.90', ...sold(116, 'Fraktören AB', [{ product: 'HURTS-3' }], { shipping_cost: '149.90', shipping_method: 'dhl' }) },
  { number: 117, oddity: 'shipping on an order of 6 % only', outcome: 'created', cause: 'own row FRAKT6', assumes: 'shipping follows the rate of the goods it carries', ...sold(117, 'Bokpaketet AB', [{ product: 'BOK-ERGO', quantity: '10' }], { shipping_cost: '59', shipping_method: 'post' }) },
  { number: 118, oddity: 'shipping amount zero', outcome: 'created', cause: 'no shipping row', ...sold(118, 'Hämtarna AB', [{ product: 'STOL-BESÖK', quantity: '2' }], { shipping_cost: '0', shipping_method: 'hamtas' }) },
  { number: 119, oddity: 'shipping as a line item with the SKU of the freight article', outcome: 'created', cause: 'an ordinary row of article FRAKT25', ...sold(119, 'Fraktradens Bud AB', [{ product: 'TEXTIL-FILT', quantity: '4' }, { name: 'Frakt', sku: 'FRAKT25', price: '195.00', rate: 25 }]) },
]
