// The vendor's writable fields with their lengths, for `custom` mapping targets; names are the vendor's own (eaccounting-fields.txt).
import type { Scalar } from '../../core/sale-draft.ts'
import type { FieldInfo } from '../connector.ts'
import { wireNumber } from './wire-values.ts'

type Entity = 'customer' | 'document' | 'row' | 'article'
type Type = FieldInfo['type']
/** name, type, longest; `kinds` when only some documents have it. */
type Spec = [name: string, type: Type, maxLength: number | null]

const customer: Spec[] = [
  ['Name', 'text', 50], ['CustomerNumber', 'text', 16], ['CorporateIdentityNumber', 'text', 20], ['VatNumber', 'text', 20],
  ['EmailAddress', 'text', 255], ['EmailAddressOrder', 'text', 255], ['EmailAddressQuote', 'text', 255],
  ['ContactPersonName', 'text', 100], ['ContactPersonEmail', 'text', 255], ['ContactPersonPhone', 'text', 50], ['ContactPersonMobile', 'text', 50],
  ['Telephone', 'text', 50], ['MobilePhone', 'text', 50], ['WwwAddress', 'text', 255], ['Note', 'text', 4000], ['CurrencyCode', 'text', 3], ['SalesDocumentLanguage', 'text', 2],
  ['InvoiceAddress1', 'text', 50], ['InvoiceAddress2', 'text', 50], ['InvoicePostalCode', 'text', 10], ['InvoiceCity', 'text', 50], ['InvoiceCountryCode', 'text', 2],
  ['DeliveryCustomerName', 'text', 100], ['DeliveryAddress1', 'text', 50], ['DeliveryAddress2', 'text', 50], ['DeliveryPostalCode', 'text', 10], ['DeliveryCity', 'text', 50],
  ['DeliveryCountryCode', 'text', 2], ['DeliveryTermId', 'text', 36], ['DiscountPercentage', 'number', null], ['DiscountAgreementId', 'text', 36], ['SalesPriceListId', 'text', 36],
  ['GLN', 'text', 255], ['EdiGlnNumber', 'text', 255], ['EdiServiceDelivererId', 'text', 255], ['ElectronicAddress', 'text', 255], ['ElectronicReference', 'text', 35],
  ['WebshopCustomerNumber', 'number', null], ['TaxDeductionNumber', 'text', null], ['PropertyType', 'number', null], ['PropertyReference', 'text', 40], ['Iban', 'text', 35],
  ['ForceBookkeepVat', 'boolean', null], ['DeliveryBasedVat', 'boolean', null], ['IsNorthernIreland', 'boolean', null], ['ReverseChargeOnConstructionServices', 'boolean', null],
  ['IsDirectDebitEnabled', 'boolean', null],
]

const bothDocuments: Spec[] = [
  ['YourReference', 'text', 100], ['OurReference', 'text', 100], ['BuyersOrderReference', 'text', 35], ['DeliveryDate', 'date', null],
  ['DeliveryCustomerName', 'text', 50], ['DeliveryAddress1', 'text', 50], ['DeliveryAddress2', 'text', 50], ['DeliveryPostalCode', 'text', 10], ['DeliveryCity', 'text', 50],
  ['DeliveryCountryCode', 'text', 2], ['DeliveryMethodName', 'text', 50], ['DeliveryMethodCode', 'text', 20], ['DeliveryTermName', 'text', 50], ['DeliveryTermCode', 'text', 20],
  ['InvoiceAddress1', 'text', 50], ['InvoiceAddress2', 'text', 50], ['EuThirdParty', 'boolean', null], ['UsesGreenTechnology', 'boolean', null],
]
const orderOnly: Spec[] = [
  ['InvoiceCustomerName', 'text', 50], ['InvoicePostalCode', 'text', 10], ['InvoiceCity', 'text', null], ['InvoiceCountryCode', 'text', 2],
  ['HouseWorkAmount', 'number', null], ['HouseWorkCorporateIdentityNumber', 'text', 20], ['HouseWorkPropertyName', 'text', 100],
]
const draftOnly: Spec[] = [
  ['ElectronicReference', 'text', 100], ['SubscriptionNumber', 'text', 100], ['ContractNumber', 'text', 100], ['DueDate', 'date', null], ['BackgroundId', 'text', 36],
  ['HouseWorkOtherCosts', 'number', null], ['IsDirectDebit', 'boolean', null],
]
const row: Spec[] = [
  ['Text', 'text', 2000], ['WorkCostType', 'number', null], ['IsWorkCost', 'boolean', null], ['WorkHours', 'number', null], ['MaterialCosts', 'number', null],
  ['GreenTechnologyType', 'number', null], ['CostCenterItemId1', 'text', 36], ['CostCenterItemId2', 'text', 36], ['CostCenterItemId3', 'text', 36], ['ProjectId', 'text', 36],
]
const article: Spec[] = [
  ['Name', 'text', 50], ['NameEnglish', 'text', 50], ['Note', 'text', 4000], ['StockBalance', 'number', null], ['PurchasePrice', 'number', null], ['FreightCosts', 'number', null],
  ['SendToWebshop', 'boolean', null], ['UsesMoss', 'boolean', null], ['IsStock', 'boolean', null], ['StockLocationReference', 'text', null], ['UpdateStockPrices', 'boolean', null],
  ['HouseWorkType', 'number', null], ['GreenTechnologyType', 'number', null], ['CurrencyCode', 'text', 3], ['PurchasePriceWithCurrency', 'number', null],
  ['FreightCostWithCurrency', 'number', null], ['OrderingPoint', 'number', null], ['SupplierId', 'text', 36], ['SupplierArticleNumber', 'text', 16],
]

function infos(entity: Entity, specs: Spec[], where = ''): FieldInfo[] {
  return specs.map(([name, type, maxLength]) => ({ entity, name, label: `${name}${where}`, type, writable: true, maxLength, options: [] }))
}

/** Every field that a mapping may fill by the vendor's name. */
export const writableFields: FieldInfo[] = [
  ...infos('customer', customer),
  ...infos('document', bothDocuments),
  ...infos('document', orderOnly, ' (order)'),
  ...infos('document', draftOnly, ' (fakturautkast / invoice draft)'),
  ...infos('row', row),
  ...infos('article', article),
]

const numbers = new Set(writableFields.filter((field) => field.type === 'number').map((field) => `${field.entity}.${field.name}`))

/** Values that rules gave the vendor's own fields, as they are sent: decimal text becomes a number where the field is one. */
export function customValues(entity: Entity, custom: Record<string, Scalar>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(custom).map(([name, value]) => [name, typeof value === 'string' && value !== '' && numbers.has(`${entity}.${name}`) ? wireNumber(value) : value]))
}

const customerTypes = new Map(customer.map(([name, type]) => [name, type]))
const documentNames = {
  order: new Set([...bothDocuments, ...orderOnly].map(([name]) => name)),
  invoiceDraft: new Set([...bothDocuments, ...draftOnly].map(([name]) => name)),
}

/** Type of a card's field, or null when it is not a writable one. */
export function customerFieldType(name: string): Type | null {
  return customerTypes.get(name) ?? null
}
export const customerFieldNames: string[] = [...customerTypes.keys()]

/** Whether this kind of document has the field. */
export function documentHasField(kind: 'order' | 'invoiceDraft', name: string): boolean {
  return documentNames[kind].has(name)
}
