// The sandbox: both vendor twins side by side, filled with the sample companies or with seeds from files.
import { join } from 'node:path'
import { startEAccountingTwin } from './eaccounting/twin.ts'
import type { EAccountingTwin } from './eaccounting/twin.ts'
import type { Choices } from './eaccounting/choices.ts'
import { eAccountingSeed, readSeedFile } from './eaccounting/seed.ts'
import type { EAccountingSeed } from './eaccounting/seed.ts'
import { loadSeed, parseSeed } from './hubspot/seed.ts'
import type { HubSpotSeed } from './hubspot/seed.ts'
import { startHubSpotTwin } from './hubspot/twin.ts'
import type { HubSpotTwin } from './hubspot/twin.ts'
import { sampleBooksSeed } from './data/company-books.ts'
import { sampleCrmSeed } from './data/company-crm.ts'

export type SandboxOptions = {
  /** 0 or missing: a free port. */
  hubspotPort?: number
  eaccountingPort?: number
  /** Divides token lives and rate windows of both twins. Default 1. */
  timeScale?: number
  /** 'off': no twin answers 429. Default 'vendor'. */
  limits?: 'vendor' | 'off'
  /** Folder with hubspot.json and eaccounting.json, as `sandbox/data/write.ts` makes them. Missing: the sample companies. */
  dataDir?: string
  /** Seed files one by one; they win over `dataDir`. */
  seedFiles?: { hubspot?: string; eaccounting?: string }
  /** Seeds as values; they win over files. */
  seeds?: { hubspot?: HubSpotSeed; eaccounting?: EAccountingSeed }
  /** Milliseconds until HubSpot's search sees a change. Default 0. */
  searchLagMs?: number
  /** Which of eAccounting's unverified truths holds. */
  look?: Partial<Choices>
  /** The moment from which the sample's dates are counted. Default: now. */
  now?: Date
}

/** What opens the twins. Sample keys: they open nothing else. */
export type SandboxTokens = { hubSpotToken: string; eAccountingClientId: string; eAccountingClientSecret: string; eAccountingRefreshToken: string }

export type Sandbox = {
  hubspot: HubSpotTwin
  eaccounting: EAccountingTwin
  urls: { hubspot: string; eaccounting: string; eaccountingIdentity: string }
  tokens: SandboxTokens
  /** Set these, and Kontobro talks to the twins: vendor hosts and the variables that the demo configuration names. */
  environment: Record<string, string>
  close(): Promise<void>
}

async function crmSeed(options: SandboxOptions, now: Date): Promise<HubSpotSeed> {
  const path = options.seedFiles?.hubspot ?? (options.dataDir === undefined ? undefined : join(options.dataDir, 'hubspot.json'))
  return options.seeds?.hubspot ?? (path === undefined ? sampleCrmSeed(now) : loadSeed(path))
}

async function booksSeed(options: SandboxOptions, now: Date): Promise<EAccountingSeed> {
  const path = options.seedFiles?.eaccounting ?? (options.dataDir === undefined ? undefined : join(options.dataDir, 'eaccounting.json'))
  return options.seeds?.eaccounting ?? (path === undefined ? sampleBooksSeed(now) : await readSeedFile(path))
}

/** The first key of each seed. Throws when a seed has none, since then nobody could use the twin. */
function tokensOf(crm: HubSpotSeed, books: EAccountingSeed): SandboxTokens {
  const hubSpotToken = Object.keys(parseSeed(crm).serviceKeys)[0]
  const filled = eAccountingSeed.parse(books)
  const client = filled.oauthClients[0]
  const eAccountingRefreshToken = Object.keys(filled.refreshTokens)[0]
  if (hubSpotToken === undefined) throw new Error('the HubSpot seed has no service key')
  if (client === undefined || eAccountingRefreshToken === undefined) throw new Error('the eAccounting seed has no OAuth client or no refresh token')
  return { hubSpotToken, eAccountingClientId: client.clientId, eAccountingClientSecret: client.clientSecret, eAccountingRefreshToken }
}

/** Starts both twins on 127.0.0.1. Throws when a seed is wrong or a port is taken; then neither is left running. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? new Date()
  const [crm, books] = await Promise.all([crmSeed(options, now), booksSeed(options, now)])
  const tokens = tokensOf(crm, books)
  const { timeScale = 1, limits = 'vendor' } = options
  const hubspot = await startHubSpotTwin({ port: options.hubspotPort ?? 0, seed: crm, timeScale, limits, ...(options.searchLagMs === undefined ? {} : { searchLagMs: options.searchLagMs }) })
  let eaccounting: EAccountingTwin
  try {
    eaccounting = await startEAccountingTwin({ port: options.eaccountingPort ?? 0, seed: books, timeScale, limits, ...(options.look === undefined ? {} : { look: options.look }) })
  } catch (caught) {
    await hubspot.close()
    throw caught
  }
  const urls = { hubspot: hubspot.url, eaccounting: eaccounting.url, eaccountingIdentity: eaccounting.url }
  return {
    hubspot, eaccounting, urls, tokens,
    environment: {
      HUBSPOT_API_URL: urls.hubspot, HUBSPOT_APP_URL: urls.hubspot, EACCOUNTING_API_URL: urls.eaccounting, EACCOUNTING_IDENTITY_URL: urls.eaccountingIdentity,
      HUBSPOT_TOKEN: tokens.hubSpotToken, EA_ID: tokens.eAccountingClientId, EA_SECRET: tokens.eAccountingClientSecret, EA_REFRESH: tokens.eAccountingRefreshToken,
      ...(timeScale === 1 ? {} : { KONTOBRO_TIME_SCALE: String(timeScale) }),
    },
    close: async () => { await Promise.all([hubspot.close(), eaccounting.close()]) },
  }
}
