// Applying and exporting a setup: checked offline, connections stored, flows checked against the live accounts, then stored.
import type { Complaint, Operations, PlanStep } from '../api/operations.ts'
import { exportSetup } from '../config/export.ts'
import { loadSetups, type LoadedSetup } from '../config/load.ts'
import { planSetup, type PlanItem } from '../config/plan.ts'
import type { Complaint as FileComplaint } from '../config/complaint.ts'
import type { Setup } from '../config/setup.ts'
import { connectorFor } from '../connectors/registry.ts'
import { asFailure, Failure, failureCure, failureSentence, type FailureData } from '../core/failure.ts'
import { pathText, type Issue } from '../core/issue.ts'
import type { Sentence } from '../core/language.ts'
import { compileFlow } from '../flows/orders-to-accounting/compile-flow.ts'
import type { LiveFacts } from '../flows/orders-to-accounting/resolve.ts'
import { ordersSettings } from '../flows/orders-to-accounting/settings.ts'
import { connectionNamed, forgetTokens, listConnections, removeConnection, saveConnection } from '../store/tables/connections.ts'
import { ensureOrganisation, listFlows, listOrganisations, removeFlow, saveFlow, saveOrganisation, setFlowState } from '../store/tables/flows.ts'
import { openClient, pinnedAccount, type OpenedConnection } from './clients.ts'
import { roomOf } from './run-context.ts'
import type { Installation } from './installation.ts'
import { readFacts } from './recipe.ts'
import { registry } from './registry.ts'

export type SetupOperations = Pick<Operations, 'apply' | 'exportYaml' | 'organisations'>

export function setupOperations(installation: Installation, onChanged: () => Promise<void>): SetupOperations {
  return {
    organisations: async () => (await listOrganisations(installation.db)).map((row) => row.id),
    exportYaml: async (org) => {
      const stored = await storedSetup(installation, org)
      if (stored === null) throw new Failure('unknown-organisation', { name: org })
      return exportSetup(stored)
    },
    apply: async (input) => {
      const files = new Map(input.files.map((file) => [file.name, file.text]))
      const complaints: Complaint[] = []
      const setups: LoadedSetup[] = []
      const extended = new Set(input.files.flatMap((file) => basesOf(file)))
      for (const { name } of input.files) {
        if (extended.has(name)) continue
        const loaded = await loadSetups(name, { environment: input.environment, registry, files })
        if (loaded.ok) {
          setups.push(...loaded.setups)
          for (const one of loaded.setups) complaints.push(...one.warnings.map(told))
        } else complaints.push(...loaded.complaints.map(told))
      }
      complaints.push(...overlapping(setups))
      if (complaints.some((complaint) => complaint.severity === 'stop')) return { ok: false, applied: false, steps: [], complaints }
      const steps: PlanStep[] = []
      for (const loaded of setups) {
        const result = await applyOne(installation, loaded, input.dryRun)
        steps.push(...result.steps)
        complaints.push(...result.complaints)
      }
      const ok = !complaints.some((complaint) => complaint.severity === 'stop')
      if (ok && !input.dryRun) await onChanged()
      return { ok, applied: ok && !input.dryRun, steps, complaints }
    },
  }
}

/** Files that this one extends, by the name they were sent under. */
function basesOf(file: { name: string; text: string }): string[] {
  const match = /^extends:\s*["']?([^"'\s#]+)/m.exec(file.text)
  if (match?.[1] === undefined) return []
  const folder = file.name.includes('/') ? file.name.slice(0, file.name.lastIndexOf('/') + 1) : ''
  return [match[1], `${folder}${match[1]}`.replace(/\/\.\//g, '/')]
}

/** Two flows that would write the same sales into the same books are refused where it can be proved: same ends, a shared stage, no filter between them. */
function overlapping(setups: readonly LoadedSetup[]): Complaint[] {
  return setups.flatMap((loaded) => {
    const { setup } = loaded
    const flows = Object.entries(setup.flows).filter(([, flow]) => !flow.paused)
    return flows.flatMap(([name, flow], index) => flows.slice(index + 1).flatMap(([other, second]) => {
      if (flow.flow !== second.flow || flow.from !== second.from || flow.to !== second.to) return []
      const [a, b] = [ordersSettings.safeParse(flow.settings), ordersSettings.safeParse(second.settings)]
      if (!a.success || !b.success || a.data.source !== b.data.source || a.data.filter !== undefined || b.data.filter !== undefined) return []
      const stageOf = (stage: unknown): string => JSON.stringify(stage).toLowerCase()
      const shared = a.data.stages.find((stage) => b.data.stages.some((one) => stageOf(one) === stageOf(stage)))
      if (shared === undefined) return []
      const stage = typeof shared === 'string' ? shared : `${shared.pipeline}/${shared.stage}`
      return [sharedStage(loaded, name, other, stage)]
    }))
  })
}

function sharedStage(loaded: LoadedSetup, name: string, other: string, stage: string): Complaint {
  return complaintAt(loaded, ['flows', other, 'settings', 'stages'], 'stop', {
    sv: `Flödena ${name} och ${other} tar samma status (${stage}) till samma bokföring. Ge dem skilda statusar eller filter.`,
    en: `The flows ${name} and ${other} take the same stage (${stage}) to the same books. Give them different stages or filters.`,
  })
}

async function applyOne(installation: Installation, loaded: LoadedSetup, dryRun: boolean): Promise<{ steps: PlanStep[]; complaints: Complaint[] }> {
  const { setup } = loaded
  const org = setup.organisation
  const fingerprint = (secret: string): string => installation.secrets.fingerprint(secret)
  const stored = await storedSetup(installation, org)
  const plan = planSetup(stored === null ? null : withFingerprints(stored, fingerprint), setup, { fingerprint })
  const steps = [...(stored === null ? [created(org)] : []), ...plan.map(step)]
  if (!dryRun) await storeConnections(installation, setup, plan)
  const complaints = await checkLive(installation, loaded, dryRun)
  if (dryRun || complaints.some((complaint) => complaint.severity === 'stop')) return { steps, complaints }
  await storeFlows(installation, setup, plan)
  await saveOrganisation(installation.db, org, { retentionDays: setup.retentionDays, setup: installation.seal.seal(setup, `setup:${org}`) })
  return { steps, complaints }
}

/** Connections come first: checking a flow against its accounts needs them. A changed seed takes the place of stored tokens; the same seed never does. */
async function storeConnections(installation: Installation, setup: Setup, plan: PlanItem[]): Promise<void> {
  const { db, seal, secrets } = installation
  const org = setup.organisation
  await ensureOrganisation(db, org)
  for (const [name, connection] of Object.entries(setup.connections)) {
    const connector = connectorFor(connection.system)
    const secret = Object.fromEntries(Object.entries(connection.config).filter(([key]) => connector.secretKeys.includes(key)))
    const plain = Object.fromEntries(Object.entries(connection.config).filter(([key]) => !connector.secretKeys.includes(key)))
    const seed = secrets.fingerprint(JSON.stringify(Object.entries(secret).sort(([a], [b]) => (a < b ? -1 : 1))))
    const before = await connectionNamed(db, org, name)
    if (before !== null && before.seed_fingerprint !== seed) await forgetTokens(db, org, name)
    await saveConnection(db, { org, name, system: connection.system, config: plain, secrets: seal.seal(secret, `connection:${org}:${name}`), seedFingerprint: seed, expect: connection.expect })
  }
  for (const item of plan) if (item.kind === 'connection' && item.action === 'remove') await removeConnection(db, org, item.name)
}

async function storeFlows(installation: Installation, setup: Setup, plan: PlanItem[]): Promise<void> {
  const { db } = installation
  const org = setup.organisation
  for (const [name, flow] of Object.entries(setup.flows)) {
    await saveFlow(db, { org, name, flow: flow.flow, source: flow.from, target: flow.to, schedule: flow.schedule, settings: flow.settings, mapping: flow.mapping, now: new Date(installation.now()), by: 'apply' })
    await setFlowState(db, org, name, flow.paused ? 'paused' : 'active')
  }
  for (const item of plan) if (item.kind === 'flow' && item.action === 'remove') await removeFlow(db, org, item.name)
  const names = new Set(Object.keys(setup.flows))
  for (const flow of await listFlows(db, org)) if (!names.has(flow.name)) await removeFlow(db, org, flow.name)
}

/** Every flow whose accounts answer is compiled against them: unknown stages, ambiguous terms and impossible mappings are told with their place. */
async function checkLive(installation: Installation, loaded: LoadedSetup, dryRun: boolean): Promise<Complaint[]> {
  const { setup } = loaded
  const complaints: Complaint[] = []
  const room = roomOf(installation)
  const stored = new Set((await listConnections(installation.db, setup.organisation)).map((row) => row.name))
  const opened = new Map<string, OpenedConnection | null>()
  const open = async (name: string): Promise<OpenedConnection | null> => {
    const present = opened.get(name)
    if (present !== undefined) return present
    let result: OpenedConnection | null = null
    if (stored.has(name)) {
      try {
        result = await openClient(room, setup.organisation, name)
        await pinnedAccount(room, setup.organisation, result)
      } catch (caught) {
        const failure = asFailure(caught)
        complaints.push(connectionComplaint(loaded, name, failure))
        await result?.client.close()
        result = null
      }
    } else if (dryRun) complaints.push(notYet(loaded, name))
    opened.set(name, result)
    return result
  }
  // Flows between the same accounts are checked against one reading of them.
  const readings = new Map<string, Promise<LiveFacts>>()
  const taken = new Map<string, string>()
  for (const [name, flow] of Object.entries(setup.flows)) {
    const [source, target] = [await open(flow.from), await open(flow.to)]
    const sales = source?.client.sales
    const books = target?.client.books
    if (sales === undefined || books === undefined) continue
    try {
      const settings = ordersSettings.parse(flow.settings)
      const between = `${flow.from}:${flow.to}:${settings.source}`
      const reading = readings.get(between) ?? readFacts({ sales, books, kind: settings.source })
      readings.set(between, reading)
      const compiled = compileFlow(settings, flow.mapping, await reading)
      const issues = compiled.ok ? compiled.flow.warnings : compiled.issues
      complaints.push(...issues.map((issue) => placed(loaded, ['flows', name], issue)))
      if (!compiled.ok || flow.paused || settings.filter !== undefined) continue
      for (const stage of compiled.flow.settings.stages) {
        const key = `${between}:${stage.pipelineId}/${stage.stageId}`
        const other = taken.get(key)
        if (other !== undefined) complaints.push(sharedStage(loaded, other, name, `${stage.pipeline}/${stage.stage}`))
        taken.set(key, name)
      }
    } catch (caught) {
      complaints.push(connectionComplaint(loaded, flow.to, asFailure(caught)))
    }
  }
  for (const one of opened.values()) await one?.client.close()
  return complaints
}

/** Trouble that passes is told; what needs a person or another setting refuses the apply. A connection that was never authorised only waits for that. */
function connectionComplaint(loaded: LoadedSetup, name: string, failure: Failure): Complaint {
  const stop = failure.remedy !== 'retry' && failure.code !== 'not-connected'
  const data: FailureData = failure.toData()
  return complaintAt(loaded, ['connections', name], stop ? 'stop' : 'warn', {
    sv: `${failureSentence(data, 'sv')} ${failureCure(data, 'sv')}`, en: `${failureSentence(data, 'en')} ${failureCure(data, 'en')}`,
  })
}

function notYet(loaded: LoadedSetup, name: string): Complaint {
  return complaintAt(loaded, ['connections', name], 'warn', { sv: 'Kontrolleras mot kontot först vid apply.', en: 'Is checked against the account when applied.' })
}

function placed(loaded: LoadedSetup, root: string[], issue: Issue): Complaint {
  return complaintAt(loaded, [...root, ...issue.path], issue.severity, issue, issue.nearest)
}

/** A complaint with the place in the file where its value stands. */
function complaintAt(loaded: LoadedSetup, path: (string | number)[], severity: Complaint['severity'], { sv, en }: Sentence, nearest: string | null = null): Complaint {
  const place = loaded.locate(path)
  return { file: place?.file ?? loaded.file, line: place?.line ?? null, column: place?.column ?? null, path: pathText(path), sv, en, nearest, severity }
}

function told(complaint: FileComplaint): Complaint {
  return { ...complaint, path: pathText(complaint.path), nearest: complaint.nearest ?? null }
}

function step(item: PlanItem): PlanStep {
  return { what: item.action, kind: item.kind === 'retentionDays' ? 'retention' : item.kind, name: item.name, sv: item.sv, en: item.en }
}

function created(org: string): PlanStep {
  return { what: 'create', kind: 'organisation', name: org, sv: `Skapar organisationen ${org}.`, en: `Creates the organisation ${org}.` }
}

/** The setup as last applied, secrets included; null when the organisation is new. */
export async function storedSetup(installation: Installation, org: string): Promise<Setup | null> {
  const row = (await listOrganisations(installation.db)).find((one) => one.id === org)
  if (row === undefined || row.setup === null) return null
  // Sealed by us after it was parsed: its shape is known.
  return installation.seal.open(row.setup, `setup:${org}`) as Setup
}

/** Secrets in a stored setup are compared by fingerprint, as the plan wants them. */
function withFingerprints(setup: Setup, fingerprint: (secret: string) => string): Setup {
  const hide = (value: unknown, path: string): unknown => {
    if (Object.hasOwn(setup.secrets, path)) return fingerprint(String(value))
    if (Array.isArray(value)) return value.map((part, index) => hide(part, `${path}.${index}`))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, hide(part, `${path}.${key}`)]))
  }
  // A connection's own keys stand beside `system` in the file, and so in the paths of secrets, but under `config` here.
  const connections = Object.fromEntries(Object.entries(setup.connections).map(([name, connection]) => [name, { ...connection, config: hide(connection.config, `connections.${name}`) as Record<string, unknown> }]))
  return { ...setup, connections, notify: hide(setup.notify, 'notify') as Setup['notify'] }
}
