// Several hosts: workers with addresses of their own against one PostgreSQL and one pair of vendors; a cable is taken out in the middle and put back; limits are kept with clocks that are wrong.
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql, type Kysely } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { openNetwork, whyNoHosts, type Host, type Network } from './hosts/network.ts'
import type { HostOrders } from './hosts/worker.ts'
import { untilSettled } from './proof/chain.ts'
import { openGround, type Ground, type GroundOptions, type Worker } from './proof/ground.ts'
import { findings, leftovers } from './proof/oracle.ts'
import { manySales, type Sale } from './proof/sales.ts'

const script = join(fileURLToPath(new URL('.', import.meta.url)), 'hosts/worker.ts')
const missing = whyNoHosts()
if (missing !== null) console.log(`Skipped: ${missing}`)

type Far = { name: string; said: string[]; /** Resolves with the first line that begins so. */ hears(beginning: string): Promise<string>; begin(): void; end(): Promise<void> }
type Stage = { ground: Ground; network: Network; /** Looks on from this machine. */ watcher: Worker; far: Far[]; at(host: Host, orders?: Partial<HostOrders>): Promise<Far>; db: Kysely<unknown> }

const open: Stage[] = []
afterEach(async () => {
  for (const stage of open.splice(0)) {
    for (const host of stage.network.hosts) host.mend()
    await Promise.all(stage.far.map((one) => one.end()))
    stage.network.close()
    await stage.ground.close()
  }
})

async function begin(options: GroundOptions): Promise<Stage> {
  const ground = await openGround({ limits: 'vendor', ...options })
  const network = openNetwork(2)
  const watcher = await ground.worker()
  const stage: Stage = { ground, network, watcher, far: [], db: watcher.installation.db, at: (host, orders) => startFar(stage, host, orders ?? {}) }
  open.push(stage)
  await ground.apply(watcher)
  for (const port of [...vendorPorts(ground), databaseUrl(ground).port].map(Number)) await network.open(port)
  return stage
}

function vendorPorts(ground: Ground): number[] {
  return Object.values(ground.sandbox.urls).map((url) => Number(new URL(url).port)).filter((port, at, all) => all.indexOf(port) === at)
}

function databaseUrl(ground: Ground): URL {
  return new URL(ground.database().url)
}

async function startFar(stage: Stage, host: Host, orders: Partial<HostOrders>): Promise<Far> {
  const { ground, network } = stage
  const database = databaseUrl(ground)
  database.hostname = network.address
  const whole: HostOrders = { bridge: network.address, vendorPorts: vendorPorts(ground), clockOffMs: 0, conduct: false, stopAt: null, ...orders }
  const child: ChildProcess = spawn('ip', ['netns', 'exec', host.name, process.execPath, '--disable-warning=ExperimentalWarning', script, JSON.stringify(whole)], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: process.env.LOG_LEVEL, ...ground.environment(), DATABASE_URL: database.href }, stdio: ['pipe', 'pipe', 'inherit'],
  })
  const said: string[] = []
  const heard = new Set<() => void>()
  let rest = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n')
    rest = lines.pop() ?? ''
    said.push(...lines)
    for (const wake of heard) wake()
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const far: Far = {
    name: '', said,
    hears: (beginning) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = said.find((one) => one.startsWith(beginning))
          if (line === undefined) return
          heard.delete(look)
          resolve(line)
        }
        heard.add(look)
        look()
        void exited.then(() => reject(new Error(`the worker ended without saying "${beginning}": ${said.join(' | ')}`)))
      }),
    begin: () => void child.stdin?.write('begin\n'),
    end: async () => {
      child.stdin?.end()
      const patience = setTimeout(() => child.kill('SIGKILL'), 6_000)
      await exited
      clearTimeout(patience)
    },
  }
  stage.far.push(far)
  far.name = (await far.hears('ready ')).slice('ready '.length)
  return far
}

async function until<T>(what: string, seconds: number, look: () => Promise<T | null | undefined | false>): Promise<T> {
  const from = Date.now()
  for (;;) {
    const found = await look()
    if (found !== null && found !== undefined && found !== false) return found
    if (Date.now() - from > seconds * 1_000) throw new Error(`waited ${seconds} s for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Records of the flow are written, each once, whatever was cut; nobody called more than was allowed. */
async function allRight({ ground, watcher, far }: Stage, sales: Sale[]): Promise<void> {
  await untilSettled(watcher)
  expect([...findings(ground, sales, 'order'), ...(await leftovers(ground, watcher, sales))]).toEqual([])
  expect(far.flatMap((one) => one.said.filter((line) => line.startsWith('refused')))).toEqual([])
  expect(ground.sandbox.eaccounting.journal.entries.filter((entry) => entry.status === 429)).toEqual([])
  expect(ground.sandbox.hubspot.journal.entries.filter((entry) => entry.status === 429)).toEqual([])
}

async function ordersOf(db: Kysely<unknown>, worker: string): Promise<number> {
  return Number((await sql<{ n: string | null }>`select sum((counts->>'created')::int) as n from runs where worker = ${worker}`.execute(db)).rows[0]?.n ?? 0)
}

/** Real seconds: the lease is ten. */
const realTime: GroundOptions = { timeScale: 1 }

test.skipIf(missing !== null)('a helper whose cable is taken out is taken over within fifteen seconds, and back again it doubles nothing', { timeout: 240_000 }, async () => {
  const stage = await begin(realTime)
  const { ground, network, db } = stage
  const [near, farther] = network.hosts as [Host, Host]
  const conductor = await stage.at(near, { conduct: true })
  const helper = await stage.at(farther, { stopAt: { point: 'create-documents', when: 'after', nth: 3 } })
  const sales = manySales(ground, 320)
  conductor.begin()
  await helper.hears('here')
  const parcel = await until('a parcel of the helper', 5, async () => (await sql<{ position: number; part: string }>`select p.position, p.part from parcels p join runs r on r.id = p.part where r.worker = ${helper.name} and not p.done order by 1`.execute(db)).rows[0])
  farther.cut()
  const cutAt = Date.now()
  await until('the take-over', 30, async () => (await sql`select 1 from parcels where position = ${parcel.position} and part is distinct from ${parcel.part} and part is not null
    union all select 1 where not exists (select 1 from parcels where position = ${parcel.position})`.execute(db)).rows.length > 0)
  const seconds = (Date.now() - cutAt) / 1_000
  console.log(`a helper's parcel was taken over ${seconds.toFixed(1)} s after its cable was taken out`)
  expect(seconds).toBeLessThan(15)
  await new Promise((resolve) => setTimeout(resolve, 12_000))
  farther.mend()
  expect(JSON.parse((await conductor.hears('report ')).slice('report '.length))).toMatchObject({ state: 'done', failed: 0 })
  await allRight(stage, sales)
})

test.skipIf(missing !== null)('a conductor whose cable is taken out is taken over within fifteen seconds, and the run is finished by the other', { timeout: 240_000 }, async () => {
  const stage = await begin(realTime)
  const { ground, network, db } = stage
  const [near, farther] = network.hosts as [Host, Host]
  const conductor = await stage.at(farther, { conduct: true, stopAt: { point: 'create-documents', when: 'after', nth: 3 } })
  const helper = await stage.at(near)
  const sales = manySales(ground, 320)
  conductor.begin()
  await conductor.hears('here')
  farther.cut()
  const cutAt = Date.now()
  await until('the take-over', 30, async () => (await sql`select 1 from runs where worker = ${helper.name} and part_of is null and not preview`.execute(db)).rows.length > 0)
  const seconds = (Date.now() - cutAt) / 1_000
  console.log(`a run was taken over ${seconds.toFixed(1)} s after the cable of its conductor was taken out`)
  expect(seconds).toBeLessThan(15)
  await until('the end of the run', 150, async () => (await sql`select 1 from runs where worker = ${helper.name} and part_of is null and state = 'done'`.execute(db)).rows.length > 0)
  // Long after its requests were given up the sleeper is back in the network: the system sends nothing on its behalf.
  const writes = ground.sandbox.eaccounting.journal.entries.length
  farther.mend()
  await new Promise((resolve) => setTimeout(resolve, 30_000))
  expect(ground.sandbox.eaccounting.journal.entries.slice(writes)).toEqual([])
  expect(JSON.parse((await conductor.hears('report ')).slice('report '.length))).not.toMatchObject({ state: 'done' })
  await allRight(stage, sales)
})

test.skipIf(missing !== null)('two hosts whose clocks are three seconds apart keep the limits together, to the last call', { timeout: 300_000 }, async () => {
  const stage = await begin({ timeScale: 10 })
  const { ground, network, db } = stage
  const [near, farther] = network.hosts as [Host, Host]
  const conductor = await stage.at(near, { conduct: true, clockOffMs: 2_000 })
  const helper = await stage.at(farther, { clockOffMs: -1_000 })
  const sales = manySales(ground, 1_500)
  conductor.begin()
  expect(JSON.parse((await conductor.hears('report ')).slice('report '.length))).toMatchObject({ state: 'done', created: 1_500, failed: 0 })
  expect(await ordersOf(db, conductor.name)).toBeGreaterThan(0)
  expect(await ordersOf(db, helper.name)).toBeGreaterThan(0)
  await allRight(stage, sales)
})
