// Canonical targets of mapping rules, by scope, with their types; the names are those of the sale draft.
import type { MappingScope } from './rules.ts'
import type { ValueType } from './transforms.ts'

export type TargetType = ValueType | 'choice'
export type TargetField = {
  name: string
  type: TargetType
  /** A mapping that cannot fill it is refused. */
  required?: boolean
  /** Allowed values, for type choice. */
  choices?: string[]
}

const text = (...names: string[]): TargetField[] => names.map((name) => ({ name, type: 'text' }))
const address = (prefix: string): TargetField[] => text(...['name', 'line1', 'line2', 'postalCode', 'city', 'country'].map((part) => `${prefix}.${part}`))

export const canonicalTargets: Record<MappingScope, TargetField[]> = {
  customer: [
    { name: 'name', type: 'text', required: true },
    { name: 'kind', type: 'choice', choices: ['company', 'private'] },
    ...text('customerNumber', 'orgNumber', 'vatNumber', 'email', 'invoiceEmail', 'emailCopies', 'phone', 'mobile', 'website',
      'contactName', 'contactEmail', 'contactPhone', 'currency', 'language', 'terms', 'deliveryMethod', 'labels', 'note'),
    ...address('invoiceAddress'), ...address('deliveryAddress'),
    { name: 'forceVat', type: 'boolean' }, { name: 'deliveryBasedVat', type: 'boolean' },
    { name: 'northernIreland', type: 'boolean' }, { name: 'reverseChargeConstruction', type: 'boolean' },
  ],
  order: [
    { name: 'documentDate', type: 'date' }, { name: 'deliveryDate', type: 'date' },
    { name: 'documentKind', type: 'choice', choices: ['order', 'invoiceDraft', 'invoice'] },
    { name: 'orderStatus', type: 'choice', choices: ['ongoing', 'draft'] },
    ...text('currency', 'terms', 'deliveryMethod', 'yourReference', 'ourReference', 'buyersOrderReference', 'text'),
    ...address('invoiceAddress'), ...address('deliveryAddress'),
    { name: 'discountPercent', type: 'number' }, { name: 'discountAmount', type: 'number' },
  ],
  row: [
    { name: 'name', type: 'text', required: true },
    ...text('text', 'description', 'sku', 'coding', 'articleGroup', 'project'),
    { name: 'quantity', type: 'number', required: true }, { name: 'unitPrice', type: 'number', required: true },
    { name: 'discountPercent', type: 'number' }, { name: 'discountPerUnit', type: 'number' }, { name: 'taxRate', type: 'number' },
  ],
  article: text('name', 'note', 'unit'),
}

/** Targets that no rule may fill, with the reason. */
export const forbiddenTargets: Record<string, { sv: string; en: string }> = {
  'order.mark': {
    sv: 'Märket sätts av Kontobro och kan inte fyllas av en regel; välj fält med inställningen mark.',
    en: 'The mark is set by Kontobro and cannot be filled by a rule; choose its field with the setting mark.',
  },
}
