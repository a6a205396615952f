// What is masked, what is left alone, and that masking never damages its surroundings.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPersonNumber, maskDeep, maskedJson, maskPersonNumbers, maskSecrets, maskText, personNumberMask, secretMask } from './mask.ts'

/** The quick way, with the text in pieces, cut where no sign is. */
function masked(json: string): string {
  const cut = /^[^\ud800-\udfff]*/.exec(json)?.[0].length ?? 0
  return maskedJson([json.slice(0, Math.floor(cut / 3)), json.slice(Math.floor(cut / 3), cut), json.slice(cut)]).join('')
}

/** The check digit of nine digits, worked out apart from the product's own way. */
function checkDigit(nine: string): number {
  const products = Array.from(nine, (digit, index) => Number(digit) * (index % 2 === 0 ? 2 : 1))
  const sum = Array.from(products.join(''), Number).reduce((total, digit) => total + digit, 0)
  return (10 - (sum % 10)) % 10
}

const two = (value: number): string => String(value).padStart(2, '0')

const personNumber = fc
  .record({
    date: fc.date({ min: new Date('1900-01-01'), max: new Date('2025-12-31'), noInvalidDate: true }),
    birth: fc.integer({ min: 0, max: 999 }),
    coordination: fc.boolean(),
    sign: fc.constantFrom('-', '+', '', ' ', '–'),
    long: fc.boolean(),
  })
  .map(({ date, birth, coordination, sign, long }) => {
    const day = date.getUTCDate() + (coordination ? 60 : 0)
    const short = `${two(date.getUTCFullYear() % 100)}${two(date.getUTCMonth() + 1)}${two(day)}`
    const nine = `${short}${String(birth).padStart(3, '0')}`
    const century = long ? String(Math.floor(date.getUTCFullYear() / 100)) : ''
    return `${century}${short}${sign}${nine.slice(6)}${checkDigit(nine)}`
  })

const organisationNumber = fc
  .record({ kind: fc.integer({ min: 1, max: 9 }), second: fc.integer({ min: 0, max: 9 }), third: fc.integer({ min: 2, max: 9 }), rest: fc.integer({ min: 0, max: 999_999 }), sign: fc.constantFrom('-', '') })
  .map(({ kind, second, third, rest, sign }) => {
    const nine = `${kind}${second}${third}${String(rest).padStart(6, '0')}`
    return `${nine.slice(0, 6)}${sign}${nine.slice(6)}${checkDigit(nine)}`
  })

const surroundings = fc.string({ maxLength: 20 }).map(text => text.replace(/\d/g, 'x'))

describe('personal numbers', () => {
  test('every personal and coordination number is masked, whatever surrounds it', () => {
    fc.assert(
      fc.property(surroundings, personNumber, surroundings, (before, number, after) => {
        expect(maskPersonNumbers(`${before}${number}${after}`)).toBe(`${before}${personNumberMask}${after}`)
      }),
      { numRuns: 1_000 },
    )
  })

  test('an organisation number of a legal entity is never masked', () => {
    fc.assert(
      fc.property(surroundings, organisationNumber, surroundings, (before, number, after) => {
        expect(maskPersonNumbers(`${before}${number}${after}`)).toBe(`${before}${number}${after}`)
      }),
      { numRuns: 1_000 },
    )
    expect(maskPersonNumbers('Testbolaget AB 556036-0793, 165560360793, SE556036079301')).toBe('Testbolaget AB 556036-0793, 165560360793, SE556036079301')
  })

  test('a wrong check digit or an impossible date is no personal number', () => {
    fc.assert(
      fc.property(personNumber, fc.integer({ min: 1, max: 9 }), (number, step) => {
        const wrong = `${number.slice(0, -1)}${(Number(number.at(-1)) + step) % 10}`
        expect(maskPersonNumbers(wrong)).toBe(wrong)
      }),
    )
    expect(isPersonNumber('19010229-0000')).toBe(false)
    expect(isPersonNumber('811328-9874')).toBe(false)
  })

  test('the numbers of the tax agency are known', () => {
    // From Skatteverket's own example, and its coordination form.
    expect(isPersonNumber('811228-9874')).toBe(true)
    expect(isPersonNumber('19811228-9874')).toBe(true)
    expect(isPersonNumber('811288-9872')).toBe(checkDigit('811288987') === 2)
    expect(isPersonNumber(`811288987${checkDigit('811288987')}`)).toBe(true)
  })

  test('comma-separated values and sole traders’ VAT numbers are masked too', () => {
    expect(maskPersonNumbers('7,811228-9874,Anna')).toBe(`7,${personNumberMask},Anna`)
    expect(maskPersonNumbers('SE811228987401')).toBe(`SE${personNumberMask}`)
  })

  test('longer digit strings, times and UUIDs stay', () => {
    for (const text of ['18112289874', '8112289874123', '2026-11-22T08:43:13.023Z', 'ab811228-9874-4abc-8def-811228987412', '1763800000000']) {
      expect(maskPersonNumbers(text)).toBe(text)
    }
  })
})

describe('secrets', () => {
  const token = fc.stringMatching(/^[A-Za-z0-9_-]{20,40}$/)

  test('a token is masked in a header, an address, a form, JSON, and JSON inside JSON', () => {
    fc.assert(
      fc.property(token, fc.constantFrom('access_token', 'refreshToken', 'client_secret', 'clientSecret', 'password', 'apiKey', 'webhookSecret', 'Set-Cookie'), (value, name) => {
        const json = JSON.stringify({ a: 1, [name]: value, b: 'kept' })
        const texts = [`Authorization: Bearer ${value}`, `https://x.test/p?a=1&${name}=${value}&b=kept`, `${name}: ${value}`, json, JSON.stringify({ body: json })]
        for (const text of texts) expect(maskSecrets(text)).not.toContain(value)
        expect(JSON.parse(maskSecrets(json))).toEqual({ a: 1, [name]: secretMask, b: 'kept' })
        expect(JSON.parse((JSON.parse(maskSecrets(JSON.stringify({ body: json }))) as { body: string }).body)).toEqual({ a: 1, [name]: secretMask, b: 'kept' })
      }),
    )
  })

  test('known forms are masked without a name beside them', () => {
    expect(maskSecrets('key pat-eu1-3f1b2c4d-aaaa-bbbb-cccc-0123456789ab used')).toBe('key *** used')
    expect(maskSecrets('got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl.')).not.toContain('c2ln')
    expect(maskSecrets('postgres://kontobro:hemligt@db.example:5432/k')).toBe('postgres://kontobro:***@db.example:5432/k')
    expect(maskSecrets('http://127.0.0.1/oauth/callback?code=AbC123&state=1')).toBe('http://127.0.0.1/oauth/callback?code=***&state=1')
    expect(maskSecrets('https://hooks.slack.com/services/T0/B0/xyz')).toBe('https://hooks.slack.com/services/***')
  })

  test('ordinary sentences stay as they are', () => {
    for (const text of ['The token has expired', 'order 1042: 12 500,00 kr', 'status code=404', '{"tokenFile":"/data/token","count":3}', 'secret: null']) {
      expect(maskSecrets(text)).toBe(text)
    }
  })

  test('masking twice changes nothing more', () => {
    fc.assert(fc.property(fc.string(), token, (noise, value) => {
      const once = maskText(`${noise} client_secret=${value} ${noise}`)
      expect(maskText(once)).toBe(once)
    }))
  })

  test('hostile texts of a megabyte are masked in seconds, not hours', () => {
    const started = performance.now()
    for (const text of ['a'.repeat(1e6), 'a.'.repeat(5e5), '-eyJaaaaaa'.repeat(1e3), '811228'.repeat(1e5), 'token'.repeat(2e5), '"'.repeat(1e6)]) maskText(text)
    expect(performance.now() - started).toBeLessThan(15_000)
  })
})

describe('values', () => {
  test('secrets go by the name of their field, ids keep their digits, the rest of the shape stays', () => {
    const id = '8112289874'
    const masked = maskDeep({ id, dealId: id, items: [{ note: `kund ${id}`, token: 'x' }], accessToken: { a: 1 }, hasToken: true, password: '', orgNr: 8112289874, at: new Date(0), total: 12.5 })
    expect(masked).toEqual({ id, dealId: id, items: [{ note: `kund ${personNumberMask}`, token: secretMask }], accessToken: secretMask, hasToken: true, password: '', orgNr: personNumberMask, at: new Date(0), total: 12.5 })
  })

  test('an error keeps type, message, stack and cause, masked', () => {
    const masked = maskDeep(new TypeError('bad 811228-9874', { cause: new Error('Bearer abcdefghijkl') })) as { type: string; message: string; stack: string; cause: { message: string } }
    expect(masked).toMatchObject({ type: 'TypeError', message: `bad ${personNumberMask}`, cause: { message: 'Bearer ***' } })
    expect(masked.stack).not.toContain('811228')
  })

  test('the quick way to masked JSON gives what masking every value gives', () => {
    const text = fc.oneof(
      fc.string(), fc.string({ unit: 'binary' }), personNumber, organisationNumber, fc.uuid(), fc.stringMatching(/^\d{8,14}$/),
      fc.constantFrom('Bearer abcdefgh', 'pat-eu1-12345678', 'eyJabcdefgh.x', 'a://b:c@d', 'https://x.test/p?code=1', 'https://hooks.slack.com/services/T', 'token=abc', '\u0001', 'Anna'),
    )
    const joined = fc.array(text, { maxLength: 3 }).map((parts) => parts.join(''))
    const name = fc.oneof(fc.constantFrom('id', 'dealId', 'name', 'orgNumber', 'accessToken', 'personalNumber', 'ssn', 'PersonNummer'), joined)
    fc.assert(fc.property(fc.dictionary(name, fc.oneof(joined, fc.double(), fc.integer({ min: 0, max: 9_999_999_999 }), fc.array(joined, { maxLength: 2 }), fc.boolean(), fc.constant(null))), (value) => {
      const json = JSON.stringify(value)
      expect(masked(json)).toBe(JSON.stringify(maskDeep(JSON.parse(json))))
    }), { numRuns: 400 })
  })

  test('whatever masking would change, the quick way sees', () => {
    const secrets = ['Bearer abcdefgh', 'BASIC abcdefgh', 'pat-na1-12345678', 'eyJabcdefgh.x.y', 'db://b:c@d', 'https://x.test/p?code=1', '?a=b&sig=1', '?signature=x1', 'https://hooks.slack.com/services/T', 'https://x.webhook.office.com/y1']
    const names = ['authorization', 'token', 'secret', 'password', 'passphrase', 'cookie', 'apiKey', 'api_key', 'privateKey', 'private_key', 'secret_key', 'codeVerifier', 'code_verifier', 'hapikey', 'personalIdentityNumber', 'personal_identity_number', 'personnummer', 'person_nummer', 'personNumber', 'person_number', 'SSN', 'nationalId', 'national_identity_number', 'socialSecurityNumber', 'social_security_number']
    const people = ['811228-9874', '8112289874', '198112289874', '19811228-9874', '811228+9874', '811228 9874', '811228\u20139874', '811228\u22129874', 'SE811228987401']
    const clean = ['Anna', '556036-0793', 'SE556036079301', '12345678901', 'https://app.example.com/x/1', 'anna@example.com', '11111111-2222-3333-4444-811228987455']
    for (const text of [...secrets, ...people].flatMap((one) => [one, `å ${one} ö`])) expect(masked(JSON.stringify({ note: text })), text).not.toContain(text)
    for (const name of names) expect(masked(JSON.stringify({ [name]: 'hemligt' })), name).not.toContain('hemligt')
    for (const number of [8112289874, 198112289874]) expect(masked(JSON.stringify({ number }))).not.toContain('9874')
    // The books' own names are no trace: every answer has them.
    expect(masked('{"CorporateIdentityNumber" : "556036-0793"}')).toBe('{"CorporateIdentityNumber" : "556036-0793"}')
    for (const text of clean) expect(masked(JSON.stringify({ note: text })), text).toBe(JSON.stringify({ note: text }))
  })

  test('JSON is masked however its characters are written', () => {
    for (const json of ['{"a":"postgres:\\/\\/k:hemligt@db\\/x"}', '{"\\u0074oken":"hemligt-hemligt"}', '{"a":"\\u0042earer hemligt-hemligt"}', '{"a" : "x token=hemligt-hemligt"}']) {
      expect(masked(json)).not.toContain('hemligt')
      expect(masked(json)).toBe(JSON.stringify(maskDeep(JSON.parse(json))))
    }
    expect(masked('{"Name" : "Åsa" }')).toBe('{"Name" : "Åsa" }')
  })

  test('cycles and maps end', () => {
    const loop: { self?: unknown; map: Map<string, string> } = { map: new Map([['token', 'abc']]) }
    loop.self = loop
    expect(maskDeep(loop)).toEqual({ map: { token: secretMask }, self: '<cut>' })
  })
})
