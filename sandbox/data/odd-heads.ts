// Odd deals as a whole: locked period, marks already in the books, stages passed twice, merged and cloned deals, filters, references.
import { oddCompany, oddDealId, oddOrgNumber, itsCompany, townOf } from './odd-case.ts'
import type { OddCase, SalesDocuments } from './odd-case.ts'
import { dateBefore } from './days.ts'
import type { DealPlan, LinePlan } from './deal-plan.ts'
import { testPersonalNumber } from './identity-numbers.ts'
import { cardPlace } from './parties.ts'

type More = Partial<DealPlan>

function sold(number: number, dealName: string, companyName: string, more: More = {}, lines: readonly LinePlan[] = [{ product: 'STOL-ERGO-1', quantity: '2' }]): Pick<OddCase, 'deal' | 'companies'> {
  return { deal: { name: dealName, companies: itsCompany(number), lines, ...more }, companies: [oddCompany(number, companyName)] }
}

/** The buyer of a case as customer `number` of the books, for cases whose document is there already. */
function cardOf(number: number, name: string): Pick<OddCase, 'cards'> {
  return { cards: [{ CustomerNumber: `10${number + 400}`, Name: name, CorporateIdentityNumber: oddOrgNumber(number), ...cardPlace(townOf(number)) }] }
}

const rows = [{ article: 'STOL-ERGO-1', Quantity: 2, UnitPrice: 3495 }]
const documentOf = (number: number, ourReference: string, now: Date, daysAgo = 3): NonNullable<SalesDocuments['drafts']>[number] & { customer: string } =>
  ({ customer: `10${number + 400}`, OurReference: ourReference, rows, CreatedUtc: `${dateBefore(now, daysAgo)}T10:00:00Z` })

const mark = (number: number): string => `HS-${oddDealId(number)}`

export const oddHeads: OddCase[] = [
  { number: 120, oddity: 'close date in a locked period', outcome: 'held', cause: 'the document date lies in a period that the books have locked', ...sold(120, 'Sent registrerad', 'Eftersläntrarna AB', { closed: 'in locked period' }) },
  {
    number: 121, oddity: 'the order was made by hand and carries the mark', outcome: 'adopted', cause: 'order 5004 carries the mark', ...sold(121, 'Redan lagd order', 'Handgjorda Ordrar AB'), ...cardOf(121, 'Handgjorda Ordrar AB'),
    documents: (now) => ({ orders: [{ ...documentOf(121, `Anna Berg ${mark(121)}`, now), Number: 5004, OrderDate: dateBefore(now, 3) }] }),
  },
  {
    number: 122, oddity: 'a booked invoice carries the mark', outcome: 'adopted', cause: 'invoice 2003 carries the mark', ...sold(122, 'Redan fakturerad', 'Snabbfakturerade AB'), ...cardOf(122, 'Snabbfakturerade AB'),
    documents: (now) => ({ invoices: [{ ...documentOf(122, mark(122), now), InvoiceNumber: 2003, InvoiceDate: dateBefore(now, 3) }] }),
  },
  {
    number: 123, oddity: 'an invoice draft carries the mark', outcome: 'adopted', cause: 'an invoice draft carries the mark', ...sold(123, 'Redan utkast', 'Utkastets AB'), ...cardOf(123, 'Utkastets AB'),
    documents: (now) => ({ drafts: [{ ...documentOf(123, `Erik Lund ${mark(123)}`, now), InvoiceDate: dateBefore(now, 3) }] }),
  },
  {
    number: 124, oddity: 'merged deal; an absorbed deal has an order with its mark', outcome: 'adopted', cause: 'order 5005 carries the mark of an absorbed deal', ...sold(124, 'Sammanslagen med order', 'Absorberade Affärer AB', { mergedIds: ['24400009124', '24400009125'] }), ...cardOf(124, 'Absorberade Affärer AB'),
    documents: (now) => ({ orders: [{ ...documentOf(124, 'HS-24400009124', now, 8), Number: 5005, OrderDate: dateBefore(now, 8) }] }),
  },
  {
    number: 125, oddity: 'an order carries a longer number that begins with the mark', outcome: 'created', customer: '10525', cause: `${mark(125)}7 is not ${mark(125)}`, ...sold(125, 'Nästan samma märke', 'Prefixets AB'), ...cardOf(125, 'Prefixets AB'),
    documents: (now) => ({ orders: [{ ...documentOf(125, `Anna Berg ${mark(125)}7`, now, 6), Number: 5006, OrderDate: dateBefore(now, 6) }] }),
  },
  { number: 126, oddity: 'deal that absorbed two others', outcome: 'created', cause: 'one document', ...sold(126, 'Hopslagen affär', 'Tre Blev En AB', { mergedIds: ['24400009126', '24400009127'] }) },
  { number: 127, oddity: 'deal that passed the stage twice', outcome: 'created', cause: 'one document', ...sold(127, 'Vunnen två gånger', 'Ångerköparna AB', {
    stages: [{ stage: 'contractsent', daysAgo: 24 }, { stage: 'closedwon', daysAgo: 20 }, { stage: 'contractsent', daysAgo: 15 }, { stage: 'closedwon', daysAgo: 5 }],
  }) },
  { number: 128, oddity: 'the original of a cloned deal', outcome: 'created', ...sold(128, 'Inredning plan 3', 'Klonerna Fastighet AB') },
  {
    number: 129, oddity: 'clone of another deal, with everything copied', outcome: 'created', cause: 'a clone is a deal of its own, also when it copied kontobro_* values',
    deal: { name: 'Inredning plan 3 (kopia)', companies: itsCompany(128), lines: [{ product: 'STOL-ERGO-1', quantity: '2' }] },
  },
  { number: 130, oddity: 'left out by the filter', outcome: 'skipped', cause: 'the filter leaves it out (faktureras_ej has a value)', ...sold(130, 'Internt utbyte', 'Bytesaffären AB', { extra: { faktureras_ej: 'ja' } }) },
  { number: 131, oddity: 'left out by the filter, and odd besides', outcome: 'skipped', cause: 'the filter leaves it out (faktureras_ej has a value)', ...sold(131, 'Sponsring', 'Sponsringens IF', { extra: { faktureras_ej: 'ja' } }, []) },
  { number: 132, oddity: 'left out by the filter, in the project pipeline', outcome: 'skipped', cause: 'the filter leaves it out (faktureras_ej has a value)', ...sold(132, 'Garantiarbete', 'Garantikunden AB', { extra: { faktureras_ej: 'ja' }, in: { pipeline: '74120011', won: '140552903', open: ['140552901', '140552902'] } }) },
  { number: 133, oddity: 'inactive cost unit', outcome: 'held', cause: 'cost centre "Mässa" of dimension 2 is inactive', ...sold(133, 'Mässmöbler', 'Mässarrangören AB', { extra: { cost_unit: 'Mässa' } }) },
  { number: 134, oddity: 'payment terms that the map does not know', outcome: 'held', cause: 'payment terms "45" are not mapped', assumes: 'an unmapped value is held; the default is for deals without a value', ...sold(134, 'Fyrtiofem dagar', 'Långsambetalarna AB', { extra: { payment_terms: '45' } }) },
  { number: 135, oddity: 'very long comment', outcome: 'created', cause: 'the comment is cut or split to what the books take', ...sold(135, 'Lång kommentar', 'Berättarna AB', { extra: { description: `Leverans vid lastkaj B. ${'Kunden ringer vaktmästaren en timme före. '.repeat(150)}`.trim() } }) },
  { number: 136, oddity: 'personal number in the deal description', outcome: 'created', cause: 'the number is masked in every log', ...sold(136, 'Personnummer i text', 'Pratsamma AB', { extra: { description: `Beställare ${testPersonalNumber('721130', 991)}, ring först.` } }) },
  { number: 137, oddity: 'the owner has left the company', outcome: 'created', ...sold(137, 'Bos sista affär', 'Lojala Kunden AB', { extra: { hubspot_owner_id: '61004' } }) },
  { number: 138, oddity: 'no owner', outcome: 'created', ...sold(138, 'Utan säljare', 'Herrelösa AB', { extra: { hubspot_owner_id: '' } }) },
  { number: 139, oddity: 'purchase order number of the full 35 characters', outcome: 'created', ...sold(139, 'Långt ordernummer', 'Inköpssystemet AB', { extra: { po_number: 'PO-2026/ÅÄÖ-000123456789-REV-B-LEV1' } }) },
  { number: 140, oddity: 'paid by card', outcome: 'created', cause: 'terms Kortbetalning', ...sold(140, 'Kortköp', 'Kortbetalarna AB', { extra: { payment_method: 'kort', paid: 'ja' } }) },
  { number: 141, oddity: 'delivery address of its own', outcome: 'created', cause: 'the order carries the delivery address', ...sold(141, 'Annan leverans', 'Två Adresser AB', { extra: { delivery_street: 'Hamngatan 4', delivery_zip: '391 32', delivery_city: 'Kalmar', delivery_country: 'Sverige' } }) },
  { number: 142, oddity: 'deal edited today, won after go-live', outcome: 'created', cause: 'the moment it entered the stage counts', ...sold(142, 'Nyss ändrad', 'Redigerarna AB', { editedDaysAgo: 0, hour: 5 }) },
]
