// Bad input: one clear sentence with place and cure, nothing lost, nothing written.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApplyResult } from '../src/api/operations.ts'
import { Failure, failureCure, failureSentence } from '../src/core/failure.ts'
import { crmSeed, groundConfig, openGround, type FlowPlan, type Ground, type GroundPlan } from './flow-ground.ts'

const plan: GroundPlan = {
  flows: { good: {}, loop: { mapping: '- { target: row.text, jsonata: "( $f := function($x) { $f($x + 1) }; $f(1) )", when: { property: line.hs_sku, operator: eq, value: ART12 } }' } },
  deals: [{ id: '9001', flow: 'good' }, { id: '9002', flow: 'loop', lines: [{ sku: 'ART12', name: 'Snurra' }] }, { id: '9003', flow: 'loop' }],
  books: { termsOfPayment: [{ Name: '30 dagar netto', NumberOfDays: 30 }, { Id: '11111111-1111-4111-8111-111111111111', Name: '30 dagar netto', NumberOfDays: 30 }, { Name: '10 dagar netto', NumberOfDays: 10 }, { Name: '10 dagar, fakturaavgift', NumberOfDays: 10 }] },
}

describe('bad input', () => {
  let ground: Ground
  beforeAll(async () => { ground = await openGround(plan) })
  afterAll(() => ground.close())

  const written = (): number => ground.house.sandbox.eaccounting.journal.entries.filter((entry) => entry.method !== 'GET' && entry.path.startsWith('/v2/')).length
  const applied = (text: string): Promise<ApplyResult> => ground.house.apply(text)
  /** "line:column path: sentence" of each complaint. */
  const told = (result: ApplyResult, language: 'sv' | 'en' = 'sv'): string[] => result.complaints.filter((one) => one.severity === 'stop').map((one) => `${one.file}:${one.line}:${one.column} ${one.path}: ${one[language]}`)
  const place = (text: string, part: string): string => {
    const before = text.slice(0, text.indexOf(part)).split('\n')
    return `kontobro.yaml:${before.length}:${(before.at(-1) ?? '').length + 1}`
  }

  const cases: { what: string; part: string; path: string; flow: FlowPlan; sv: string }[] = [
    { what: 'an unknown name', part: 'orderTyp:', path: 'orderTyp', flow: { settings: 'orderTyp: order' }, sv: 'Namnet "orderTyp" är okänt. Menas "orderType"?' },
    { what: 'an unknown name deep down', part: 'updat:', path: 'customers.updat', flow: { settings: 'customers: { updat: never }' }, sv: 'Namnet "updat" är okänt. Menas "update"?' },
    { what: 'a wrong type', part: 'quietSeconds:', path: 'quietSeconds', flow: { settings: 'quietSeconds: snart' }, sv: 'Här ska stå ett tal.' },
    { what: 'a wrong choice', part: 'orderType:', path: 'orderType', flow: { settings: 'orderType: invoce' }, sv: '"invoce" finns inte; välj order, invoiceDraft, invoice. Menas "invoice"?' },
    { what: 'a rate that is none', part: 'moms: DIV25', path: 'fallbackArticle.moms', flow: { settings: 'fallbackArticle: { moms: DIV25 }' }, sv: 'Moms är ingen momssats; skriv 25, 12, 6 eller 0.' },
    { what: 'an unknown stage', part: 'default/vunen', path: 'stages[0]', flow: { settings: 'stages: [default/vunen]' }, sv: 'Steget "default/vunen" finns inte.' },
    { what: 'an ambiguous term', part: 'default: 30', path: 'terms.default', flow: { settings: 'terms: { default: 30 dagar netto }' }, sv: '"30 dagar netto" är tvetydigt bland betalningsvillkoren:' },
    { what: 'days that two terms have', part: '10: 10', path: 'terms.map.10', flow: { settings: 'terms: { property: payment_terms, map: { 10: 10 } }' }, sv: '"10" är tvetydigt bland betalningsvillkoren:' },
    { what: 'an unknown delivery method', part: 'dhl: DHLL', path: 'deliveryMethods.dhl', flow: { settings: 'deliveryMethods: { dhl: DHLL }' }, sv: '"DHLL" finns inte bland leveranssätten. Menas "DHL"?' },
    { what: 'an unknown property', part: 'orgNumber: orgnr', path: 'fields.orgNumber', flow: { settings: 'fields: { orgNumber: orgnr }' }, sv: 'Egenskapen "orgnr" finns inte. Menas "orgno"?' },
    { what: 'an inactive cost centre', part: 'default: Umeå', path: 'costCentres[0].default', flow: { settings: 'costCentres: [ { dimension: 1, from: owner, default: Umeå (nedlagt) } ]' }, sv: '"Umeå (nedlagt)" finns bland kostnadsställena men är inte aktivt.' },
    { what: 'a coding of another rate', part: '12: Varor 25 %', path: 'newArticle.coding.12', flow: { settings: 'newArticle: { coding: { 12: Varor 25 % } }' }, sv: '"Varor 25 %" har momssatsen 25 %, inte 12 %.' },
    { what: 'a filter value that is no choice', part: 'value: kanske', path: 'filter.value', flow: { settings: 'filter: { property: paid, operator: eq, value: kanske }' }, sv: '"kanske" är inget val i "paid". Finns: Ja, Nej.' },
  ]

  it.each(cases)('$what is refused with file, line, column and cure', async ({ part, path, flow, sv }) => {
    const text = groundConfig({ good: flow })
    const before = written()
    const result = await applied(text)
    expect([result.ok, result.applied, written() - before]).toEqual([false, false, 0])
    const [first] = told(result)
    expect(first).toContain(`${place(text, part)} flows.good.settings.${path}: ${sv}`)
    expect(told(result).concat(told(result, 'en')).filter((one) => /–|undefined|\[object|\{\w+\}/.test(one))).toEqual([])
  })

  const mappings: { what: string; rule: string; part: string; sv: string }[] = [
    { what: 'a mapping to a field that does not exist', rule: '{ target: order.contractNo, from: deal.region }', part: 'target:', sv: 'Målet order.contractNo finns inte.' },
    { what: 'a mapping from a field that does not exist', rule: '{ target: order.text, from: deal.regionen }', part: 'from: deal', sv: 'Källfältet deal.regionen finns inte. Menas deal.region?' },
    { what: 'a mapping of the mark itself', rule: '{ target: order.mark, constant: X }', part: 'target:', sv: 'Märket sätts av Kontobro och kan inte fyllas av en regel; välj fält med inställningen mark.' },
    { what: 'a mapping that would drop the mark', rule: '{ target: order.OurReference, constant: Kontoret }', part: 'target:', sv: 'Målet order.OurReference fylls av order.ourReference; skriv det i stället.' },
    { what: 'an expression that cannot be read', rule: '{ target: row.text, jsonata: "name & (" }', part: 'jsonata:', sv: 'Uttrycket går inte att läsa' },
    { what: 'a wrong type in a rule', rule: '{ target: row.quantity, constant: många }', part: 'constant:', sv: 'Fel typ för row.quantity:' },
  ]
  it.each(mappings)('$what is refused with its place', async ({ rule, part, sv }) => {
    const text = groundConfig({ good: { mapping: `- ${rule}` } })
    const result = await applied(text)
    expect([result.ok, result.applied]).toEqual([false, false])
    expect(told(result)[0]).toContain(`${place(text, part)} flows.good.mapping[0].${part.replace(/:.*/, '')}: ${sv}`)
  })

  it('an unset variable, an unknown kind of flow and an unknown connection are told together, each at its place', async () => {
    const text = groundConfig({ good: {} }).replace('${HUBSPOT_TOKEN}', '${HUBSPOT_TOKN}')
    expect(told(await applied(text))).toEqual([`${place(text, '${HUBSPOT_TOKN}')} connections.crm.accessToken: Miljövariabeln HUBSPOT_TOKN är inte satt.`])
    const second = groundConfig({ good: {} }).replace('orders-to-accounting', 'orders-to-acounting').replace('to: books', 'to: boks')
    expect(told(await applied(second)).join('\n')).toContain(`${place(second, 'flow: orders-to-acounting')} flows.good.flow: "orders-to-acounting" finns inte bland flödena. Menas "orders-to-accounting"?`)
  })

  it('two flows that take the same stage are refused, however it is written', async () => {
    const text = groundConfig({ good: {}, other: { settings: 'stages: [Försäljning/Vunnen good]' } })
    expect(told(await applied(text))).toEqual([`${place(text, 'stages: [Försäljning/Vunnen good]')} flows.other.settings.stages: Flödena good och other tar samma status (Försäljning/Vunnen good) till samma bokföring. Ge dem skilda statusar eller filter.`])
  })

  it('an unknown flow to run is named with where to look', async () => {
    const failure = await ground.run('finns-inte').then(() => null, (caught: unknown) => caught)
    if (!(failure instanceof Failure)) throw new Error('no failure')
    expect([failureSentence(failure, 'sv'), failureCure(failure, 'sv')]).toEqual(['Det finns inget flöde som heter finns-inte.', 'Se namnen med: kontobro status'])
  })

  it('an expression that never ends holds its own record; the others go on', async () => {
    const run = await ground.run('loop')
    expect([run.state, run.created, run.held]).toEqual(['done', 1, 1])
    expect((await ground.held('9002')).sv).toBe('row.text kunde inte fyllas av mapping[0]: Uttrycket blev aldrig klart och stoppades (för många steg, för djupt eller för stort).')
    expect([ground.documents('9002'), ground.documents('9003').length]).toEqual([[], 1])
  })

  it('a connection to another company than expected is refused before anything is written', async () => {
    const text = groundConfig({ good: {} }).replace('    refreshToken: ${EA_REFRESH}\n', '    refreshToken: ${EA_REFRESH}\n    expect: { orgNumber: 556677-8899 }\n')
    const result = await applied(text)
    expect([result.ok, told(result)]).toEqual([false, [`${place(text, 'books:\n    system')} connections.books: Anslutningen books leder till Testbolaget AB (556036-0793) i stället för 556677-8899. Inget har skrivits. Anslut rätt konto, eller ge anslutningen ett nytt namn om bytet är avsiktligt.`]])
    await ground.apply(plan.flows)
  })

  it('an account that became another one since it was connected is refused at the next run', async () => {
    const { hubspot } = ground.house.sandbox
    const seed = crmSeed(plan)
    const send = (portalId: number): Promise<Response> => fetch(`${hubspot.url}/__twin/seed`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...seed, account: { ...seed.account, portalId } }) })
    const before = written()
    await send(7_999_999)
    const run = await ground.run('good')
    expect([run.state, run.failure?.sv]).toEqual(['failed', 'Anslutningen crm leder till HubSpot 7999999 (7999999) i stället för HubSpot 7000001 (7000001). Inget har skrivits.'])
    expect(written()).toBe(before)
    await send(7_000_001)
  })
})

describe('an account that answers wrongly', () => {
  let ground: Ground
  beforeAll(async () => { ground = await openGround({ flows: { html: {}, half: {}, hubhtml: {}, unauthorised: {} }, deals: ['html', 'half', 'hubhtml', 'unauthorised'].map((flow, index) => ({ id: `910${index}`, flow })) }) })
  afterAll(() => ground.close())

  it.each([{ flow: 'html', id: '9100', fault: { kind: 'html', method: 'POST', path: '/v2/orders', count: 1, status: 200 } as const }, { flow: 'half', id: '9101', fault: { kind: 'broken-json', method: 'POST', path: '/v2/orders', count: 1 } as const }])('$flow after a write: the outcome is looked up, and there is one order', async ({ flow, id, fault }) => {
    ground.house.sandbox.eaccounting.faults.add(fault)
    const run = await ground.run(flow)
    expect(run.state).toBe('done')
    expect(ground.documents(id)).toHaveLength(1)
    expect(ground.deal(id)).toBe('created')
  })

  it('HTML from the source fails the run with a sentence; nothing is lost', async () => {
    const id = ground.house.sandbox.hubspot.faults.add({ path: '/crm/objects/*', action: { kind: 'html', status: 200 } })
    const failed = await ground.run('hubhtml')
    expect([failed.state, failed.failure?.code, failed.failure?.sv]).toEqual(['failed', 'unreadable-answer', expect.stringMatching(/^HubSpot svarade med något som inte går att läsa \(.+\)\.$/)])
    expect(ground.documents('9102')).toEqual([])
    ground.house.sandbox.hubspot.faults.clear()
    expect(id).toBeTruthy()
    await ground.run('hubhtml')
    expect(ground.documents('9102')).toHaveLength(1)
  })

  it('a revoked key stops the flow, is shown on the connection and told at apply with its cure; it goes on when the key works', async () => {
    ground.house.sandbox.hubspot.state.revokeTokens()
    const failed = await ground.run('unauthorised')
    expect([failed.state, failed.failure?.sv, failed.failure?.cureSv]).toEqual(['failed', 'Anslutningen crm till HubSpot är inte längre godkänd.', 'Kör: kontobro connect crm'])
    expect((await ground.house.operations.status('main')).connections.find((one) => one.name === 'crm')?.state).toBe('broken')
    const result = await ground.house.apply(groundConfig({ unauthorised: {} }))
    expect([result.ok, result.complaints.filter((one) => one.severity === 'stop').map((one) => `${one.path}: ${one.sv}`)]).toEqual([false, ['connections.crm: Anslutningen crm till HubSpot är inte längre godkänd. Kör: kontobro connect crm']])
    expect(ground.documents('9103')).toEqual([])
  })
})
