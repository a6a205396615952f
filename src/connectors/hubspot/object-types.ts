// HubSpot's object types by their ids, and the property names that differ between deals and orders (facts 4.1, 4.7, 4.10, 4.13).
import type { SaleKind } from '../../core/sale-record.ts'

/** Paths take the name or the id; ids never vary between singular and plural (fact 4.1). */
export const objectTypeIds = { contact: '0-1', company: '0-2', deal: '0-3', product: '0-7', line: '0-8', order: '0-123' } as const
export type ObjectType = keyof typeof objectTypeIds

/** Property that holds the change stamp; contacts have their own name for it (fact 4.7). */
export function changeProperty(type: ObjectType): string {
  return type === 'contact' ? 'lastmodifieddate' : 'hs_lastmodifieddate'
}

export type SaleShape = {
  pipeline: string
  stage: string
  title: string
  amount: string
  currency: string
  /** First one that has a value. */
  closedAt: string[]
  shippingCost: string | null
  orderDiscount: string | null
  /** Association type id of the primary company, sale -> company (facts 6.2, 6.3). */
  primaryCompany: number
  /** Standard properties read beside those named above. */
  others: string[]
}

export const saleShapes: Record<SaleKind, SaleShape> = {
  deal: {
    pipeline: 'pipeline', stage: 'dealstage', title: 'dealname', amount: 'amount', currency: 'deal_currency_code', closedAt: ['closedate'],
    shippingCost: null, orderDiscount: null, primaryCompany: 5,
    others: ['dealtype', 'description', 'createdate'],
  },
  order: {
    pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage', title: 'hs_order_name', amount: 'hs_total_price', currency: 'hs_currency_code',
    closedAt: ['hs_processed_date', 'hs_external_created_date', 'hs_createdate'],
    shippingCost: 'hs_shipping_cost', orderDiscount: 'hs_order_discount', primaryCompany: 509,
    others: [
      'hs_createdate', 'hs_external_order_id', 'hs_external_order_status', 'hs_external_order_url', 'hs_source_store', 'hs_fulfillment_status', 'hs_payment_status',
      'hs_subtotal_price', 'hs_tax', 'hs_discount_codes', 'hs_refund_amount', 'hs_tags', 'hs_order_note',
      ...['name', 'email', 'phone', 'street', 'city', 'state', 'postal_code', 'country'].map((part) => `hs_billing_address_${part}`),
      ...['name', 'phone', 'street', 'city', 'state', 'postal_code', 'country'].map((part) => `hs_shipping_address_${part}`),
    ],
  },
}

/** Our own properties on sales: four that we write, and the mark of sales made from a document. */
export const writeBackProperties = { status: 'kontobro_status', message: 'kontobro_message', documentNumber: 'kontobro_document_number', documentUrl: 'kontobro_document_url' } as const
export const sourceProperty = 'kontobro_source'

/** Properties read of every record of a kind, beside those that the mapping asks for. */
export function saleProperties(kind: SaleKind): string[] {
  const shape = saleShapes[kind]
  return [
    shape.pipeline, shape.stage, shape.title, shape.amount, shape.currency, ...shape.closedAt, ...(shape.shippingCost === null ? [] : [shape.shippingCost]),
    ...(shape.orderDiscount === null ? [] : [shape.orderDiscount]), ...shape.others, 'hubspot_owner_id', 'hs_merged_object_ids', sourceProperty, changeProperty(kind),
  ]
}
export const companyProperties = ['name', 'domain', 'website', 'phone', 'address', 'address2', 'city', 'state', 'zip', 'country', 'hs_merged_object_ids']
export const contactProperties = [
  'email', 'firstname', 'lastname', 'phone', 'mobilephone', 'jobtitle', 'company', 'address', 'city', 'state', 'zip', 'country', 'website', 'hs_language', 'hs_merged_object_ids',
]
export const lineProperties = [
  'name', 'description', 'hs_sku', 'hs_product_id', 'quantity', 'price', 'discount', 'hs_discount_percentage', 'hs_line_item_currency_code', 'hs_tax_rate_group_id',
  'recurringbillingfrequency', 'hs_recurring_billing_number_of_payments', 'hs_recurring_billing_period', 'hs_position_on_quote', 'amount', 'createdate',
]
export const productProperties = ['name', 'hs_sku', 'hs_product_type', 'hs_merged_object_ids']
