// Operations: everything a person or script can ask of an installation. The HTTP API offers these; the CLI asks through the API, in this process or another.
import type { Activity } from '../core/activity.ts'
import type { Candidate } from '../core/decision.ts'
import type { FailureData } from '../core/failure.ts'
import type { Finding } from '../connectors/connector.ts'

/** What `run --json` prints; also the API's picture of a run. Names are a public interface. */
export type RunReport = {
  run: string
  flow: string
  trigger: string
  /** running | done | braked | failed | interrupted | stopped */
  state: string
  read: number
  created: number
  updated: number
  adopted: number
  skipped: number
  held: number
  failed: number
  apiCalls: Record<string, number>
  durationMs: number
  /** Beside the public names: */
  preview: boolean
  joined: boolean
  startedAt: string
  progress: { step: string; done: number; total: number | null; waiting: number } | null
  brake: { count: number; limit: number; sums: Record<string, string>; oldest: string | null } | null
  failure: (FailureData & { sv: string; en: string; cureSv: string; cureEn: string; remedy: string }) | null
  /** Held now by this flow, by cause. */
  heldByCause: { code: string; n: number; sv: string; en: string }[]
}

export type StartRun = { preview?: boolean | undefined; since?: string | undefined; record?: string | undefined; yes?: boolean | undefined; full?: boolean | undefined; trigger?: string | undefined; wait?: boolean | undefined }

export type HeldItem = {
  flow: string
  record: string
  kind: string
  state: string
  title: string
  code: string
  remedy: string
  sv: string
  en: string
  cureSv: string
  cureEn: string
  candidates: Candidate[]
  since: string
  triedAt: string
  tries: number
  /** Where the record is opened at its source, if known. */
  url: string | null
}

export type LogItem = Activity & { payload: unknown }

/** One place in the configuration that is wrong. */
export type Complaint = { file: string | null; line: number | null; column: number | null; path: string; sv: string; en: string; nearest: string | null; severity: 'stop' | 'warn' }
export type PlanStep = { what: 'create' | 'change' | 'remove'; kind: 'organisation' | 'connection' | 'flow' | 'notify' | 'retention'; name: string; sv: string; en: string }
export type ApplyResult = { ok: boolean; applied: boolean; steps: PlanStep[]; complaints: Complaint[] }

export type ConnectionStatus = { name: string; system: string; label: string; state: string; accountId: string | null; accountName: string | null; orgNumber: string | null; problem: { sv: string; en: string; cureSv: string; cureEn: string } | null }
export type FlowStatus = {
  name: string; flow: string; from: string; to: string; state: string; schedule: string | null; version: number; goliveAt: string
  linked: number; held: { code: string; n: number; sv: string; en: string }[]; waiting: number
  lastRun: RunReport | null; nextRunAt: string | null; readUpTo: string | null
}
export type Status = { organisation: string; version: string; database: 'embedded' | 'external'; server: { pid: number; port: number | null } | null; connections: ConnectionStatus[]; flows: FlowStatus[]; alerts: { code: string; subject: string; sv: string; en: string; since: string }[]; openIntents: number; outbox: number }

export type CheckReport = { organisation: string; at: string; ok: boolean; items: { subject: string; findings: Finding[] }[] }

export type MapTry = { record: string; ok: boolean; decision: string; sentenceSv: string; sentenceEn: string; draft: unknown; document: unknown; notes: { code: string; sv: string; en: string }[] }

export type ConnectStart = { needsPerson: boolean; authorizeUrl: string | null; state: string | null; redirectUri: string | null }
export type ConnectEnd = { accountId: string; accountName: string; orgNumber: string | null; changed: boolean }

export type PersonReport = { found: { where: string; n: number; sv: string; en: string }[]; erased: boolean; remains: { sv: string; en: string }[]; records: unknown[] }

/** One thing that `doctor` looked at: how it is, and what to do. */
export type Diagnosis = { what: string; state: 'ok' | 'warn' | 'bad'; sv: string; en: string }

/** All take the organisation's name first. Failures are thrown as core Failure. */
export type Operations = {
  organisations(): Promise<string[]>
  /** `files`: the texts of FILE, or of every file of DIR, with names for complaints. Secrets come from the caller's environment. */
  apply(input: { files: { name: string; text: string }[]; environment: Record<string, string | undefined>; dryRun: boolean; removeMissing: boolean }): Promise<ApplyResult>
  exportYaml(org: string): Promise<string>
  status(org: string): Promise<Status>
  check(org: string): Promise<CheckReport>
  startRun(org: string, flow: string, options: StartRun): Promise<RunReport>
  run(org: string, id: string): Promise<RunReport>
  runs(org: string, flow: string | null, limit: number): Promise<RunReport[]>
  stopRun(org: string, id: string): Promise<void>
  held(org: string, filter: { flow?: string | undefined; code?: string | undefined; record?: string | undefined }): Promise<HeldItem[]>
  /** Replays records of a flow now: given ids, all of a cause, or all. */
  replay(org: string, choice: { flow: string; records?: string[] | undefined; code?: string | undefined; all?: boolean | undefined; wait?: boolean | undefined }): Promise<RunReport>
  dismiss(org: string, flow: string, record: string): Promise<void>
  logs(org: string, filter: { flow?: string | undefined; action?: string | undefined; trigger?: string | undefined; record?: string | undefined; text?: string | undefined; since?: string | undefined; run?: string | undefined; limit?: number | undefined; full?: boolean | undefined }): Promise<LogItem[]>
  tryMapping(org: string, flow: string, record: string): Promise<MapTry>
  setFlowState(org: string, flow: string, state: 'active' | 'paused'): Promise<void>
  connectStart(org: string, connection: string): Promise<ConnectStart>
  connectEnd(org: string, connection: string, answer: { code: string; redirectUri: string; acceptChange?: boolean | undefined }): Promise<ConnectEnd>
  /** Reads the account of a connection with static credentials and pins it. */
  connectTest(org: string, connection: string): Promise<ConnectEnd>
  forget(org: string, choice: { flow?: string | undefined; record?: string | undefined; dryRun: boolean }): Promise<{ links: number; sv: string; en: string }>
  person(org: string, key: { email?: string | undefined; orgNumber?: string | undefined }, erase: boolean): Promise<PersonReport>
  /** What only the open installation can tell a doctor: database, seals, connections, clocks. */
  examine(): Promise<Diagnosis[]>
  /** The whole installation as one encrypted file, from one moment, as a stream of bytes. A passphrase opens it too, when the key is lost. */
  backup(options: { passphrase?: string | undefined }): Promise<ReadableStream<Uint8Array>>
  /** '' for org or connection = any: the signature decides. */
  webhook(org: string, connection: string, request: { method: string; url: string; headers: Record<string, string>; body: string }): Promise<{ accepted: boolean; doorbells: number }>
  metrics(): Promise<string>
}
