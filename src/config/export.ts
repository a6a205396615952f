// Writes a setup as a configuration file: the same form as is read, secrets as ${NAME}.
import { stringify } from 'yaml'
import type { Setup } from './setup.ts'

/** YAML text. Reading it with the same environment gives the same setup again. */
export function exportSetup(setup: Setup): string {
  const connections = Object.fromEntries(Object.entries(setup.connections).map(([name, connection]) => [name, {
    system: connection.system, ...connection.config, ...(connection.expect === null ? {} : { expect: connection.expect }),
  }]))
  const flows = Object.fromEntries(Object.entries(setup.flows).map(([name, flow]) => [name, {
    flow: flow.flow, from: flow.from, to: flow.to, schedule: flow.schedule,
    ...(flow.paused ? { paused: true } : {}),
    settings: flow.settings,
    ...(flow.mapping.length === 0 ? {} : { mapping: flow.mapping.map(plainRule) }),
  }]))
  const file = { organisation: setup.organisation, connections, flows, ...(setup.notify.length === 0 ? {} : { notify: setup.notify }), retentionDays: setup.retentionDays }
  const hidden = hideSecrets(file, [], setup.secrets)
  return stringify(hidden, { lineWidth: 160, aliasDuplicateObjects: false })
}

/** Name under which a secret is exported when it was written in the file: "crm" + "accessToken" -> CRM_ACCESS_TOKEN. */
export function secretName(path: string): string {
  const parts = path.split('.').slice(path.startsWith('connections.') ? 1 : 0)
  return parts.map((part) => part.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()).join('_')
}

function hideSecrets(value: unknown, path: string[], secrets: Record<string, string | null>): unknown {
  const key = path.join('.')
  if (Object.hasOwn(secrets, key)) return `\${${secrets[key] ?? secretName(key)}}`
  if (Array.isArray(value)) return value.map((item, index) => hideSecrets(item, [...path, String(index)], secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hideSecrets(inner, [...path, name], secrets)]))
}

/** Without the switches that say what holds anyway. */
function plainRule(rule: Setup['flows'][string]['mapping'][number]): Record<string, unknown> {
  const { onCreate, onUpdate, ...rest } = rule
  return { ...rest, ...(onCreate ? {} : { onCreate }), ...(onUpdate ? {} : { onUpdate }) }
}
