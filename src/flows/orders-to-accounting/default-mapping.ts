// The default mapping: works with no edits. Reads only canonical fields, so that it serves any CRM.
import { mappingRule, type MappingRule, type MappingRuleInput } from '../../mapper/rules.ts'

const companyOnly = { property: 'buyer.kind', operator: 'eq', value: 'company' } as const

const address = (prefix: 'customer.invoiceAddress' | 'order.invoiceAddress' | 'customer.deliveryAddress' | 'order.deliveryAddress', names: [line1: string, line2: string, postalCode: string, city: string, country: string]): MappingRuleInput[] => [
  { target: `${prefix}.line1`, from: `fields.${names[0]}` },
  { target: `${prefix}.line2`, from: `fields.${names[1]}` },
  { target: `${prefix}.postalCode`, from: `fields.${names[2]}`, transforms: ['postalCode'] },
  { target: `${prefix}.city`, from: `fields.${names[3]}`, transforms: ['squeeze'] },
  { target: `${prefix}.country`, from: `fields.${names[4]}`, transforms: ['country'] },
]

const rules: MappingRuleInput[] = [
  { target: 'customer.name', from: 'buyer.name', transforms: ['squeeze'] },
  { target: 'customer.customerNumber', from: 'fields.customerNumber', transforms: ['trim'] },
  { target: 'customer.orgNumber', from: 'fields.orgNumber', transforms: ['orgNumber'] },
  { target: 'customer.vatNumber', from: 'fields.vatNumber', transforms: ['vatNumber'] },
  { target: 'customer.email', from: ['fields.email', 'fields.billingEmail'], transforms: ['email'] },
  { target: 'customer.invoiceEmail', from: ['fields.invoiceEmail', 'fields.billingEmail'], transforms: ['email'] },
  { target: 'customer.emailCopies', from: 'fields.emailCopies' },
  { target: 'customer.phone', from: ['fields.phone', 'fields.billingPhone'], transforms: ['phone'] },
  { target: 'customer.mobile', from: 'fields.mobile', transforms: ['phone'] },
  { target: 'customer.website', from: 'fields.website', transforms: ['trim'] },
  { target: 'customer.contactName', from: 'contact.fullName', when: companyOnly },
  { target: 'customer.contactEmail', from: 'fields.contactEmail', transforms: ['email'], when: companyOnly },
  { target: 'customer.contactPhone', from: 'fields.contactPhone', transforms: ['phone'], when: companyOnly },
  ...address('customer.invoiceAddress', ['streetLine', 'street2', 'postalCode', 'city', 'country']),
  { target: 'customer.deliveryAddress.name', from: 'fields.deliveryName' },
  ...address('customer.deliveryAddress', ['deliveryStreetLine', 'deliveryStreet2', 'deliveryPostalCode', 'deliveryCity', 'deliveryCountry']),
  { target: 'customer.language', from: 'fields.language', transforms: ['lower', 'cut(2)'] },
  { target: 'customer.note', from: 'fields.note', transforms: ['plainText'], onUpdate: false },
  { target: 'customer.reverseChargeConstruction', from: 'fields.reverseChargeConstruction', transforms: ['boolean'] },

  { target: 'order.yourReference', from: ['fields.yourReference', 'contact.fullName'], transforms: ['squeeze'] },
  { target: 'order.ourReference', from: ['fields.ourReference', 'owner.name'], transforms: ['squeeze'] },
  { target: 'order.buyersOrderReference', from: ['fields.buyersOrderReference', 'fields.orderNumber'], transforms: ['squeeze'] },
  { target: 'order.text', from: 'fields.comment', transforms: ['plainText'] },
  { target: 'order.invoiceAddress.name', from: 'fields.documentName' },
  ...address('order.invoiceAddress', ['documentStreetLine', 'documentStreet2', 'documentPostalCode', 'documentCity', 'documentCountry']),
  { target: 'order.deliveryAddress.name', from: 'fields.deliveryName' },
  ...address('order.deliveryAddress', ['deliveryStreetLine', 'deliveryStreet2', 'deliveryPostalCode', 'deliveryCity', 'deliveryCountry']),

  { target: 'row.sku', from: 'line.sku', transforms: ['trim'] },
  { target: 'row.name', from: 'line.name', transforms: ['squeeze'] },
  { target: 'row.text', from: 'line.name', transforms: ['squeeze'] },
  { target: 'row.description', from: 'line.description', transforms: ['plainText'] },
  { target: 'row.quantity', from: 'line.quantity' },
  { target: 'row.unitPrice', from: 'line.unitPrice' },
  { target: 'row.discountPercent', from: 'line.discountPercent' },
  { target: 'row.discountPerUnit', from: 'line.discountPerUnit' },
  { target: 'row.taxRate', from: 'line.taxRate' },
  { target: 'row.articleGroup', from: 'fields.articleGroup', transforms: ['trim'] },
  { target: 'article.unit', from: 'fields.unit', transforms: ['trim'] },
]

/** Parsed default rules. A rule of the user's for the same target takes their place; removing it brings the default back. */
export const defaultMapping: MappingRule[] = mappingRule.array().parse(rules)
