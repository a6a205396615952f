// The JSON schema of the configuration file, for editors and `kontobro schema`: made from the definitions that check the file.
import { z } from 'zod'
import { setupFile, connectionSetup, flowSetup, type Registry } from './setup.ts'

type Json = Record<string, unknown>

/** Draft 2020-12. Every connector's keys and every flow's settings stand in it. */
export function setupJsonSchema(registry: Registry): Json {
  const definitions: Json = {}
  const root = schemaOf(setupFile, 'file', definitions)
  const properties = asJson(root['properties'])
  const connections = registry.connectors.map((connector) => {
    const config = schemaOf(connector.config, connector.system, definitions)
    const base = schemaOf(connectionSetup, 'connection', definitions)
    const own = asJson(config['properties'])
    return {
      title: connector.label, type: 'object', additionalProperties: false,
      required: ['system', ...asList(config['required'])],
      properties: { ...asJson(base['properties']), system: { const: connector.system }, ...own },
    }
  })
  const flows = registry.flows.map((flow) => {
    const base = schemaOf(flowSetup, 'flow', definitions)
    return { ...base, title: flow.name, properties: { ...asJson(base['properties']), flow: { const: flow.name }, settings: schemaOf(flow.settings, flow.name, definitions) } }
  })
  properties['connections'] = { type: 'object', additionalProperties: { anyOf: connections } }
  properties['flows'] = { type: 'object', additionalProperties: { anyOf: flows } }
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'kontobro.yaml', ...root, properties, $defs: definitions }
}

/** Shared parts go to the one list of definitions, under names of their own. */
function schemaOf(schema: z.ZodType, prefix: string, definitions: Json): Json {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const text = JSON.stringify(made).replaceAll('"#/$defs/', `"#/$defs/${prefix}.`)
  const { $defs, $schema: _dialect, ...rest } = asJson(JSON.parse(text))
  for (const [name, part] of Object.entries(asJson($defs))) definitions[`${prefix}.${name}`] = part
  return rest
}

function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function asList(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String).filter((name) => name !== 'system') : []
}
