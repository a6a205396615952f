// The configuration file: the documented example is read whole; every fault is told by file, line and nearest name.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { complaintText, type Complaint } from './complaint.ts'
import { exportSetup, secretName } from './export.ts'
import { readSetup, type ReadSetup } from './file.ts'
import { setupJsonSchema } from './json-schema.ts'
import { loadSetups } from './load.ts'
import { planSetup } from './plan.ts'
import { sampleEnvironment, sampleFile, sampleRegistry } from './sample-registry.ts'
import { parseSchedule, type Setup } from './setup.ts'
import { readYaml } from './yaml-source.ts'

function read(text: string, environment: Record<string, string | undefined> = sampleEnvironment): ReadSetup {
  const { source, complaints } = readYaml('kontobro.yaml', text, environment)
  if (source === null || complaints.length > 0) return { ok: false, complaints }
  return readSetup([source], sampleRegistry)
}
function setup(text: string, environment?: Record<string, string | undefined>): Setup {
  const result = read(text, environment)
  if (!result.ok) throw new Error(result.complaints.map((complaint) => complaintText(complaint, 'en')).join('\n'))
  return result.setup
}
const complaints = (text: string, environment?: Record<string, string | undefined>): Complaint[] => {
  const result = read(text, environment)
  return result.ok ? [] : result.complaints
}

describe('the documented example', () => {
  it('is read whole', () => {
    const made = setup(sampleFile)
    expect(made.flows['won-deals']?.parsed).toMatchObject({
      maxCreatesPerRun: 'off', startFrom: '2026-12-01', documentDate: { property: 'doc_date' }, terms: { property: { property: 'payment_terms' }, map: { 10: '10 dagar netto' } },
      costCentres: [{ dimension: 1, from: 'pipeline' }, { dimension: 'Projekt', from: { property: 'region' } }], customers: { default: '10001', number: 'auto' },
    })
    expect(made.connections['books']).toEqual({
      system: 'bookville', expect: { orgNumber: '556677-8899' },
      config: { clientId: 'client-1', clientSecret: 'client-secret', redirectUri: 'https://localhost:44300/callback', refreshToken: 'refresh-1' },
    })
    expect(made.secrets).toMatchObject({ 'connections.crm.accessToken': 'CRM_TOKEN', 'notify.1.url': 'SLACK_WEBHOOK' })
  })

  it('is written again without secrets, and read again to the same setup', () => {
    const made = setup(sampleFile)
    const text = exportSetup(made)
    for (const secret of Object.values(sampleEnvironment)) expect(text).not.toContain(secret)
    expect(text).toContain('accessToken: ${CRM_TOKEN}')
    expect(setup(text)).toEqual(made)
  })

  it('fits the JSON schema made from the same definitions', () => {
    const schema = setupJsonSchema(sampleRegistry)
    const text = JSON.stringify(schema)
    expect(text).toContain('"const":"crmtown"')
    expect(text).toContain('quietSeconds')
    const definitions = Object.keys(schema['$defs'] as Record<string, unknown>)
    for (const [, name] of text.matchAll(/"#\/\$defs\/([^"]+)"/g)) expect(definitions).toContain(name)
  })
})

describe('a fault is told with its line', () => {
  const line = (text: string): number => sampleFile.split('\n').findIndex((one) => one.includes(text)) + 1
  it.each<[string, string, string, string, string]>([
    ['a misspelt setting', 'missingProducts: create', 'missingProduct: create', 'flows.won-deals.settings.missingProduct', 'Is "missingProducts" meant?'],
    ['a misspelt choice', 'missingProducts: create', 'missingProducts: creat', 'flows.won-deals.settings.missingProducts', 'Is "create" meant?'],
    ['a misspelt name inside a group', 'existingArticle: keep', 'existingArticel: keep', 'flows.won-deals.settings.tax.existingArticel', 'Is "existingArticle" meant?'],
    ['a misspelt canonical field', 'houseNumber: house_no', 'houseNo: house_no', 'flows.won-deals.settings.fields.houseNo', 'Is "houseNumber" meant?'],
    ['an unknown operator', 'operator: gt', 'operator: gte', 'flows.won-deals.settings.filter', 'gt'],
    ['a rate that is none', '25: DIV25', 'moms: DIV25', 'flows.won-deals.settings.fallbackArticle.moms', 'write 25, 12, 6 or 0'],
    ['a name at the top', 'retentionDays: 30', 'retentionDay: 30', 'retentionDay', 'Is "retentionDays" meant?'],
    ['a wrong type', 'retentionDays: 30', 'retentionDays: länge', 'retentionDays', 'Here must stand a number.'],
    ['an unknown connection', 'from: crm\n', 'from: crmm\n', 'flows.won-deals.from', 'Is "crm" meant?'],
    ['a connection at the wrong end', 'to: books\n', 'to: crm\n', 'flows.won-deals.to', 'cannot be books'],
    ['an unknown system', 'system: crmtown', 'system: crmtwon', 'connections.crm.system', 'Is "crmtown" meant?'],
    ['an unknown key of a connection', 'webhookSecret: ${HOOK}', 'webhookSecrets: x', 'connections.crm.webhookSecrets', 'Is "webhookSecret" meant?'],
    ['an unknown flow', 'flow: orders-to-accounting', 'flow: order-to-accounting', 'flows.won-deals.flow', 'Is "orders-to-accounting" meant?'],
    ['a schedule that is none', 'schedule: 5m', 'schedule: ofta', 'flows.won-deals.schedule', 'daily 07:30'],
    ['a rule for the mark', 'target: row.text', 'target: order.mark', 'flows.won-deals.mapping[1].target', 'The mark is set by Kontobro'],
    ['a rule with two sources', 'onUpdate: false }', 'constant: x }', 'flows.won-deals.mapping[2]', 'only one can hold'],
    ['a bad expression', "hs_sku & ')'", 'hs_sku &', 'flows.won-deals.mapping[1].jsonata', 'cannot be read'],
    ['a wrong date setting', 'deliveryDate: closeDate', 'deliveryDate: closedate', 'flows.won-deals.settings.deliveryDate', 'Is "closeDate" meant?'],
    ['an e-mail that is none', 'address: ekonomi@example.se', 'address: ekonomi', 'notify[0].address', 'an e-mail address'],
  ])('%s', (_name, before, after, path, words) => {
    expect(sampleFile).toContain(before)
    const found = complaints(sampleFile.replace(before, after))
    expect(found.map((complaint) => complaintText(complaint, 'en'))).toEqual([expect.stringContaining(words)])
    expect(complaintText(found[0] as Complaint, 'en')).toContain(` ${path}`)
    expect(found[0]).toMatchObject({ file: 'kontobro.yaml', line: line(before.trim()), sv: expect.any(String) })
    expect(found[0]?.column).toBeGreaterThan(0)
  })

  it('a missing required setting, at its flow', () => {
    const [found] = complaints(sampleFile.replace(/ {6}stages: .*\n/, ''))
    expect(found).toMatchObject({ path: ['flows', 'won-deals', 'settings', 'stages'], line: line('settings:'), en: 'A value is missing.' })
  })

  it('several faults at once', () => {
    const found = complaints(sampleFile.replace('missingProducts: create', 'missingProducts: x').replace('retentionDays: 30', 'retentionDays: -1').replace('from: crm\n', 'from: nowhere\n'))
    expect(found.map((complaint) => complaint.line).toSorted((left, right) => Number(left) - Number(right))).toEqual([line('from: crm'), line('missingProducts'), line('retentionDays')])
  })

  it('an unset variable, by name', () => {
    const found = complaints(sampleFile, { ...sampleEnvironment, EA_SECRET: undefined, CRM_TOKEN: '' })
    expect(found.map((complaint) => [complaint.line, complaint.en])).toEqual([
      [line('${CRM_TOKEN}'), 'The environment variable CRM_TOKEN is not set.'], [line('${EA_SECRET}'), 'The environment variable EA_SECRET is not set.'],
    ])
  })

  it('text that is no YAML, and a name given twice', () => {
    expect(complaints('a: [1\nb: 2')[0]?.line).toBeGreaterThan(0)
    expect(complaints('retentionDays: 1\nretentionDays: 2\n')[0]).toMatchObject({ line: 2 })
  })
})

describe('files on disk', () => {
  let folder = ''
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'kontobro-config-')) })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const load = () => loadSetups(folder, { environment: sampleEnvironment, registry: sampleRegistry })

  it('share a base, one organisation a file, and the base is none itself', async () => {
    await writeFile(join(folder, 'base.yaml'), sampleFile)
    await writeFile(join(folder, 'north.yaml'), 'organisation: north\nextends: base.yaml\nretentionDays: 60\nflows: { won-deals: { settings: { quietSeconds: 5 } } }\n')
    await writeFile(join(folder, 'south.yml'), 'organisation: south\nextends: base.yaml\n')
    const loaded = await load()
    if (!loaded.ok) throw new Error(loaded.complaints.map((complaint) => complaintText(complaint, 'en')).join('\n'))
    expect(loaded.setups.map(({ setup: one }) => [one.organisation, one.retentionDays])).toEqual([['north', 60], ['south', 30]])
    expect(loaded.setups[0]?.setup.flows['won-deals']?.parsed).toMatchObject({ quietSeconds: 5, missingProducts: 'create' })
    expect(loaded.setups[0]?.setup.secrets).toMatchObject({ 'connections.crm.accessToken': 'CRM_TOKEN' })
  })

  it('tell a fault of the base at its place in the base', async () => {
    await writeFile(join(folder, 'base.yaml'), 'retentionDays: 0\n')
    await writeFile(join(folder, 'north.yaml'), 'organisation: north\nextends: base.yaml\n')
    expect(await load()).toMatchObject({ ok: false, complaints: [{ file: join(folder, 'base.yaml'), line: 1 }] })
  })

  it('are refused when two name one organisation, extend in a ring, or extend what is not there', async () => {
    await writeFile(join(folder, 'a.yaml'), 'retentionDays: 1\n')
    await writeFile(join(folder, 'b.yaml'), 'retentionDays: 2\n')
    expect(await load()).toMatchObject({ ok: false, complaints: [{ en: expect.stringContaining('already stands in') }] })
    await writeFile(join(folder, 'a.yaml'), 'extends: b.yaml\n')
    await writeFile(join(folder, 'b.yaml'), 'extends: a.yaml\n')
    expect(await load()).toMatchObject({ ok: false, complaints: [{ en: expect.stringContaining('ring') }, { en: expect.stringContaining('ring') }] })
    await writeFile(join(folder, 'b.yaml'), 'retentionDays: 1\nextends: missing.yaml\n')
    await rm(join(folder, 'a.yaml'))
    expect(await load()).toMatchObject({ ok: false, complaints: [{ line: 2, en: expect.stringContaining('missing.yaml') }] })
  })
})

describe('the plan of an apply', () => {
  const fingerprint = (secret: string): string => `#${secret.length}${secret.at(-1) ?? ''}`
  /** As the store keeps it: fingerprints in place of secrets. */
  const stored = (made: Setup): Setup => JSON.parse(JSON.stringify(made, (_key, value: unknown) => (Object.values(sampleEnvironment).includes(String(value)) ? fingerprint(String(value)) : value))) as Setup

  it('is empty when nothing differs', () => {
    expect(planSetup(stored(setup(sampleFile)), setup(sampleFile), { fingerprint })).toEqual([])
  })

  it('creates all for a new organisation', () => {
    expect(planSetup(null, setup(sampleFile), { fingerprint }).map((item) => `${item.action} ${item.kind} ${item.name}`)).toEqual(['create connection crm', 'create connection books', 'create flow won-deals', 'create notify 0', 'create notify 1'])
  })

  it('names what changed and what goes, and never shows a secret', () => {
    const wanted = setup(sampleFile.replace('missingProducts: create', 'missingProducts: hold').replace(/ {2}- \{ to: slack.*\n/, ''), { ...sampleEnvironment, CRM_TOKEN: 'pat-secret-new' })
    const plan = planSetup(stored(setup(sampleFile)), wanted, { fingerprint })
    expect(plan.map((item) => item.en)).toEqual(['Changes connection crm: accessToken.', 'Changes flow won-deals: settings.missingProducts.', 'Removes notice 2.'])
    expect(plan[0]?.changes).toEqual([{ path: 'accessToken', before: '(secret)', after: '(secret, changed)' }])
    expect(JSON.stringify(plan)).not.toContain('pat-secret')
  })
})

it.each([['5m', { kind: 'every', seconds: 300 }], ['daily 07:30', { kind: 'cron', expression: '30 7 * * *' }], ['weekdays 6:05', { kind: 'cron', expression: '5 6 * * 1-5' }], ['*/15 * * * *', { kind: 'cron', expression: '*/15 * * * *' }], ['off', { kind: 'off' }], ['1s', null], ['daily 25:00', null], ['sometimes', null]])('the schedule %s is read', (text, wanted) => {
  expect(parseSchedule(text)).toEqual(wanted)
})

it('a secret written in the file is exported under a name made of its place', () => {
  expect(secretName('connections.crm.accessToken')).toBe('CRM_ACCESS_TOKEN')
  const made = setup(sampleFile.replace('${CRM_TOKEN}', 'written-here'))
  expect(exportSetup(made)).toContain('accessToken: ${CRM_ACCESS_TOKEN}')
  expect(exportSetup(made)).not.toContain('written-here')
})
