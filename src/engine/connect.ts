// Connecting an account: the address a person opens, the exchange of the code, who the account is; and the readiness check.
import { randomBytes } from 'node:crypto'
import type { CheckReport, ConnectEnd, Operations } from '../api/operations.ts'
import { authorizeAddress } from '../connectors/oauth.ts'
import type { Finding } from '../connectors/connector.ts'
import { asFailure, failureCure, failureSentence } from '../core/failure.ts'
import { compileFlow } from '../flows/orders-to-accounting/compile-flow.ts'
import { ordersSettings } from '../flows/orders-to-accounting/settings.ts'
import { mappingRule } from '../mapper/rules.ts'
import { listConnections, pinAccount, storeTokens } from '../store/tables/connections.ts'
import { listFlows } from '../store/tables/flows.ts'
import { openClient, pinnedAccount, type OpenedConnection } from './clients.ts'
import { roomOf } from './run-context.ts'
import type { Installation } from './installation.ts'
import { readFacts } from './recipe.ts'
import { pathText } from '../core/issue.ts'

export type ConnectOperations = Pick<Operations, 'connectStart' | 'connectEnd' | 'connectTest' | 'check'>

export function connectOperations(installation: Installation): ConnectOperations {
  const room = roomOf(installation)
  const account = async (org: string, opened: OpenedConnection, acceptChange: boolean): Promise<ConnectEnd> => {
    const identity = await opened.client.identity()
    const changed = opened.row.account_id !== null && opened.row.account_id !== identity.id
    if (acceptChange) await pinAccount(installation.db, org, opened.row.name, identity)
    else await pinnedAccount(room, org, opened)
    return { accountId: identity.id, accountName: identity.name, orgNumber: identity.orgNumber, changed }
  }
  return {
    connectStart: async (org, name) => {
      const opened = await openClient(room, org, name)
      try {
        const facts = opened.connector.oauth(opened.connection, opened.hosts)
        const config = opened.connection.config as { clientId?: string; redirectUri?: string; accessToken?: string }
        if (facts === null || config.accessToken !== undefined || config.clientId === undefined) return { needsPerson: false, authorizeUrl: null, state: null, redirectUri: null }
        const redirectUri = config.redirectUri ?? `${installation.environment.publicUrl ?? `http://127.0.0.1:${installation.environment.port}`}/oauth/callback`
        const state = randomBytes(16).toString('base64url')
        return { needsPerson: true, authorizeUrl: authorizeAddress(facts, config.clientId, redirectUri, state), state, redirectUri }
      } finally {
        await opened.client.close()
      }
    },
    connectEnd: async (org, name, answer) => {
      const before = await openClient(room, org, name)
      const tokens = await before.connector.exchange(before.connection, before.hosts, answer.code, answer.redirectUri, { now: installation.now, onCall: () => undefined })
      await before.client.close()
      await storeTokens(installation.db, installation.seal, org, name, tokens)
      const opened = await openClient(room, org, name)
      try {
        return await account(org, opened, answer.acceptChange === true)
      } finally {
        await opened.client.close()
      }
    },
    connectTest: async (org, name) => {
      const opened = await openClient(room, org, name)
      try {
        return await account(org, opened, false)
      } finally {
        await opened.client.close()
      }
    },
    check: (org) => check(installation, org),
  }
}

/** Every connection, then every flow against its accounts; trouble is a finding, never an error. */
async function check(installation: Installation, org: string): Promise<CheckReport> {
  const room = roomOf(installation)
  const items: CheckReport['items'] = []
  const opened = new Map<string, OpenedConnection>()
  const trouble = (caught: unknown): Finding => {
    const failure = asFailure(caught).toData()
    return { code: failure.code, ok: false, severity: 'stop', sv: `${failureSentence(failure, 'sv')} ${failureCure(failure, 'sv')}`, en: `${failureSentence(failure, 'en')} ${failureCure(failure, 'en')}` }
  }
  for (const row of await listConnections(installation.db, org)) {
    const findings: Finding[] = []
    try {
      const one = await openClient(room, org, row.name)
      opened.set(row.name, one)
      const found = await pinnedAccount(room, org, one)
      findings.push({ code: 'account', ok: true, severity: 'info', sv: `Ansluten till ${found.name} (${found.id}).`, en: `Connected to ${found.name} (${found.id}).` }, ...(await one.client.check()))
    } catch (caught) {
      findings.push(trouble(caught))
    }
    items.push({ subject: `connection ${row.name}`, findings })
  }
  for (const flow of await listFlows(installation.db, org)) {
    const findings: Finding[] = []
    const sales = opened.get(flow.source)?.client.sales
    const books = opened.get(flow.target)?.client.books
    try {
      if (sales !== undefined && books !== undefined) {
        const settings = ordersSettings.parse(flow.settings)
        const compiled = compileFlow(settings, mappingRule.array().parse(flow.mapping), await readFacts({ sales, books, kind: settings.source }))
        const issues = compiled.ok ? compiled.flow.warnings : compiled.issues
        for (const issue of issues) findings.push({ code: 'settings', ok: issue.severity !== 'stop', severity: issue.severity === 'stop' ? 'stop' : 'warn', sv: `${pathText(issue.path)}: ${issue.sv}`, en: `${pathText(issue.path)}: ${issue.en}` })
        if (compiled.ok) findings.push({ code: 'settings-fit', ok: true, severity: 'info', sv: 'Inställningarna stämmer med båda kontona.', en: 'The settings fit both accounts.' })
      } else findings.push({ code: 'not-checked', ok: false, severity: 'stop', sv: 'Kan inte kontrolleras förrän anslutningarna fungerar.', en: 'Cannot be checked until the connections work.' })
    } catch (caught) {
      findings.push(trouble(caught))
    }
    items.push({ subject: `flow ${flow.name}`, findings })
  }
  for (const one of opened.values()) await one.client.close()
  const ok = items.every((item) => item.findings.every((finding) => finding.ok || finding.severity !== 'stop'))
  return { organisation: org, at: new Date(installation.now()).toISOString(), ok, items }
}
