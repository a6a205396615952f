// An installation of a round: a database and a data folder of its own, what is applied to it, and the person who looks after it.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from '../../sandbox/main.ts'
import { readEnvironment } from '../../src/config/environment.ts'
import { connectors } from '../../src/connectors/registry.ts'
import { openInstallation, type Installation } from '../../src/engine/installation.ts'
import { createOperations } from '../../src/engine/operations.ts'
import { createLogger } from '../../src/log.ts'
import { baseSettings, flowName } from '../proof/ground.ts'
import type { DatabaseServer } from './database.ts'
import { settleSeconds, timeScale, type RoundPlan } from './plan.ts'
import { app, bellSecret } from './twins.ts'

export type Desk = {
  installation: Installation
  operations: ReturnType<typeof createOperations>
  /** Variables of a worker of this installation. */
  environment: Record<string, string>
  /** A person connects every account again whose connection is broken or was never made. */
  connect(): Promise<number>
  close(): Promise<void>
}

export type DeskParts = { twins: Sandbox; plan: RoundPlan; server: DatabaseServer; folder: string; /** Sales won since then are taken. */ since: Date; logFile: string }

/** A fresh database and data folder, configured, connected and previewed: ready for workers. */
export async function openDesk(parts: DeskParts): Promise<Desk> {
  const { twins, plan } = parts
  const database = await parts.server.fresh()
  const dataDir = mkdtempSync(join(parts.folder, 'data-'))
  const environment = { ...twins.environment, DATABASE_URL: database.url, KONTOBRO_DATA_DIR: dataDir, KONTOBRO_TIME_SCALE: String(timeScale) }
  const read = readEnvironment(environment, connectors)
  if (!read.ok) throw new Error(read.problems.map((problem) => problem.en).join('\n'))
  const installation = await openInstallation(read.environment, { log: createLogger({ level: 'warn', file: parts.logFile }), poolSize: 4 })
  const operations = createOperations(installation, { server: () => null })
  const files = [{ name: 'kontobro.yaml', text: JSON.stringify(configOf(plan, parts.since)) }]
  const apply = () => operations.apply({ files, environment: { ...twins.environment }, dryRun: false, removeMissing: true })
  const connect = async (): Promise<number> => {
    let connected = 0
    for (const { name, state } of (await operations.status('main')).connections) {
      if (state === 'ok') continue
      const asked = await operations.connectStart('main', name)
      if (asked.needsPerson && asked.authorizeUrl !== null) {
        await operations.connectEnd('main', name, { code: await letIn(asked.authorizeUrl), redirectUri: asked.redirectUri ?? '' })
        connected += 1
      } else await operations.connectTest('main', name)
    }
    return connected
  }
  // A refresh token that the vendor has replaced since opens nothing here: then the person connects, and applies once more.
  if (!(await apply()).ok) {
    await connect()
    const again = await apply()
    if (!again.ok) throw new Error(JSON.stringify(again.complaints.map((one) => one.en)))
  }
  const preview = await operations.startRun('main', flowName, { preview: true, wait: true })
  if (preview.state !== 'done') throw new Error(`the preview ended as ${preview.state}: ${preview.failure?.en ?? ''}`)
  return {
    installation, operations, environment, connect,
    close: async () => {
      await operations.closeRuns()
      await installation.close()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The browser's part: the twins approve at once and send it back with a code. */
async function letIn(address: string): Promise<string> {
  const url = new URL(address)
  if (url.searchParams.get('prompt')?.includes('select_account') === true) url.searchParams.set('twin_company', 'Testbolaget AB')
  const answer = await fetch(url, { redirect: 'manual' })
  const code = new URL(answer.headers.get('location') ?? 'http://nowhere').searchParams.get('code')
  if (code === null) throw new Error(`the vendor did not let us in: ${answer.status} ${await answer.text()}`)
  return code
}

function configOf(plan: RoundPlan, since: Date): object {
  const crm = plan.crmBy === 'serviceKey' ? { accessToken: '${HUBSPOT_TOKEN}' } : { clientId: app.clientId, clientSecret: app.clientSecret, redirectUri: app.redirectUri, refreshToken: app.refreshToken }
  return {
    organisation: 'main',
    connections: {
      crm: { system: 'hubspot', ...crm, webhookSecret: bellSecret },
      books: { system: 'eaccounting', clientId: '${EA_ID}', clientSecret: '${EA_SECRET}', redirectUri: 'https://localhost:44300/callback', refreshToken: '${EA_REFRESH}' },
    },
    flows: {
      [flowName]: {
        flow: 'orders-to-accounting', from: 'crm', to: 'books',
        settings: {
          ...baseSettings, startFrom: since.toISOString(), settleSeconds, orderType: plan.orderType, onChange: plan.onChange, send: plan.send, mark: { field: plan.markField },
          discounts: { percent: 'discount_percent', amount: 'discount_amount' },
        },
      },
    },
  }
}
