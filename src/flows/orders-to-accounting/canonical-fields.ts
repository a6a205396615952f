// Canonical field names of the `fields` setting: what a CRM property can mean, and on which records it is looked for.

export type FieldPlace = 'sale' | 'company' | 'contact' | 'product' | 'line'

/** Records in the order in which they are asked; the first that has a value wins. Addresses are taken whole from one record. */
export const canonicalFields = {
  companyName: ['company'],
  contactCompany: ['contact'],
  firstName: ['contact'],
  lastName: ['contact'],
  email: ['contact', 'company'],
  invoiceEmail: ['sale', 'company', 'contact'],
  emailCopies: ['company', 'contact'],
  orgNumber: ['company', 'contact', 'sale'],
  vatNumber: ['company', 'contact', 'sale'],
  customerNumber: ['company', 'contact'],
  phone: ['company', 'contact'],
  mobile: ['contact', 'company'],
  website: ['company', 'contact'],
  language: ['company', 'contact', 'sale'],
  classification: ['company', 'contact'],
  note: ['company', 'contact'],
  reverseChargeConstruction: ['company', 'sale'],
  street: ['company', 'contact'],
  street2: ['company', 'contact'],
  houseNumber: ['company', 'contact'],
  postalCode: ['company', 'contact'],
  city: ['company', 'contact'],
  country: ['company', 'contact'],
  billingName: ['sale'],
  billingEmail: ['sale'],
  billingPhone: ['sale'],
  billingStreet: ['sale'],
  billingStreet2: ['sale'],
  billingHouseNumber: ['sale'],
  billingPostalCode: ['sale'],
  billingCity: ['sale'],
  billingCountry: ['sale'],
  deliveryName: ['sale', 'company', 'contact'],
  deliveryStreet: ['sale', 'company', 'contact'],
  deliveryStreet2: ['sale', 'company', 'contact'],
  deliveryHouseNumber: ['sale', 'company', 'contact'],
  deliveryPostalCode: ['sale', 'company', 'contact'],
  deliveryCity: ['sale', 'company', 'contact'],
  deliveryCountry: ['sale', 'company', 'contact'],
  yourReference: ['sale', 'company', 'contact'],
  ourReference: ['sale'],
  buyersOrderReference: ['sale'],
  orderNumber: ['sale'],
  status: ['sale'],
  comment: ['sale'],
  articleGroup: ['product', 'line'],
  unit: ['product', 'line'],
} as const satisfies Record<string, readonly FieldPlace[]>

export type CanonicalField = keyof typeof canonicalFields
export const canonicalFieldNames = Object.keys(canonicalFields)

export function isCanonicalField(name: string): name is CanonicalField {
  return Object.hasOwn(canonicalFields, name)
}

/** Property names by canonical field, as the flow uses them: the connector's own, with the chosen ones over them. */
export type FieldChoice = Partial<Record<CanonicalField, string>>

export type PropertyPlace = { place: FieldPlace; property: string }

/** Asked some hundred times for a sale, and always of the same settings. */
const placesKnown = new Map<CanonicalField, Map<string, readonly PropertyPlace[]>>()
const mostPerField = 500

/** "company.orgno" pins the record; "orgno" is looked for on each record of the field. */
export function fieldPlaces(field: CanonicalField, property: string): readonly PropertyPlace[] {
  const known = placesKnown.get(field) ?? new Map<string, readonly PropertyPlace[]>()
  placesKnown.set(field, known)
  const found = known.get(property) ?? placesOf(field, property)
  if (known.size < mostPerField) known.set(property, found)
  return found
}

/** The property that holds the field on records of a kind; undefined when it is kept elsewhere. */
export function propertyAt(field: CanonicalField, property: string, place: FieldPlace): string | undefined {
  for (const one of fieldPlaces(field, property)) if (one.place === place) return one.property
  return undefined
}

function placesOf(field: CanonicalField, property: string): PropertyPlace[] {
  const pinned = /^(deal|order|sale|company|contact|product|line)\.(.+)$/.exec(property)
  if (pinned?.[2] !== undefined) {
    const entity = pinned[1]
    const place: FieldPlace = entity === 'company' || entity === 'contact' || entity === 'product' || entity === 'line' ? entity : 'sale'
    return [{ place, property: pinned[2] }]
  }
  return canonicalFields[field].map((place) => ({ place, property }))
}
