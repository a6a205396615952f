// HubSpot's own property definitions as data: `name type label flags options`, one a line (hubspot.md section 4).
// Flags: r read-only, c calculated (read-only too), t text area, p phone, m several values, u unique,
// stage/pipeline/owner/currency: options come from the account. `-` = none. Options: value=Label, separated by commas.
import type { ObjectTypeName } from './seed.ts'

const lifecycle = 'subscriber=Subscriber,lead=Lead,marketingqualifiedlead=Marketing Qualified Lead,salesqualifiedlead=Sales Qualified Lead,opportunity=Opportunity,customer=Customer,evangelist=Evangelist,other=Other'
const frequency = 'weekly=Weekly,biweekly=Every two weeks,monthly=Monthly,quarterly=Quarterly,per_six_months=Every six months,annually=Annually,per_two_years=Every two years,per_three_years=Every three years,per_four_years=Every four years,per_five_years=Every five years'
const shared = `
hs_object_id|number|Record ID|r
hs_merged_object_ids|enumeration|Merged record IDs|r
hubspot_owner_id|enumeration|Owner|owner
hs_created_by_user_id|number|Created by user ID|r
`
const created = `
createdate|datetime|Create date|r
hs_lastmodifieddate|datetime|Last modified date|r
`
const commerceDates = `
hs_createdate|datetime|Create date|r
hs_lastmodifieddate|datetime|Last modified date|r
`
const place = (prefix: string, names: string[], label: string): string =>
  names.map((name) => `${prefix}${name}|string|${label} ${name.replaceAll('_', ' ')}|-`).join('\n')

/** Definitions per object, in the line format above. */
export const defaultProperties: Record<ObjectTypeName, string> = {
  contacts: `${shared}
createdate|datetime|Create date|r
lastmodifieddate|datetime|Last modified date|r
email|string|Email|u
hs_additional_emails|enumeration|Additional email addresses|r
firstname|string|First name|-
lastname|string|Last name|-
phone|string|Phone number|p
mobilephone|string|Mobile phone number|p
fax|string|Fax number|-
jobtitle|string|Job title|-
company|string|Company name|-
address|string|Street address|-
city|string|City|-
state|string|State/Region|-
zip|string|Postal code|-
country|string|Country/Region|-
website|string|Website URL|-
hs_language|enumeration|Preferred language|-|sv=Swedish,en=English,nb=Norwegian,da=Danish,fi=Finnish,de=German
lifecyclestage|enumeration|Lifecycle stage|-|${lifecycle}
hs_lead_status|enumeration|Lead status|-|NEW=New,OPEN=Open,IN_PROGRESS=In progress,CONNECTED=Connected
associatedcompanyid|number|Primary associated company ID|r
hs_email_optout|bool|Unsubscribed from all email|r
`,
  companies: `${shared}${created}
name|string|Company name|-
domain|string|Company domain name|-
hs_additional_domains|enumeration|Additional domains|r
website|string|Website URL|-
phone|string|Phone number|p
address|string|Street address|-
address2|string|Street address 2|-
city|string|City|-
state|string|State/Region|-
zip|string|Postal code|-
country|string|Country/Region|-
description|string|Description|t
about_us|string|About us|t
industry|enumeration|Industry|-|ACCOUNTING=Accounting,CONSTRUCTION=Construction,RETAIL=Retail,WHOLESALE=Wholesale,COMPUTER_SOFTWARE=Computer software,FURNITURE=Furniture,MACHINERY=Machinery
numberofemployees|number|Number of employees|-
annualrevenue|number|Annual revenue|-
lifecyclestage|enumeration|Lifecycle stage|-|${lifecycle}
hs_parent_company_id|number|Parent company ID|r
`,
  deals: `${shared}${created}
dealname|string|Deal name|-
amount|number|Amount|-
deal_currency_code|enumeration|Currency|currency
dealstage|enumeration|Deal stage|stage
pipeline|enumeration|Pipeline|pipeline
closedate|datetime|Close date|-
dealtype|enumeration|Deal type|-|newbusiness=New business,existingbusiness=Existing business
description|string|Deal description|t
hs_priority|enumeration|Priority|-|low=Low,medium=Medium,high=High
hs_next_step|string|Next step|-
closed_won_reason|string|Closed won reason|t
closed_lost_reason|string|Closed lost reason|t
hs_is_closed_won|bool|Is closed won|c
hs_is_closed_lost|bool|Is closed lost|c
hs_is_closed|bool|Is deal closed?|c
hs_deal_stage_probability|number|Deal probability|c
hs_deal_amount_in_home_currency|number|Amount in company currency|c
amount_in_home_currency|number|Amount in company currency|c
hs_closed_amount|number|Closed deal amount|c
hs_tcv|number|Total contract value|c
hs_acv|number|Annual contract value|c
hs_arr|number|Annual recurring revenue|c
hs_mrr|number|Monthly recurring revenue|c
`,
  products: `${shared}${created}
name|string|Name|-
description|string|Product description|t
hs_sku|string|SKU|-
price|number|Unit price|-
hs_cost_of_goods_sold|number|Unit cost|-
hs_product_type|enumeration|Product type|-|inventory=Inventory,non_inventory=Non-inventory,service=Service
hs_recurring_billing_period|string|Term|-
recurringbillingfrequency|enumeration|Billing frequency|-|${frequency}
hs_folder|number|Folder|-
hs_url|string|URL|-
hs_images|string|Image URL|-
hs_status|enumeration|Status|-|active=Active,inactive=Inactive
hs_pricing_model|enumeration|Pricing model|-|flat=Flat,volume=Volume,graduated=Graduated,stairstep=Stairstep
hs_tier_ranges|string|Tier ranges|-
hs_tier_prices|string|Tier prices|-
`,
  line_items: `${shared}${created}
name|string|Name|-
description|string|Description|t
hs_sku|string|SKU|-
hs_product_id|number|Product ID|-
quantity|number|Quantity|-
price|number|Unit price|-
discount|number|Unit discount|-
hs_discount_percentage|number|Discount percentage|-
hs_total_discount|number|Total discount|c
hs_line_item_currency_code|enumeration|Currency|currency
hs_tax_rate_group_id|string|Tax rate|-
tax|number|Tax|-
hs_cost_of_goods_sold|number|Unit cost|-
hs_position_on_quote|number|Position on quote|-
recurringbillingfrequency|enumeration|Billing frequency|-|${frequency}
hs_recurring_billing_period|string|Term|-
hs_recurring_billing_start_date|date|Billing start date|-
hs_recurring_billing_number_of_payments|number|Number of payments|c
hs_recurring_billing_terms|string|Recurring billing terms|c
amount|number|Net price|c
hs_pre_discount_amount|number|Pre discount amount|c
hs_post_tax_amount|number|Post tax amount|c
hs_margin|number|Margin|c
hs_tcv|number|Total contract value|c
hs_acv|number|Annual contract value|c
hs_arr|number|Annual recurring revenue|c
hs_mrr|number|Monthly recurring revenue|c
`,
  orders: `${shared}${commerceDates}
hs_order_name|string|Order name|-
hs_currency_code|enumeration|Currency code|currency
hs_external_order_id|string|External order ID|-
hs_external_order_status|string|External order status|-
hs_external_order_url|string|External order URL|-
hs_external_created_date|datetime|External created date|-
hs_processed_date|datetime|Processed date|-
hs_source_store|string|Source store|-
hs_fulfillment_status|string|Fulfillment status|-
hs_payment_status|string|Payment status|-
hs_total_price|number|Total price|-
hs_subtotal_price|number|Subtotal price|-
hs_tax|number|Tax|-
hs_shipping_cost|number|Shipping cost|-
hs_order_discount|number|Order discount|-
hs_discount_codes|string|Discount codes|-
hs_refund_amount|number|Refund amount|-
hs_tags|string|Tags|-
hs_order_note|string|Order note|t
hs_pipeline|enumeration|Pipeline|pipeline
hs_pipeline_stage|enumeration|Stage|stage
${place('hs_billing_address_', ['name', 'email', 'phone', 'street', 'city', 'state', 'postal_code', 'country'], 'Billing address')}
${place('hs_shipping_address_', ['name', 'phone', 'street', 'city', 'state', 'postal_code', 'country'], 'Shipping address')}
hs_shipping_tracking_number|string|Shipping tracking number|-
hs_shipping_status_url|string|Shipping status URL|-
hs_exchange_rate|number|Exchange rate|c
hs_homecurrency_amount|number|Amount in company currency|c
`,
  invoices: `${shared}${commerceDates}
hs_currency|enumeration|Currency|currency
hs_title|string|Title|-
hs_number|string|Number|-
hs_invoice_date|datetime|Invoice date|-
hs_due_date|datetime|Due date|-
hs_invoice_status|enumeration|Status|-|draft=Draft,open=Open,paid=Paid,voided=Voided
hs_amount_billed|number|Amount billed|-
hs_amount_paid|number|Amount paid|-
hs_balance_due|number|Balance due|-
hs_purchase_order_number|string|Purchase order number|-
hs_comments|string|Comments|t
hs_tax_id|string|Tax ID|-
hs_language|string|Language|-
hs_locale|string|Locale|-
${place('hs_recipient_company_', ['address', 'address2', 'city', 'state', 'zip'], 'Recipient')}
${place('hs_recipient_shipping_', ['address', 'address2', 'city', 'state', 'zip', 'country'], 'Recipient shipping')}
hs_invoice_link|string|Invoice link|r
hs_pdf_download_link|string|PDF download link|r
hs_invoice_payment_collection_method|enumeration|Payment collection|-|manual=Manual,none=None
hs_allow_partial_payments|bool|Allow partial payments|-
hs_invoice_billable|bool|Billable|-
hs_external_createdate|datetime|External create date|-
`,
}
