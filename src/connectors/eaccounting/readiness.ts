// Readiness: is everything in place in the company before flows run, each finding with what to do (facts 35-37, 156, 209, 219).
import { Failure, failureCure, failureSentence } from '../../core/failure.ts'
import type { FailureData } from '../../core/failure.ts'
import type { Finding } from '../connector.ts'
import type { LookupsRead } from './lookups.ts'
import { canOrder, planOf } from './lookups-wire.ts'
import type { Room } from './room.ts'

/** Reads everything a first order needs. A refusal of the connection itself is one finding that stops. */
export async function checkReadiness(room: Room): Promise<Finding[]> {
  try {
    return findings(await room.freshLookups(), new Date(room.clock.now()))
  } catch (caught) {
    if (!(caught instanceof Failure)) throw caught
    return [{ code: caught.code, ok: false, severity: 'stop', ...bothLanguages(caught.toData()) }]
  }
}

/** Pure: from what was read to findings. */
export function findings({ lookups, settings, notes }: LookupsRead, now: Date): Finding[] {
  const { company } = lookups
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: company.timeZone }).format(now)
  const year = lookups.fiscalYears.find((each) => each.start <= today && today <= each.end)
  const modules = settings.ActivatedModules?.map((each) => each.toLowerCase())
  const rates = [...new Set(lookups.codings.filter((each) => each.active).map((each) => each.vatRate))].toSorted((a, b) => Number(b) - Number(a))
  const finding = (code: string, ok: boolean, severity: Finding['severity'], sv: [string, string], en: [string, string]): Finding =>
    ({ code, ok, severity: ok ? 'info' : severity, sv: ok ? sv[0] : sv[1], en: ok ? en[0] : en[1] })

  return [
    finding('company-active', company.active, 'stop',
      [`Bolaget ${company.name} är aktivt.`, `Bolaget ${company.name} är inte aktivt (inaktivt eller skrivskyddat).`],
      [`The company ${company.name} is active.`, `The company ${company.name} is not active (inactive or read-only).`]),
    finding('api-module', modules === undefined || modules.includes('api_standard'), 'stop',
      ['Integrationer är påslagna.', 'Integrationer är inte påslagna: aktivera Integration under Fler funktioner.'],
      ['Integrations are switched on.', 'Integrations are not switched on: activate Integration under More features.']),
    finding('plan-has-orders', canOrder(settings), 'warn',
      [`Abonnemanget (${planOf(settings)}) har order.`, `Abonnemanget (${planOf(settings)}) har inte order: välj fakturautkast, eller byt abonnemang.`],
      [`The plan (${planOf(settings)}) has orders.`, `The plan (${planOf(settings)}) has no orders: choose invoice drafts, or change plan.`]),
    finding('invoice-series', company.nextInvoiceNumber === null || company.nextInvoiceNumber > 0, 'warn',
      ['Fakturanummerserien är startad.', 'Fakturanummerserien är inte startad: ange nästa fakturanummer i bolagsinställningarna, annars kan ingen faktura bokföras.'],
      ['The invoice number series is started.', 'The invoice number series is not started: set the next invoice number in the company settings, or no invoice can be booked.']),
    finding('fiscal-year', year !== undefined && !year.locked, 'stop',
      ['Räkenskapsåret för i dag är öppet.', year === undefined ? 'Det finns inget räkenskapsår för i dag.' : 'Räkenskapsåret för i dag är låst.'],
      ['The fiscal year of today is open.', year === undefined ? 'There is no fiscal year for today.' : 'The fiscal year of today is locked.']),
    finding('period-open', company.lockedTo === null || company.lockedTo < today, 'warn',
      ['Perioden är öppen.', `Bokföringen är låst till och med ${company.lockedTo ?? ''}.`],
      ['The period is open.', `Accounting is locked up to ${company.lockedTo ?? ''}.`]),
    finding('terms', lookups.terms.some((each) => each.forSales), 'stop',
      [`${lookups.terms.length} betalningsvillkor.`, 'Det finns inga betalningsvillkor för försäljning.'],
      [`${lookups.terms.length} terms of payment.`, 'There are no terms of payment for sales.']),
    finding('codings', rates.length > 0, 'stop',
      [`Artikelkonteringar med moms ${rates.join(', ')} %.`, 'Det finns inga aktiva artikelkonteringar.'],
      [`Article codings with VAT ${rates.join(', ')} %.`, 'There are no active article codings.']),
    finding('units', lookups.units.length > 0, 'stop',
      [`${lookups.units.length} enheter.`, 'Det finns inga enheter.'], [`${lookups.units.length} units.`, 'There are no units.']),
    finding('payment-account', [settings.Iban, settings.BankGiro, settings.PlusGiro].some((each) => each !== null), 'warn',
      ['Betalkonto för fakturor finns.', 'Varken IBAN, bankgiro eller plusgiro är angivet: fakturorna saknar konto att betala till.'],
      ['There is an account to pay invoices to.', 'Neither IBAN nor giro is given: invoices lack an account to pay to.']),
    ...notes.map(({ list, failure }): Finding => {
      const words = bothLanguages(failure)
      return { code: `list-${list}`, ok: false, severity: 'info', sv: `Listan ${list} är inte tillgänglig. ${words.sv}`, en: `The list ${list} is not available. ${words.en}` }
    }),
  ]
}

function bothLanguages(failure: FailureData): { sv: string; en: string } {
  return {
    sv: `${failureSentence(failure, 'sv')} ${failureCure(failure, 'sv')}`,
    en: `${failureSentence(failure, 'en')} ${failureCure(failure, 'en')}`,
  }
}
