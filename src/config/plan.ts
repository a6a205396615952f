// The plan of an apply: what would be created, changed and removed so that the stored setup matches the file.
import type { Sentence } from '../core/language.ts'
import type { Setup } from './setup.ts'

export type PlanItem = Sentence & {
  action: 'create' | 'change' | 'remove'
  kind: 'connection' | 'flow' | 'notify' | 'retentionDays'
  name: string
  /** What differs, for `change`; values of secrets are never shown. */
  changes: { path: string; before: unknown; after: unknown }[]
}

export type PlanSettings = {
  /** Stable fingerprint of a secret; stored setups hold fingerprints in place of their secrets. */
  fingerprint(secret: string): string
}

/** Compares; `stored` is null when the organisation is new. Stored secrets are fingerprints at the same places. */
export function planSetup(stored: Setup | null, wanted: Setup, settings: PlanSettings): PlanItem[] {
  const before = stored === null ? null : whole(stored, null)
  const after = whole(wanted, settings)
  const secret = new Set([...Object.keys(stored?.secrets ?? {}), ...Object.keys(wanted.secrets)])
  return [
    ...compareParts('connection', 'connections', before?.connections ?? {}, after.connections, secret),
    ...compareParts('flow', 'flows', before?.flows ?? {}, after.flows, secret),
    ...compareParts('notify', 'notify', keyed(before?.notify ?? []), keyed(after.notify), secret),
    ...(before === null || before.retentionDays === after.retentionDays ? [] : [item('change', 'retentionDays', '', [{ path: 'retentionDays', before: before.retentionDays, after: after.retentionDays }])]),
  ]
}

type Whole = Pick<Setup, 'notify' | 'retentionDays'> & { connections: Record<string, unknown>; flows: Record<string, unknown> }

/** The parts of a setup that a file decides; secrets become fingerprints. */
function whole(setup: Setup, settings: PlanSettings | null): Whole {
  const hide = (value: unknown, path: string): unknown => {
    if (Object.hasOwn(setup.secrets, path)) return settings === null ? value : settings.fingerprint(String(value))
    if (Array.isArray(value)) return value.map((part, index) => hide(part, `${path}.${index}`))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, hide(part, path === '' ? key : `${path}.${key}`)]))
  }
  const connections = Object.fromEntries(Object.entries(setup.connections).map(([name, connection]) => [name, { system: connection.system, ...connection.config, expect: connection.expect }]))
  const flows = Object.fromEntries(Object.entries(setup.flows).map(([name, { parsed: _parsed, ...flow }]) => [name, flow]))
  return hide({ connections, flows, notify: setup.notify, retentionDays: setup.retentionDays }, '') as Whole
}

function compareParts(kind: PlanItem['kind'], root: string, before: Record<string, unknown>, after: Record<string, unknown>, secret: ReadonlySet<string>): PlanItem[] {
  const items: PlanItem[] = []
  for (const [name, value] of Object.entries(after)) {
    if (!Object.hasOwn(before, name)) {
      items.push(item('create', kind, name, []))
      continue
    }
    const changes = differences(before[name], value, '').map((change) => (secret.has(`${root}.${name}.${change.path}`) ? { ...change, before: '(secret)', after: '(secret, changed)' } : change))
    if (changes.length > 0) items.push(item('change', kind, name, changes))
  }
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) items.push(item('remove', kind, name, []))
  return items
}

/** Leaves that differ, by dotted path. Absent and undefined are the same. */
export function differences(before: unknown, after: unknown, path: string): PlanItem['changes'] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  const both = [before, after].every((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  if (!both) return [{ path, before, after }]
  const [left, right] = [before as Record<string, unknown>, after as Record<string, unknown>]
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])]
  return keys.flatMap((key) => differences(left[key], right[key], path === '' ? key : `${path}.${key}`))
}

function keyed(notices: Setup['notify']): Record<string, unknown> {
  return Object.fromEntries(notices.map((notice, index) => [String(index), notice]))
}

const kinds: Record<PlanItem['kind'], Sentence> = {
  connection: { sv: 'anslutningen', en: 'connection' }, flow: { sv: 'flödet', en: 'flow' },
  notify: { sv: 'aviseringen', en: 'notice' }, retentionDays: { sv: 'lagringstiden', en: 'retention' },
}

function item(action: PlanItem['action'], kind: PlanItem['kind'], name: string, changes: PlanItem['changes']): PlanItem {
  const verbs = { create: { sv: 'Skapar', en: 'Creates' }, change: { sv: 'Ändrar', en: 'Changes' }, remove: { sv: 'Tar bort', en: 'Removes' } }[action]
  const shown = name === '' ? '' : ` ${kind === 'notify' ? Number(name) + 1 : name}`
  const what = changes.map((change) => change.path).filter((path) => path !== '').slice(0, 6).join(', ')
  return {
    action, kind, name, changes,
    sv: `${verbs.sv} ${kinds[kind].sv}${shown}${what === '' ? '' : `: ${what}`}.`,
    en: `${verbs.en} ${kinds[kind].en}${shown}${what === '' ? '' : `: ${what}`}.`,
  }
}
