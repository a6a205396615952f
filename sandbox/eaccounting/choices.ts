// Every point that is not verified about the vendor, as one switch, so that tests can run either truth. Fact numbers: eaccounting.md.
import { z } from 'zod'

const on = z.boolean().default(true)
const off = z.boolean().default(false)

export const choicesSchema = z.strictObject({
  /** YourReference, OurReference, BuyersOrderReference, ContractNumber filterable on orders, drafts, invoices (86). */
  marksFilterable: on,
  /** CustomerId filterable on orders, drafts, invoices (86). */
  customerIdFilterable: on,
  /** CreatedUtc filterable on orders, drafts, invoices (86). */
  createdUtcFilterable: on,
  /** ModifiedUtc filterable on orders and invoices (62, 238a). */
  modifiedUtcFilterable: on,
  /** CreatedFromOrderId and CreatedFromDraftId filterable on invoices (238a). */
  createdFromFilterable: on,
  /** ResourceId filterable on partner resource links (88). */
  partnerLinkFilterable: on,
  /** `entity.Field` names made filterable or unfilterable on top of the rules, e.g. 'customers.VatNumber'. */
  alsoFilterable: z.array(z.string()).default([]),
  notFilterable: z.array(z.string()).default([]),
  /** Text comparison in filters and uniqueness ignores case (SQL Server collation). */
  textIgnoresCase: on,
  /** $top and $skip honoured (53). */
  topSkipHonoured: off,
  /** VatRate on rows and VatRatePercent on codings as 0.25 (true) or 25 (false) (43). */
  vatRateAsFraction: on,
  /** When a private person's unit prices include VAT, by ShowPricesExclVatPC (196, 197). */
  privatePricesIncludeVat: z.enum(['whenSettingOff', 'whenSettingOn', 'never']).default('whenSettingOff'),
  /** VAT rounded per line or per rate. */
  vatRounding: z.enum(['perLine', 'perRate']).default('perLine'),
  /** Order.Amount includes VAT and rounding. */
  orderAmountIncludesVat: on,
  /** Row Amount is net even where unit prices include VAT. */
  rowAmountIsNet: off,
  /** DiscountFixedAmount on rows is taken (132); else ignored. */
  discountFixedAmountWritable: off,
  /** A row without DiscountPercentage gets the customer's (208). */
  customerDiscountOnRows: off,
  /** Rows of credit documents are sent with positive or negative quantity (144). */
  creditQuantity: z.enum(['positive', 'negative']).default('positive'),
  /** Duplicate CustomerNumber, article or project number (82). */
  duplicateNumberCode: z.union([z.literal(4000), z.literal(2000)]).default(4000),
  duplicateNumberStatus: z.union([z.literal(400), z.literal(409)]).default(400),
  /** Status of 4002 no module and 4009 wrong variant (76). */
  moduleErrorStatus: z.union([z.literal(403), z.literal(400)]).default(403),
  /** An unknown property in a body is refused with 2000 (49). */
  unknownPropertyRejected: off,
  /** '' accepted for InvoicePostalCode and InvoiceCity (94). */
  emptyPostalCodeAllowed: off,
  /** 429 carries a Retry-After header (71). */
  retryAfterHeader: on,
  /** GET of a draft that was converted: 404, or 400 with 3000 (139). */
  idEchoOnConvertedDraft: z.enum(['404', '400/3000']).default('404'),
  /** Any unknown id in a path: 404, or 400 with 3000 (76). */
  notFoundStatus: z.union([z.literal(404), z.literal(400)]).default(404),
  /** Answers in camelCase (39). */
  camelCaseAnswers: off,
  /** Invoices return CreatedFromDraftId (139). */
  createdFromDraftIdReturned: off,
  /** The rate limit counts per client, or per client and company (70). */
  limitPer: z.enum(['client', 'clientAndCompany']).default('client'),
  /** Refresh tokens rotate as the client says, always, or never (30). */
  refreshRotation: z.enum(['perClient', 'always', 'never']).default('perClient'),
  /** PKCE parameters are checked when sent; false = refused with invalid_request (34). */
  pkceAccepted: on,
  /** An invoice's ModifiedUtc moves on payment (66). */
  modifiedUtcMovesOnPayment: off,
  /** Orders in status 3 or 4 may be PUT (170). */
  shippedOrderEditable: off,
  /** Order statuses that /convert takes (168). */
  orderConvertStatuses: z.array(z.number().int()).default([2, 3]),
  /** /convert invoices only what is delivered (168). */
  orderConvertsDeliveredOnly: off,
  /** Order.CurrencyCode may differ from the customer's (161). */
  orderCurrencyMayDiffer: on,
  /** An article with only one of NetPrice and GrossPrice: the other computed, or refused (113). */
  oneArticlePrice: z.enum(['computed', 'refused']).default('computed'),
  /** Customer labels may be written by Name alone (102). */
  labelWriteByName: on,
  /** Changing IsPrivatePerson of a customer with documents is accepted (106). */
  privateFlagChangeable: on,
  /** Dates answered as YYYY-MM-DD, or with T00:00:00 (43). */
  dateShape: z.enum(['plain', 'dateTime']).default('plain'),
  /** DELETE answers 200 or 204 (50). */
  deleteStatus: z.union([z.literal(200), z.literal(204)]).default(200),
  /** The VAT number service (VIES) is down: writes with a VAT number answer 4100 or 5001 (103). */
  viesDown: z.union([z.literal(false), z.literal(4100), z.literal(5001)]).default(false),
})

export type Choices = z.output<typeof choicesSchema>

/** All defaults, with what the caller wants otherwise. Throws when a value does not fit. */
export function makeChoices(look: Partial<Choices> = {}): Choices {
  return choicesSchema.parse(look)
}
