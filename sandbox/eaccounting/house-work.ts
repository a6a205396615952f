// ROT and RUT on orders and drafts: what the vendor demands when the type is not 0 (fact 203). The amounts themselves are not computed.
import type { Company } from './company.ts'
import { hasLuhnDigit } from './identity-numbers.ts'
import { invalid } from './refusal.ts'

type HouseWork = {
  RotReducedInvoicingType: number
  RotPropertyType: number | null
  RotReducedInvoicingPropertyName?: string | null
  HouseWorkPropertyName?: string | null
  Persons: readonly { Ssn: string | null }[]
  Rows: readonly { IsTextRow: boolean; WorkCostType: number; WorkHours: number | null }[]
}

/** @throws Refusal 2000, or 4029 for a bad personal number */
export function checkHouseWork(company: Company, document: HouseWork): void {
  if (document.RotReducedInvoicingType === 0) return
  if (!company.settings.UsesRotReducedInvoicing) throw invalid('RotReducedInvoicingType', 'The company does not use ROT/RUT reduced invoicing.')
  if (document.Persons.length === 0) throw invalid('Persons', 'Persons is required when RotReducedInvoicingType is not 0.')
  for (const person of document.Persons) {
    const digits = (person.Ssn ?? '').replace(/[\s+-]/g, '')
    if (!/^(\d{10}|\d{12})$/.test(digits) || !hasLuhnDigit(digits.slice(-10))) throw invalid('Persons', 'The personal number is not valid.', 4029)
  }
  if (document.RotPropertyType !== null && !(document.RotReducedInvoicingPropertyName ?? document.HouseWorkPropertyName)) {
    throw invalid('RotReducedInvoicingPropertyName', 'The property name is required with RotPropertyType.')
  }
  if (!document.Rows.some(row => !row.IsTextRow && row.WorkCostType > 0 && (row.WorkHours ?? 0) >= 1)) {
    throw invalid('Rows', 'At least one row must have WorkCostType and WorkHours of 1 or more.')
  }
}
