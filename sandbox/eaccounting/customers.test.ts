// Facts about customers and labels: requirements, limits, numbers, VAT numbers, replacing PUT, deleting.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Books, Json } from './test-books.ts'
import { draftBody, draftRow, openBooks } from './test-books.ts'

let books: Books
beforeAll(async () => { books = await openBooks({ settings: { NextCustomerNumber: 501 } }) })
afterAll(() => books.twin.close())

const refused = async (more: Json): Promise<unknown> => {
  const reply = await books.post('/v2/customers', books.customerBody(more))
  return reply.status === 201 ? 201 : [reply.status, reply.body.ErrorCode, (reply.body.Errors as Json[] | null)?.[0]?.Field]
}

test.each(['Name', 'InvoicePostalCode', 'InvoiceCity', 'TermsOfPaymentId', 'IsPrivatePerson', 'IsActive'])('%s is required', async field => {
  expect(await refused({ [field]: undefined })).toEqual([400, 2000, field])
  expect(await refused({ [field]: null })).toEqual([400, 2000, field])
})

test('an error body has ErrorCode, text, ErrorId and one entry per field', async () => {
  const { body } = await books.post('/v2/customers', {})
  expect(Object.keys(body)).toEqual(['ErrorCode', 'DeveloperErrorMessage', 'ErrorId', 'Errors'])
  expect(body.ErrorId).toMatch(/^[0-9a-f-]{36}$/)
  expect(body.Errors).toHaveLength(6)
  expect((body.Errors as Json[])[0]).toMatchObject({ Field: 'Name', ErrorCode: '2000', Key: null })
})

test.each([
  ['Name', 50], ['CustomerNumber', 16], ['InvoicePostalCode', 10], ['InvoiceAddress1', 50], ['EmailAddress', 255], ['Note', 4000], ['ElectronicReference', 35], ['DeliveryCustomerName', 100],
])('%s longer than %i is refused, not cut', async (field, length) => {
  expect(await refused({ [field]: 'x'.repeat(length + 1) })).toEqual([400, 2000, field])
})

test('wrong types, too many copies and too many decimals are refused', async () => {
  expect(await refused({ IsActive: 'true' })).toEqual([400, 2000, 'IsActive'])
  expect(await refused({ TermsOfPaymentId: '30' })).toEqual([400, 2000, 'TermsOfPaymentId'])
  expect(await refused({ EmailAddress: 'a@b.se', EmailAddresses: ['1', '2', '3', '4', '5', '6'] })).toEqual([400, 2000, 'EmailAddresses'])
  expect(await refused({ EmailAddresses: ['a@b.se'] })).toEqual([400, 2000, 'EmailAddresses'])
  expect(await refused({ DiscountPercentage: 0.12345 })).toEqual([400, 2000, 'DiscountPercentage'])
  expect(await refused({ DiscountPercentage: 15 })).toEqual([400, 2000, 'DiscountPercentage'])
})

test('an empty postal code is refused, or accepted by choice', async () => {
  expect(await refused({ InvoicePostalCode: '', InvoiceCity: '' })).toEqual([400, 2000, 'InvoiceCity'])
  books.twin.choices.emptyPostalCodeAllowed = true
  expect(await refused({ InvoicePostalCode: '', InvoiceCity: '' })).toBe(201)
  books.twin.choices.emptyPostalCodeAllowed = false
})

test('unknown properties are ignored, or refused by choice; read-only ones are always accepted', async () => {
  expect(await refused({ YourOrderNumber: 'x', UnpaidInvoicesAmount: 7 })).toBe(201)
  books.twin.choices.unknownPropertyRejected = true
  expect(await refused({ YourOrderNumber: 'x' })).toEqual([400, 2000, 'YourOrderNumber'])
  expect(await refused({ UnpaidInvoicesAmount: 7, ChangedUtc: 'x' })).toBe(201)
  books.twin.choices.unknownPropertyRejected = false
})

test('unknown references answer 3000', async () => {
  const nowhere = '8f14e45f-ceea-467f-a8d1-0a1b2c3d4e5f'
  expect(await refused({ TermsOfPaymentId: nowhere })).toEqual([400, 3000, 'TermsOfPaymentId'])
  expect(await refused({ DeliveryMethodId: nowhere })).toEqual([400, 3000, 'DeliveryMethodId'])
  expect(await refused({ CustomerLabels: [{ Id: nowhere }] })).toEqual([400, 3000, 'CustomerLabels[0]'])
})

test('a customer number is unique without case; the code and status of the refusal are choices', async () => {
  await books.customer({ CustomerNumber: 'HS-77' })
  expect(await refused({ CustomerNumber: 'hs-77' })).toEqual([400, 4000, 'CustomerNumber'])
  books.twin.choices.duplicateNumberCode = 2000
  books.twin.choices.duplicateNumberStatus = 409
  expect(await refused({ CustomerNumber: 'HS-77' })).toEqual([409, 2000, 'CustomerNumber'])
  books.twin.choices.duplicateNumberCode = 4000
  books.twin.choices.duplicateNumberStatus = 400
})

test('a customer without number takes the next, and the series moves past taken numbers', async () => {
  const next = async (): Promise<number> => Number((await books.get('/v2/companysettings')).body.NextCustomerNumber)
  const before = await next()
  await books.customer({ CustomerNumber: String(before) })
  expect(await next()).toBe(before + 1)
  const made = await books.must(201, books.post('/v2/customers', books.customerBody()))
  expect(made.CustomerNumber).toBe(String(before + 1))
  expect(await next()).toBe(before + 2)
})

test.each(['SE556036079301', 'DE123456789', 'DK12345678', 'EL123456789', 'XI123456789', 'NL123456789B01'])('VAT number %s is valid', async VatNumber => {
  expect(await refused({ VatNumber })).toBe(201)
})
test.each(['DE12345678', 'DE100000099', 'ZZ123456789', 'SE5560360793', 'GR123456789'])('VAT number %s answers 4025', async VatNumber => {
  expect(await refused({ VatNumber })).toEqual([400, 4025, 'VatNumber'])
})

test('when VIES is down a write with a VAT number fails as the choice says, one without passes', async () => {
  books.twin.choices.viesDown = 4100
  expect(await refused({ VatNumber: 'DE123456789' })).toEqual([400, 4100, 'VatNumber'])
  books.twin.choices.viesDown = 5001
  expect(await refused({ VatNumber: 'DE123456789' })).toEqual([500, 5001, undefined])
  expect(await refused({})).toBe(201)
  books.twin.choices.viesDown = false
})

test('a Swedish organisation number needs its control digit; foreign ones are not checked', async () => {
  expect(await refused({ CorporateIdentityNumber: '556036-0793' })).toBe(201)
  expect(await refused({ CorporateIdentityNumber: '556036-0794' })).toEqual([400, 4008, 'CorporateIdentityNumber'])
  expect(await refused({ CorporateIdentityNumber: 'HRB 1234', InvoiceCountryCode: 'DE' })).toBe(201)
})

test('tax flags are checked against the rest of the card', async () => {
  const reply = await books.post('/v2/customers', books.customerBody({ ReverseChargeOnConstructionServices: true }))
  expect(reply.body.DeveloperErrorMessage).toBe('VatNumber can not be null or empty when using ReverseChargeOnConstructionServices')
  expect(await refused({ ForceBookkeepVat: true, InvoiceCountryCode: 'DE' })).toEqual([400, 4035, 'ForceBookkeepVat'])
  expect(await refused({ ForceBookkeepVat: true, InvoiceCountryCode: 'NO' })).toBe(201)
  expect(await refused({ DeliveryBasedVat: true })).toEqual([400, 2000, 'DeliveryBasedVat'])
})

test('PUT replaces the whole customer: what is left out becomes null, the number stays', async () => {
  const made = await books.must(201, books.post('/v2/customers', books.customerBody({ EmailAddress: 'a@b.se', Telephone: '08-1', Note: 'x', InvoiceAddress1: 'Gatan 1' })))
  const put = await books.must(200, books.put(`/v2/customers/${String(made.Id)}`, books.customerBody()))
  expect(put).toMatchObject({ EmailAddress: null, Telephone: null, Note: null, InvoiceAddress1: null, CustomerNumber: made.CustomerNumber })
  const reply = await books.put(`/v2/customers/${String(made.Id)}`, { Id: made.Id, Name: 'Bara namn' })
  expect([reply.status, reply.body.ErrorCode]).toEqual([400, 2000])
})

test('a GET body can be sent back unchanged', async () => {
  const id = await books.customer({ EmailAddress: 'rund@tur.se', VatNumber: 'DE123456789', InvoiceCountryCode: 'DE' })
  const before = (await books.get(`/v2/customers/${id}`)).body
  expect(await books.must(200, books.put(`/v2/customers/${id}`, before))).toEqual(before)
})

test('a customer with documents cannot be deleted, one without can', async () => {
  const [used, unused] = [await books.customer(), await books.customer()]
  await books.must(201, books.post('/v2/customerinvoicedrafts', draftBody(used, [draftRow(null, { Text: 'Hej' })])))
  expect((await books.remove(`/v2/customers/${used}`)).body.ErrorCode).toBe(4001)
  expect((await books.remove(`/v2/customers/${unused}`)).status).toBe(200)
  expect((await books.get(`/v2/customers/${unused}`)).status).toBe(404)
})

test('labels are made, embedded as a full set, renamed everywhere and removed everywhere', async () => {
  const label = await books.must(201, books.post('/v2/customerlabels', { Name: 'Återförsäljare' }))
  const byName = await books.must(201, books.post('/v2/customers', books.customerBody({ CustomerLabels: [{ Name: 'Återförsäljare' }] })))
  expect(byName.CustomerLabels).toMatchObject([{ Id: label.Id }])
  await books.must(200, books.put(`/v2/customerlabels/${String(label.Id)}`, { Name: 'Partner' }))
  expect((await books.get(`/v2/customers/${String(byName.Id)}`)).body.CustomerLabels).toMatchObject([{ Name: 'Partner' }])
  await books.must(200, books.remove(`/v2/customerlabels/${String(label.Id)}`))
  expect((await books.get(`/v2/customers/${String(byName.Id)}`)).body.CustomerLabels).toEqual([])
  books.twin.choices.labelWriteByName = false
  expect(await refused({ CustomerLabels: [{ Name: 'Partner' }] })).toEqual([400, 2000, 'CustomerLabels[0].Id'])
  books.twin.choices.labelWriteByName = true
})
