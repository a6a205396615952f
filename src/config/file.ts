// The configuration file kontobro.yaml: its whole meaning, checked, with every fault told by file, line and column.
import { z } from 'zod'
import { choicesText, type Issue } from '../core/issue.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { Complaint } from './complaint.ts'
import { keysAt } from '../core/schema-keys.ts'
import { setupFile, type ConnectionSetup, type FlowSetup, type Registry, type Setup } from './setup.ts'
import { dotted, type Place, type YamlSource } from './yaml-source.ts'
import { parseWith } from '../core/zod-issues.ts'

export type ReadSetup = { ok: true; setup: Setup; warnings: Complaint[] } | { ok: false; complaints: Complaint[] }
type Path = (string | number)[]
type Raw = Record<string, unknown>

/** Checks one organisation's file. `sources`: the file itself first, then what it extends, nearest first. */
export function readSetup(sources: readonly YamlSource[], registry: Registry): ReadSetup {
  const issues: Issue[] = []
  const merged = sources.reduceRight<Raw>((base, source) => mergeValues(base, source.value), {})
  const file = parseWith(setupFile, merged)
  if (!file.ok) issues.push(...file.issues)
  const connections: Record<string, ConnectionSetup> = {}
  for (const [name, raw] of entries(merged['connections'])) {
    const checked = checkConnection(raw, ['connections', name], registry, issues)
    if (checked !== null) connections[name] = checked
  }
  const parsedFlows: Record<string, unknown> = {}
  for (const [name, raw] of entries(merged['flows'])) parsedFlows[name] = checkFlow(raw, ['flows', name], merged, registry, issues)
  const complaints = distinct(issues.map((issue) => placed(issue, sources)))
  if (!file.ok || complaints.some((complaint) => complaint.severity === 'stop')) return { ok: false, complaints }
  const flows: Record<string, FlowSetup> = {}
  for (const [name, flow] of Object.entries(file.value.flows)) flows[name] = { ...flow, parsed: parsedFlows[name] }
  const setup: Setup = {
    organisation: file.value.organisation, connections, flows, notify: file.value.notify, retentionDays: file.value.retentionDays,
    secrets: secretsOf(connections, sources, registry),
  }
  return { ok: true, setup, warnings: complaints }
}

/** The upper value over the base: maps are merged name by name, everything else is replaced. */
export function mergeValues(base: Raw, upper: Raw): Raw {
  const merged: Raw = { ...base }
  for (const [key, value] of Object.entries(upper)) {
    const below = merged[key]
    merged[key] = isRaw(value) && isRaw(below) ? mergeValues(below, value) : value
  }
  return merged
}

function checkConnection(raw: unknown, path: Path, registry: Registry, issues: Issue[]): ConnectionSetup | null {
  if (!isRaw(raw)) return null
  const { system, expect, ...config } = raw
  const connector = registry.connectors.find((one) => one.system === system)
  if (connector === undefined) {
    if (typeof system === 'string') issues.push(unknownName([...path, 'system'], system, registry.connectors.map((one) => one.system), { sv: 'systemen', en: 'the systems' }))
    return null
  }
  // A connector's schema may be lenient about further keys; the file is not.
  const known = keysAt(connector.config, [])
  const unknown = known.length === 0 ? [] : Object.keys(config).filter((key) => !known.includes(key))
  for (const key of unknown) issues.push(unknownName([...path, key], key, ['system', 'expect', ...known], { sv: 'namnen', en: 'the names' }))
  const usable = Object.fromEntries(Object.entries(config).filter(([key]) => !unknown.includes(key)))
  const parsed = parseWith(connector.config, usable)
  if (!parsed.ok) {
    issues.push(...parsed.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })))
    return null
  }
  const expected = parseWith(expectShape, expect)
  return { system: connector.system, expect: expected.ok ? (expected.value ?? null) : null, config: usable }
}

const expectShape = z.object({ orgNumber: z.union([z.string(), z.number()]).transform(String).optional(), account: z.union([z.string(), z.number()]).transform(String).optional() }).optional()

function checkFlow(raw: unknown, path: Path, merged: Raw, registry: Registry, issues: Issue[]): unknown {
  if (!isRaw(raw)) return undefined
  const kind = registry.flows.find((one) => one.name === raw['flow'])
  if (kind === undefined) {
    if (typeof raw['flow'] === 'string') issues.push(unknownName([...path, 'flow'], raw['flow'], registry.flows.map((one) => one.name), { sv: 'flödena', en: 'the flows' }))
    return undefined
  }
  checkEnd(raw['from'], [...path, 'from'], kind.from, merged, registry, issues)
  checkEnd(raw['to'], [...path, 'to'], kind.to, merged, registry, issues)
  const settings = parseWith(kind.settings, raw['settings'] ?? {})
  if (!settings.ok) {
    issues.push(...settings.issues.map((issue) => ({ ...issue, path: [...path, 'settings', ...issue.path] })))
    return undefined
  }
  const mapping = parseWith(setupFile.shape.flows.unwrap().valueType.shape.mapping, raw['mapping'])
  if (mapping.ok) issues.push(...kind.checkOffline(settings.value, mapping.value).map((issue) => ({ ...issue, path: [...path, ...issue.path] })))
  return settings.value
}

/** The connection named at one end of a flow exists and can play its part. */
function checkEnd(name: unknown, path: Path, role: 'sales' | 'books', merged: Raw, registry: Registry, issues: Issue[]): void {
  if (typeof name !== 'string') return
  const connections = new Map(entries(merged['connections']))
  const connection = connections.get(name)
  if (connection === undefined) {
    issues.push(unknownName(path, name, [...connections.keys()], { sv: 'anslutningarna', en: 'the connections' }))
    return
  }
  const connector = isRaw(connection) ? registry.connectors.find((one) => one.system === connection['system']) : undefined
  if (connector === undefined || connector.roles.includes(role)) return
  const part = role === 'sales' ? { sv: 'säljkälla', en: 'a source of sales' } : { sv: 'bokföring', en: 'books' }
  issues.push({ path, severity: 'stop', sv: `Anslutningen "${name}" (${connector.label}) kan inte vara ${part.sv} i det här flödet.`, en: `The connection "${name}" (${connector.label}) cannot be ${part.en} in this flow.` })
}

/** Values that came from ${NAME}, and those that the connector says are secret. */
function secretsOf(connections: Record<string, ConnectionSetup>, sources: readonly YamlSource[], registry: Registry): Record<string, string | null> {
  const secrets: Record<string, string | null> = {}
  for (const source of [...sources].reverse()) for (const [path, name] of source.substituted) secrets[path] = name
  for (const [name, connection] of Object.entries(connections)) {
    const connector = registry.connectors.find((one) => one.system === connection.system)
    for (const key of connector?.secretKeys ?? []) {
      const path = dotted(['connections', name, key])
      if (connection.config[key] !== undefined) secrets[path] ??= null
    }
  }
  return secrets
}

function placed(issue: Issue, sources: readonly YamlSource[]): Complaint {
  const place = placeIn(sources, issue.path)
  return { ...issue, sv: shown(issue.sv, sources), en: shown(issue.en, sources), file: place?.file ?? '', line: place?.line ?? null, column: place?.column ?? null }
}

/** A sentence as it may be shown: the names of variables instead of what they held, and no longer than a person reads. */
function shown(sentence: string, sources: readonly YamlSource[]): string {
  let text = sentence
  for (const [value, name] of sources.flatMap((source) => [...source.filled]).sort(([a], [b]) => b.length - a.length)) {
    if (value.length >= shortestSecret) text = text.replaceAll(value, name)
  }
  // The end of a sentence says what to do: of long values the beginning is enough.
  text = text.replace(/"[^"]{100,}"/g, (quoted) => `${quoted.slice(0, 60).toWellFormed()}…"`)
  return text.length > longestSentence ? `${text.slice(0, longestSentence).toWellFormed()}…` : text
}
/** Shorter values are words of every sentence, and no secrets. */
const shortestSecret = 4
const longestSentence = 1_000

/** Where the value at a path stands, or its nearest parent; null without sources. A value that only the base states is found in the base. */
export function placeIn(sources: readonly YamlSource[], path: Path): Place | null {
  const found = sources.map((source) => source.locate(path))
  return found.reduce<(typeof found)[number] | null>((best, one) => (best === null || one.depth > best.depth ? one : best), null)?.place ?? null
}

function unknownName(path: Path, name: string, known: string[], among: { sv: string; en: string }): Issue {
  const nearest = nearestName(name, known)
  const listed = choicesText(known)
  return {
    path, severity: 'stop', nearest,
    sv: `"${name}" finns inte bland ${among.sv}.${nearest === null ? ` Finns: ${listed.sv}.` : ` Menas "${nearest}"?`}`,
    en: `"${name}" is not among ${among.en}.${nearest === null ? ` There are: ${listed.en}.` : ` Is "${nearest}" meant?`}`,
  }
}

function distinct(complaints: Complaint[]): Complaint[] {
  const seen = new Set<string>()
  return complaints.filter((complaint) => {
    const key = `${complaint.file}:${complaint.line}:${complaint.column}:${complaint.en}`
    return !seen.has(key) && seen.add(key) !== undefined
  })
}

function entries(value: unknown): [string, unknown][] {
  return isRaw(value) ? Object.entries(value) : []
}

function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
