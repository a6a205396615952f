// The customer's card as the mapping makes it.
import type { Address, CustomerDraft, Scalar } from '../../core/sale-draft.ts'
import { normalEmail } from '../../core/identifiers.ts'
import type { Applied } from '../../mapper/apply.ts'
import { hold, textOf, type Drafting } from './draft-context.ts'
import { mapped } from './find-named.ts'
import { readProperty } from './sale-property.ts'

/** Builds the card from applied rules; held when the buyer has no name. */
export function draftBuyer(drafting: Drafting, applied: Applied): CustomerDraft {
  const { buyer } = drafting
  const values = applied.values
  const kind = values['kind'] === 'company' || values['kind'] === 'private' ? values['kind'] : buyer.kind
  const source = buyer.company !== null ? { kind: 'company' as const, id: buyer.company.id } : buyer.contact !== null ? { kind: 'contact' as const, id: buyer.contact.id } : { kind: 'none' as const, id: '' }
  const name = textOf(values['name'])
  if (name === null && source.kind !== 'none') hold('buyer-without-name', { kind: source.kind, id: source.id })
  const invoice = addressOf(values, 'invoiceAddress')
  const delivery = addressOf(values, 'deliveryAddress')
  const northern = invoice.northernIreland || delivery.northernIreland
  const flag = (field: string): boolean | null => (typeof values[field] === 'boolean' ? values[field] : null)
  const text = (field: string): string | null => textOf(values[field])
  return {
    source, kind, name: name ?? '',
    customerNumber: text('customerNumber'), orgNumber: text('orgNumber'), vatNumber: text('vatNumber'),
    email: text('email'), invoiceEmail: text('invoiceEmail'),
    emailCopies: (text('emailCopies') ?? '').split(/[;,\s]+/).map(normalEmail).filter((email) => email !== null),
    phone: text('phone'), mobile: text('mobile'), website: text('website'),
    contactName: text('contactName'), contactEmail: text('contactEmail'), contactPhone: text('contactPhone'),
    invoiceAddress: invoice.address, deliveryAddress: isEmpty(delivery.address) ? null : delivery.address,
    currency: text('currency')?.toUpperCase() ?? null, language: text('language'), terms: text('terms'), deliveryMethod: text('deliveryMethod'),
    labels: [...labelsOf(drafting), ...(text('labels') ?? '').split(',').map((label) => label.trim()).filter((label) => label !== '')],
    note: text('note'),
    forceVat: flag('forceVat'), deliveryBasedVat: flag('deliveryBasedVat'), northernIreland: flag('northernIreland') ?? (northern ? true : null),
    reverseChargeConstruction: flag('reverseChargeConstruction'),
    custom: applied.custom,
  }
}

/** Address of a group of targets. "XI" is Northern Ireland: in an address its country is GB, and the card says so apart. */
export function addressOf(values: Record<string, Scalar>, prefix: 'invoiceAddress' | 'deliveryAddress'): { address: Address; northernIreland: boolean } {
  const part = (name: string): string | null => textOf(values[`${prefix}.${name}`])
  const country = part('country')?.toUpperCase() ?? null
  const northernIreland = country === 'XI'
  return {
    northernIreland,
    address: {
      name: part('name'), line1: part('line1'), line2: part('line2'), postalCode: part('postalCode'), city: part('city'),
      country: northernIreland ? 'GB' : country === 'EL' ? 'GR' : country,
    },
  }
}

export function isEmpty(address: Address): boolean {
  return Object.values(address).every((value) => value === null)
}

/** Classification at the source as the books' labels. An unmapped class is only noted: it decides nothing on the invoice. */
function labelsOf({ sale, buyer, context, notes }: Drafting): string[] {
  const { property, map } = context.settings.customers.labels
  const name = property ?? context.settings.fields['classification']
  if (name === undefined || Object.keys(map).length === 0) return []
  const written = readProperty(name, { sale, company: buyer.company, contact: buyer.contact }, context.settings, ['company', 'contact'])
  if (written === undefined) return []
  return written.split(';').flatMap((value) => {
    const label = mapped(map, value)
    if (label !== undefined) return [label.name]
    notes.push({ code: 'label-not-mapped', sv: `Kundklassen "${value.trim()}" har ingen etikett i customers.labels.`, en: `The classification "${value.trim()}" has no label in customers.labels.` })
    return []
  })
}
