// The HTTP contract: routes with their shapes. OpenAPI and validation come from here.
import { createRoute, z } from '@hono/zod-openapi'

const runReport = z.object({
  run: z.string(), flow: z.string(), trigger: z.string(), state: z.string(), read: z.number(), created: z.number(), updated: z.number(), adopted: z.number(), skipped: z.number(), held: z.number(),
  failed: z.number(), apiCalls: z.record(z.string(), z.number()), durationMs: z.number(), preview: z.boolean(), joined: z.boolean(), startedAt: z.string(), progress: z.unknown(), brake: z.unknown(),
  failure: z.unknown(), heldByCause: z.array(z.object({ code: z.string(), n: z.number(), sv: z.string(), en: z.string() })),
}).openapi('Run')
const answer = z.unknown()
export const problem = z.object({
  error: z.object({ code: z.string(), sv: z.string(), en: z.string(), cureSv: z.string(), cureEn: z.string(), remedy: z.string(), params: z.record(z.string(), z.unknown()) }),
}).openapi('Problem')

const org = z.object({ org: z.string().openapi({ param: { name: 'org', in: 'path' }, example: 'main' }) })
const flow = org.extend({ flow: z.string().openapi({ param: { name: 'flow', in: 'path' }, example: 'won-deals' }) })
const runId = org.extend({ run: z.string().openapi({ param: { name: 'run', in: 'path' } }) })
const connection = org.extend({ connection: z.string().openapi({ param: { name: 'connection', in: 'path' }, example: 'crm' }) })
const yes = z.enum(['true', 'false']).optional()

const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } })
const replies = <T extends z.ZodType>(schema: T, description: string) => ({
  200: { description, ...json(schema) },
  400: { description: 'The request or the setup cannot work; the problem says where and what to do.', ...json(problem) },
  401: { description: 'No or a wrong bearer token.', ...json(problem) },
  404: { description: 'Not found.', ...json(problem) },
  409: { description: 'Needs a person, or another state first.', ...json(problem) },
  503: { description: 'Passing trouble; try again.', ...json(problem) },
})
const security = [{ token: [] }]

export const routes = {
  examine: createRoute({ method: 'get', path: '/api/doctor', security, summary: 'Database, seals, connections and clocks: how they are, and what to do', responses: replies(answer, 'Findings') }),
  backup: createRoute({
    method: 'post', path: '/api/backup', security, summary: 'The whole installation as one encrypted file, from one moment',
    request: { body: json(z.object({ passphrase: z.string().max(1_000).optional() })) },
    responses: { 200: { description: 'The backup', content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } } }, 400: { description: 'The passphrase is too short.', ...json(problem) } },
  }),
  organisations: createRoute({ method: 'get', path: '/api/organisations', security, summary: 'Organisations of this installation', responses: replies(z.array(z.string()), 'Names') }),
  apply: createRoute({
    method: 'post', path: '/api/apply', security, summary: 'Apply a configuration (kontobro.yaml), or only show the plan',
    request: { body: json(z.object({ files: z.array(z.object({ name: z.string(), text: z.string().max(5_000_000) })).min(1), environment: z.record(z.string(), z.string()).default({}), dryRun: z.boolean().default(false), removeMissing: z.boolean().default(true) })) },
    responses: replies(answer, 'Plan and complaints'),
  }),
  exportYaml: createRoute({ method: 'get', path: '/api/orgs/{org}/export', security, summary: 'The whole setup as YAML, secrets as ${NAME}', request: { params: org }, responses: { 200: { description: 'YAML', content: { 'text/yaml': { schema: z.string() } } } } }),
  status: createRoute({ method: 'get', path: '/api/orgs/{org}/status', security, summary: 'Connections, flows, alerts', request: { params: org }, responses: replies(answer, 'Status') }),
  check: createRoute({ method: 'post', path: '/api/orgs/{org}/check', security, summary: 'Readiness of every connection and flow', request: { params: org }, responses: replies(answer, 'Findings') }),
  startRun: createRoute({
    method: 'post', path: '/api/orgs/{org}/flows/{flow}/runs', security, summary: 'Start a run, or join the one that is alive',
    request: { params: flow, body: json(z.object({ preview: z.boolean().optional(), since: z.iso.datetime({ offset: true }).optional(), record: z.string().optional(), yes: z.boolean().optional(), full: z.boolean().optional(), trigger: z.enum(['manual', 'api', 'demo']).optional(), wait: z.boolean().optional() })) },
    responses: replies(runReport, 'The run'),
  }),
  runs: createRoute({ method: 'get', path: '/api/orgs/{org}/runs', security, summary: 'Latest runs', request: { params: org, query: z.object({ flow: z.string().optional(), limit: z.coerce.number().int().min(1).max(500).default(50) }) }, responses: replies(z.array(runReport), 'Runs') }),
  run: createRoute({ method: 'get', path: '/api/orgs/{org}/runs/{run}', security, summary: 'One run, with progress while it is alive', request: { params: runId }, responses: replies(runReport, 'The run') }),
  stopRun: createRoute({ method: 'post', path: '/api/orgs/{org}/runs/{run}/stop', security, summary: 'Finish the calls in flight, then stop', request: { params: runId }, responses: replies(answer, 'Asked to stop') }),
  held: createRoute({ method: 'get', path: '/api/orgs/{org}/held', security, summary: 'Held records with cause and cure', request: { params: org, query: z.object({ flow: z.string().optional(), code: z.string().optional(), record: z.string().optional() }) }, responses: replies(answer, 'Held records') }),
  replay: createRoute({
    method: 'post', path: '/api/orgs/{org}/flows/{flow}/replay', security, summary: 'Try held records again now: some, all of a cause, or all',
    request: { params: flow, body: json(z.object({ records: z.array(z.string()).optional(), code: z.string().optional(), all: z.boolean().optional(), wait: z.boolean().optional() })) }, responses: replies(runReport, 'The run'),
  }),
  dismiss: createRoute({ method: 'post', path: '/api/orgs/{org}/flows/{flow}/held/{record}/dismiss', security, summary: 'Take a held record off the list', request: { params: flow.extend({ record: z.string() }) }, responses: replies(answer, 'Done') }),
  logs: createRoute({
    method: 'get', path: '/api/orgs/{org}/logs', security, summary: 'The activity log, newest first',
    request: { params: org, query: z.object({ flow: z.string().optional(), action: z.string().optional(), trigger: z.string().optional(), record: z.string().optional(), text: z.string().optional(), since: z.iso.datetime({ offset: true }).optional(), run: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(5000).optional(), full: yes }) },
    responses: replies(answer, 'Lines'),
  }),
  tryMapping: createRoute({ method: 'post', path: '/api/orgs/{org}/flows/{flow}/try', security, summary: 'What the mapping makes of one record; writes nothing', request: { params: flow, body: json(z.object({ record: z.string() })) }, responses: replies(answer, 'Draft, document and decision') }),
  setFlowState: createRoute({ method: 'post', path: '/api/orgs/{org}/flows/{flow}/state', security, summary: 'Pause or start a flow', request: { params: flow, body: json(z.object({ state: z.enum(['active', 'paused']) })) }, responses: replies(answer, 'Done') }),
  connectStart: createRoute({ method: 'post', path: '/api/orgs/{org}/connections/{connection}/connect', security, summary: 'Begin authorising a connection', request: { params: connection }, responses: replies(answer, 'Address to open, if a person is needed') }),
  connectEnd: createRoute({ method: 'post', path: '/api/orgs/{org}/connections/{connection}/code', security, summary: 'Finish authorising with the code of the redirect', request: { params: connection, body: json(z.object({ code: z.string(), redirectUri: z.string(), acceptChange: z.boolean().optional() })) }, responses: replies(answer, 'The account') }),
  connectTest: createRoute({ method: 'post', path: '/api/orgs/{org}/connections/{connection}/test', security, summary: 'Read the account of a connection and pin it', request: { params: connection }, responses: replies(answer, 'The account') }),
  forget: createRoute({ method: 'post', path: '/api/orgs/{org}/forget', security, summary: 'Drop links, after saying what that means', request: { params: org, body: json(z.object({ flow: z.string().optional(), record: z.string().optional(), dryRun: z.boolean().default(true) })) }, responses: replies(answer, 'What is or would be forgotten') }),
  person: createRoute({ method: 'post', path: '/api/orgs/{org}/person', security, summary: 'What is stored of a person; erase it', request: { params: org, body: json(z.object({ email: z.string().optional(), orgNumber: z.string().optional(), erase: z.boolean().default(false) })) }, responses: replies(answer, 'Report') }),
}
