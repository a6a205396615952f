// Odd lines: missing, unknown and strange SKUs, odd quantities and prices, tax rates that do not fit, no lines at all.
import { oddCompany, itsCompany } from './odd-case.ts'
import type { OddCase } from './odd-case.ts'
import type { DealPlan, LinePlan } from './deal-plan.ts'
import { products } from './products.ts'

/** A faultless buyer, so that only the lines are odd. */
function sold(number: number, dealName: string, companyName: string, lines: readonly LinePlan[], more: Partial<DealPlan> = {}): Pick<OddCase, 'deal' | 'companies'> {
  return { deal: { name: dealName, companies: itsCompany(number), lines, ...more }, companies: [oddCompany(number, companyName)] }
}

const everyArticle: LinePlan[] = products.filter((product) => product.inBooks === 'yes' && product.rate === 25).flatMap((product, index): LinePlan[] =>
  [{ product: product.sku, quantity: String(1 + (index % 3)) }, ...(index % 2 === 0 ? [{ product: product.sku, quantity: '1', percent: '5' }] : [])]).slice(0, 60)

export const oddLines: OddCase[] = [
  { number: 70, oddity: 'three rows of 99.99 at 25 %', outcome: 'created', cause: 'net 299.97; VAT 75.00 per row or 74.99 per rate, both lawful', ...sold(70, 'Tre rader', 'Öresavrundarna AB', [1, 2, 3].map(() => ({ product: 'PENNA-12', price: '99.99' }))) },
  { number: 71, oddity: 'row with price zero', outcome: 'created', cause: 'the row stands on the order with 0.00', ...sold(71, 'Med gratis tillbehör', 'Gåvobutiken i Örebro AB', [{ product: 'BORD-140' }, { product: 'KABELRÄNNA', price: '0' }]) },
  { number: 72, oddity: 'rows without SKU at 25, 12, 6 and 0 %', outcome: 'created', cause: 'on the collecting articles DIV25, DIV12, DIV6 and DIV0', ...sold(72, 'Rader utan artikel', 'Skulösa Rader AB', [
    { name: 'Specialhylla enligt skiss', price: '4300.00', rate: 25 }, { name: 'Fika vid invigning', price: '89.50', quantity: '14', rate: 12 },
    { name: 'Tidskrift Rum', price: '119.00', rate: 6 }, { name: 'Utlägg tillståndsavgift', price: '750.00', rate: 0 },
  ]) },
  { number: 73, oddity: 'no lines, but an amount', outcome: 'created', cause: 'one row of 18500.00 on the collecting article (setting noLines: amountRow)', assumes: 'an amount row without a rate is sold at the standard rate of 25 %', ...sold(73, 'Fast pris inredning', 'Klumpsumman AB', [], { amount: '18500.00' }) },
  { number: 74, oddity: 'neither lines nor amount', outcome: 'held', cause: 'there is nothing to sell: no lines and no amount', ...sold(74, 'Tom affär', 'Tomrummet AB', [], { amount: null }) },
  { number: 75, oddity: 'quantities 2.5, 0.125 and 1.3333', outcome: 'created', cause: 'order rows take four decimals', ...sold(75, 'Timmar och meter', 'Delarna Bygg AB', [
    { product: 'TJ-MONTAGE', quantity: '2.5' }, { product: 'TJ-PLAN', quantity: '0.125' }, { product: 'KABEL-3M', quantity: '1.3333' },
  ]) },
  { number: 76, oddity: 'quantity with five decimals', outcome: 'created', cause: 'quantity 1 at the total of the line; the real quantity stands in the text', ...sold(76, 'En tredjedel', 'Tredjedelen AB', [{ product: 'TJ-PLAN', quantity: '0.33333', price: '1200.00' }]) },
  { number: 77, oddity: 'SKU that the books do not have', outcome: 'created', cause: 'article BÅS-4 is made', ...sold(77, 'Mötesbås', 'Tysta Rummet AB', [{ product: 'BÅS-4' }]) },
  { number: 78, oddity: 'SKU that neither the books nor the product library has', outcome: 'created', cause: 'article SPEC-77 is made once for two deals', ...sold(78, 'Specialbord ett', 'Måttbeställarna AB', [{ name: 'Specialbord trapets', sku: 'SPEC-77', price: '8900.00', rate: 25 }]) },
  { number: 79, oddity: 'the same new SKU in small letters with a space after', outcome: 'created', cause: 'article SPEC-77 is made once for two deals', ...sold(79, 'Specialbord två', 'Måttbeställarna Väst AB', [{ name: 'Specialbord trapets', sku: 'spec-77 ', price: '8900.00', quantity: '2', rate: 25 }]) },
  { number: 80, oddity: 'SKU in another case with spaces around', outcome: 'created', cause: 'article BORD-140 is used', ...sold(80, 'Skrivfel i SKU', 'Slarvskrivarna AB', [{ product: 'BORD-140', sku: '  bord-140 ' }]) },
  { number: 81, oddity: 'the article number in the books is in small letters', outcome: 'created', cause: 'article akustik-panel is used as written there', ...sold(81, 'Akustikpaneler', 'Ekofria Lokaler AB', [{ product: 'AKUSTIK-PANEL', quantity: '24' }]) },
  { number: 82, oddity: 'tax rate of the line unlike the coding of the article', outcome: 'held', cause: 'the line says 25 % VAT, article BOK-ERGO is sold at 6 %', ...sold(82, 'Böcker med fel moms', 'Fel Momssats AB', [{ product: 'BOK-ERGO', quantity: '20', rate: 25 }]) },
  { number: 83, oddity: 'inactive article', outcome: 'held', cause: 'article LAMPA-TAK is inactive in the books', ...sold(83, 'Taklampor', 'Ljusa Salen AB', [{ product: 'LAMPA-TAK', quantity: '6' }]) },
  { number: 84, oddity: 'monthly recurring line', outcome: 'held', cause: 'recurring lines are held (setting recurring: hold)', ...sold(84, 'Möbelhyra', 'Hyresmöbler Nord AB', [{ product: 'KAFFE-HYRA', extra: { recurringbillingfrequency: 'monthly', hs_recurring_billing_period: 'P12M' } }]) },
  { number: 85, oddity: 'one recurring line among ordinary ones', outcome: 'held', cause: 'recurring lines are held (setting recurring: hold)', ...sold(85, 'Bord och serviceavtal', 'Blandade Avtal AB', [{ product: 'BORD-160', quantity: '4' }, { product: 'TJ-SERVICE', extra: { recurringbillingfrequency: 'quarterly', hs_recurring_billing_period: 'P24M' } }]) },
  { number: 86, oddity: 'two identical line items', outcome: 'created', cause: 'two rows, none is swallowed', ...sold(86, 'Samma rad två gånger', 'Dubbelraden AB', [{ product: 'HURTS-3', quantity: '2' }, { product: 'HURTS-3', quantity: '2' }]) },
  { number: 87, oddity: 'negative quantity beside positive ones', outcome: 'created', cause: 'a row with negative quantity; the total is positive', ...sold(87, 'Byte av stolar', 'Bytesrätten AB', [{ product: 'STOL-ERGO-3', quantity: '3' }, { product: 'STOL-ERGO-1', quantity: '-2' }]) },
  { number: 88, oddity: 'the total is negative', outcome: 'held', cause: 'the total is negative: a credit is made by hand', ...sold(88, 'Retur', 'Returneraren AB', [{ product: 'STOL-KONF', quantity: '-4' }, { product: 'TJ-MONTAGE' }]) },
  { number: 89, oddity: 'deal amount unlike the sum of its lines', outcome: 'created', cause: 'the lines decide; the difference of 1010.00 is noted (setting amountCheck: warn)', ...sold(89, 'Avrundat belopp', 'Ungefär Så AB', [{ product: 'BORD-140', quantity: '2' }], { amount: '9970.00' }) },
  { number: 90, oddity: 'sixty lines', outcome: 'created', ...sold(90, 'Helt nytt huvudkontor', 'Stororder Fastighet AB', everyArticle) },
  { number: 91, oddity: 'new SKU of 44 characters', outcome: 'held', cause: 'the SKU is longer than the 40 characters an article number takes', ...sold(91, 'Måttanpassad skiva', 'Långa Koder AB', [{ name: 'Bordsskiva måttanpassad', sku: 'SKIVA-MÅTTANPASSAD-EK-OLJAD-2400X1100X30-R50', price: '6400.00', rate: 25 }]) },
  { number: 92, oddity: 'new article with a name over 50 characters and a long description', outcome: 'created', cause: 'the name of the article is cut at a word', ...sold(92, 'Långt artikelnamn', 'Ordrika AB', [{
    name: 'Receptionsdisk i massiv ek med höj- och sänkbar arbetsyta och integrerad belysning', sku: 'DISK-EK-LED', price: '38900.00', rate: 25, extra: { description: 'Levereras i delar. '.repeat(60).trim() },
  }]) },
  { number: 93, oddity: 'lines added hours after the deal was won', outcome: 'created', cause: 'all lines are on the order', ...sold(93, 'Rader i efterhand', 'Eftertanken AB', [{ product: 'TAVLA-WB' }, { product: 'TJ-MONTAGE', quantity: '2', hoursLate: 3 }]) },
  { number: 94, oddity: 'lines without tax rate', outcome: 'created', cause: 'the articles decide the VAT', ...sold(94, 'Ingen momssats vald', 'Momsfria Val AB', [{ product: 'BORD-KONF-8', rate: null }, { product: 'BOK-ERGO', rate: null, quantity: '8' }]) },
  { number: 95, oddity: 'line with an emoji and a right-to-left mark in its name', outcome: 'created', ...sold(95, 'Udda radnamn', 'Teckenkodarna AB', [{ product: 'SOFFA-3', name: 'Soffa 🛋️ \u200F"Vänta" <3-sits> & fotpall' }]) },
  { number: 96, oddity: 'all four VAT rates on one order', outcome: 'created', ...sold(96, 'Konferenspaket', 'Blandmoms Event AB', [
    { product: 'STOL-STAPEL', quantity: '10' }, { product: 'LUNCH-KONF', quantity: '10' }, { product: 'FRUKT-KORG' }, { product: 'PRESENTKORT', quantity: '3' },
  ]) },
]
