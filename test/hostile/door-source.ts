// The source's door: every answer that the HubSpot connector asks for, told wrongly.
import { smallSeed, allScopesKey } from '../../sandbox/hubspot/small-account.ts'
import { startHubSpotTwin } from '../../sandbox/hubspot/twin.ts'
import type { Client, SaleQuery, SalesSource } from '../../src/connectors/connector.ts'
import { hubspot } from '../../src/connectors/hubspot/index.ts'
import { saleRecord } from '../../src/core/sale-record.ts'
import type { Chance } from './chance.ts'
import { clientGround, memoryVault } from './client-ground.ts'
import type { Door, OpenDoor, Verdict } from './door.ts'
import { startLiar } from './liar.ts'
import type { Answer, Asked, Liar, Told } from './liar.ts'
import { lieAbout } from './lies.ts'
import { judged, wrongData } from './oracle.ts'

const want = { sale: ['dealtype', 'closedate'], company: ['orgno', 'founded'], contact: ['email'], line: ['createdate'], product: ['description'] }
const query: SaleQuery = { kind: 'deal', stages: [{ pipelineId: 'default', stageId: 'closedwon' }], window: { from: '2026-09-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' }, alsoChanged: 'touched', afterId: null }
const ids = ['3001', '3002', '3003']

type Verb = (client: Client, sales: SalesSource) => Promise<Verdict>
const verbs: Record<string, Verb> = {
  read: (_client, sales) => judged(async () => (await Array.fromAsync(sales.read('deal', ids, want))).flat(), (read) => {
    for (const one of read) {
      if (!one.ok) { if (one.problem === '' || one.id === '') return 'held without a reason or an id' }
      else { const fits = saleRecord.safeParse(one.value); if (!fits.success) return `a record that does not fit: ${fits.error.issues[0]?.path.join('.')} ${fits.error.issues[0]?.message}` }
    }
    return null
  }),
  survey: (_client, sales) => judged(() => gathered(sales.survey(query))),
  heads: (_client, sales) => judged(() => sales.heads('deal', ids), (heads) => (heads.every(({ id }) => ids.includes(id)) ? null : 'heads of other sales')),
  archived: (_client, sales) => judged(() => gathered(sales.archived('deal'))),
  writeBack: (_client, sales) => judged(() => sales.writeBack('deal', ids.map((id) => ({ id, values: { status: 'created', message: 'x', documentNumber: '1', documentUrl: '' } }))), (outcomes) => {
    if (outcomes.map(({ id }) => id).join() !== ids.join()) return 'not one outcome for each'
    return outcomes.map(({ outcome }) => (outcome.type === 'written' ? null : wrongData(outcome.failure.toData()) ?? (outcome.failure.code === 'unexpected' ? `unexpected: ${outcome.failure.detail}` : null))).find((problem) => problem !== null) ?? null
  }),
  prepare: (_client, sales) => judged(() => sales.prepareWriteBack('deal')),
  fields: (_client, sales) => judged(() => sales.fields()),
  pipelines: (_client, sales) => judged(() => sales.pipelines('deal')),
  identity: (client) => judged(() => client.identity(), ({ id }) => (id === '' ? 'no identity' : null)),
  check: (client) => judged(() => client.check(), (findings) => (findings.some(({ sv, en }) => /oväntat|unexpected/i.test(`${sv}${en}`)) ? `a finding of the unexpected: ${JSON.stringify(findings.filter(({ en }) => /unexpected/i.test(en)))}` : null)),
}

/** At most a few hundred pages: what goes on for ever is stopped by whoever reads it. */
export async function gathered<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const page of pages) {
    all.push(page)
    if (all.length > 5_000) throw new Error('pages without an end')
  }
  return all
}

/** Tells the truth but for one answer, or for every answer like it. */
export function oneLie(chance: Chance, count: number, say: (what: string) => void): (asked: Asked, truth: Answer) => Told | null {
  const at = chance.below(Math.max(1, count))
  const always = chance.oneIn(2)
  const slow = chance.oneIn(60)
  let place: string | null = null
  return (asked, truth) => {
    const here = `${asked.method} ${asked.url.split('?')[0]}`
    if (asked.ordinal === at) place = here
    if (asked.ordinal !== at && !(always && here === place)) return null
    const told = lieAbout(chance, asked, truth, slow)
    say(told.what)
    return told
  }
}

/** How many requests each verb makes when all is well; the answers are remembered by the liar. */
export async function rehearse(liar: Liar, names: string[], run: (name: string) => Promise<Verdict>): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const name of names) {
    liar.begin(null)
    const verdict = await run(name)
    if (verdict !== null) throw new Error(`${name} on good answers: ${verdict}`)
    counts.set(name, liar.asked.length)
  }
  liar.from = 'memory'
  return counts
}

function seed() {
  const small = smallSeed()
  const [deal] = small.deals ?? []
  if (deal === undefined) throw new Error('the small account has no deal')
  const copy = (id: string, first: number) => ({ ...deal, id, lineItems: (deal.lineItems ?? []).map((line, index) => ({ ...line, id: String(first + index), properties: { ...line.properties, hs_tax_rate_group_id: '25', hs_product_id: '7001' } })) })
  return { ...small, deals: [deal, copy('3002', 8011), copy('3003', 8021)] }
}

export const sourceDoor: Door = {
  name: 'source', parts: 320,
  async open(): Promise<OpenDoor> {
    const twin = await startHubSpotTwin({ seed: seed(), limits: 'off', timeScale: 1 })
    twin.state.archive('deals', '3003')
    const liar = await startLiar(twin.url)
    const ground = clientGround(memoryVault(null))
    const connect = (): Client => hubspot.open({ name: 'crm', config: { accessToken: allScopesKey } }, { api: liar.url, app: liar.url }, ground.deps)
    const run = async (client: Client, name: string): Promise<Verdict> => {
      const verb = verbs[name]
      return verb === undefined || client.sales === undefined ? 'no such verb' : await verb(client, client.sales)
    }
    const names = Object.keys(verbs)
    let client = connect()
    // The properties are made first, so that every later preparation reads the same.
    await run(client, 'prepare')
    const counts = await rehearse(liar, names, async (name) => {
      ground.later(3_600_000)
      const fresh = connect()
      const verdict = await run(fresh, name)
      await fresh.close()
      return verdict
    })
    await twin.close()
    return {
      async knock(chance, index) {
        const name = chance.oneIn(3) ? 'read' : chance.pick(names)
        if (index % 50 === 0) { await client.close(); client = connect() }
        ground.later(chance.oneIn(3) ? 3_600_000 : 61_000)
        let what = 'no lie was told'
        liar.begin(oneLie(chance, counts.get(name) ?? 1, (said) => { what = said }))
        const verdict = (await run(client, name)) ?? ground.told() ?? (liar.asked.length > 3_000 ? `${liar.asked.length} requests` : null)
        return verdict === null ? null : `${name}, ${what}: ${verdict}`
      },
      close: async () => { await client.close(); await liar.close() },
    }
  },
}
