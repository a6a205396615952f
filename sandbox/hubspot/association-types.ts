// Association types between objects, with direction, as a table (hubspot.md 6.2, 6.3).
import { objectTypeNames } from './seed.ts'
import type { ObjectTypeName, ParsedSeed } from './seed.ts'

export type AssociationType = {
  typeId: number
  category: 'HUBSPOT_DEFINED' | 'USER_DEFINED'
  /** null = the unlabeled type that is always present. */
  label: string | null
  /** Type id in the other direction. */
  inverse: number
  /** Name in the `associations` of a GET answer. */
  name: string
}

type Row = readonly [from: ObjectTypeName, to: ObjectTypeName, typeId: number, inverse: number, label: string | null, inverseLabel?: string]
const rows: readonly Row[] = [
  ['contacts', 'contacts', 449, 449, null],
  ['contacts', 'companies', 279, 280, null],
  ['contacts', 'companies', 1, 2, 'Primary'],
  ['contacts', 'companies', 931, 930, 'Billing contact'],
  ['contacts', 'deals', 4, 3, null],
  ['contacts', 'orders', 508, 507, null],
  ['contacts', 'invoices', 178, 177, null],
  ['companies', 'companies', 450, 450, null],
  ['companies', 'companies', 13, 14, 'Child Company', 'Parent Company'],
  ['companies', 'deals', 342, 341, null],
  ['companies', 'deals', 6, 5, 'Primary'],
  ['companies', 'orders', 935, 934, null],
  ['companies', 'orders', 510, 509, 'Primary'],
  ['companies', 'invoices', 180, 179, null],
  ['deals', 'deals', 451, 451, null],
  ['deals', 'line_items', 19, 20, null],
  ['deals', 'orders', 511, 512, null],
  ['deals', 'invoices', 176, 175, null],
  ['line_items', 'orders', 514, 513, null],
  ['line_items', 'invoices', 410, 409, null],
  ['orders', 'invoices', 518, 517, null],
]

/** Type ids that mean the primary company, seen from the record that has one: contact 1, deal 5, order 509. */
export const primaryTypes: Partial<Record<ObjectTypeName, number>> = { contacts: 1, deals: 5, orders: 509 }

const singular = (name: ObjectTypeName): string => (name === 'companies' ? 'company' : name.replace(/s$/, ''))

export class AssociationTypes {
  readonly #pairs = new Map<string, AssociationType[]>()
  /** Above HubSpot's own ids, so that an id alone tells the pair. */
  #nextTypeId = 5001

  constructor(seed: Pick<ParsedSeed, 'associationLabels'>) {
    for (const [from, to, typeId, inverse, label, inverseLabel] of rows) {
      const type = `${singular(from)}_to_${singular(to)}`
      const back = `${singular(to)}_to_${singular(from)}`
      const hasPrimary = rows.some((row) => row[0] === from && row[1] === to && row[4] === 'Primary')
      const suffix = label === null ? (hasPrimary ? '_unlabeled' : '') : label === 'Primary' ? '' : `_${label.toLowerCase().replace(' ', '_')}`
      this.#add(from, to, { typeId, category: 'HUBSPOT_DEFINED', label, inverse, name: type + suffix })
      if (from !== to || typeId !== inverse) this.#add(to, from, { typeId: inverse, category: 'HUBSPOT_DEFINED', label: inverseLabel ?? label, inverse: typeId, name: back + suffix })
    }
    for (const { from, to, label, typeId, inverseTypeId } of seed.associationLabels) this.define(from, to, label, label, typeId, inverseTypeId)
  }

  /** Types from one object to another; empty when the two cannot be associated. */
  between(from: ObjectTypeName, to: ObjectTypeName): readonly AssociationType[] {
    return this.#pairs.get(`${from}>${to}`) ?? []
  }

  unlabeled(from: ObjectTypeName, to: ObjectTypeName): AssociationType | undefined {
    return this.between(from, to).find((type) => type.label === null)
  }

  /** Defines a user label in both directions. Returns the two type ids. */
  define(from: ObjectTypeName, to: ObjectTypeName, label: string, inverseLabel: string, typeId = this.#nextTypeId, inverse = typeId + 1): [number, number] {
    const name = label.toLowerCase().replace(/\W+/g, '_')
    this.#add(from, to, { typeId, category: 'USER_DEFINED', label, inverse, name })
    if (from !== to || typeId !== inverse) this.#add(to, from, { typeId: inverse, category: 'USER_DEFINED', label: inverseLabel, inverse: typeId, name })
    this.#nextTypeId = Math.max(this.#nextTypeId, typeId, inverse) + 1
    return [typeId, inverse]
  }

  /** User labels, each direction pair once, as a seed writes them. */
  userLabels(): ParsedSeed['associationLabels'] {
    const labels: ParsedSeed['associationLabels'] = []
    for (const from of objectTypeNames) {
      for (const to of objectTypeNames) {
        for (const type of this.between(from, to)) {
          const seen = labels.some((label) => label.from === to && label.to === from && label.typeId === type.inverse)
          if (type.category === 'USER_DEFINED' && type.label !== null && !seen) labels.push({ from, to, label: type.label, typeId: type.typeId, inverseTypeId: type.inverse })
        }
      }
    }
    return labels
  }

  #add(from: ObjectTypeName, to: ObjectTypeName, type: AssociationType): void {
    const key = `${from}>${to}`
    const types = this.#pairs.get(key)
    if (types === undefined) this.#pairs.set(key, [type])
    else types.push(type)
  }
}
