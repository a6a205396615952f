// The control endpoints under /__twin/: faults, journal, state. Not limited, not counted, not in the journal.
import { z, ZodError } from 'zod'
import { HubSpotError } from './errors.ts'
import type { Faults } from './faults.ts'
import { faultSchema } from './faults.ts'
import type { Account } from './handle-call.ts'
import type { Journal } from './journal.ts'
import type { ApiReply } from './request.ts'
import { hubSpotSeedSchema, objectTypeNames } from './seed.ts'
import type { TwinState } from './state.ts'
import { deliverWebhooks } from './webhooks.ts'

export type Controlled = { state: TwinState; faults: Faults; journal: Journal; account: () => Account }

const type = z.enum(objectTypeNames)
const id = z.string()
const patchBody = z.object({ type, id, properties: z.record(z.string(), z.string()) })
const recordBody = z.object({ type, id })
const putBody = z.object({
  type, id: id.optional(), properties: z.record(z.string(), z.string()).default({}), createdAt: z.string().optional(), updatedAt: z.string().optional(),
  associations: z.array(z.object({ to: type, id, primary: z.boolean().optional(), label: z.string().optional(), typeIds: z.array(z.number()).optional() })).optional(),
  lineItems: z.array(z.object({ id: id.optional(), properties: z.record(z.string(), z.string()) })).optional(),
})
const mergeBody = z.object({ type, primaryId: id, otherId: id })
const lagBody = z.object({ ms: z.number().nonnegative() })
const pipelineBody = z.object({ pipeline: z.string() })
const rulesBody = z.array(z.object({ objectType: type, property: z.string(), when: z.object({ property: z.string(), values: z.array(z.string()) }).optional() }))
const tokensBody = z.object({ action: z.enum(['revoke', 'expire']) })
const webhookBody = z.object({
  url: z.url(), clientId: z.string().optional(),
  events: z.array(z.looseObject({ subscriptionType: z.string(), objectId: z.number(), objectTypeId: z.string().optional() })),
})

const done: ApiReply = { status: 200, body: { ok: true } }

async function answer({ state, faults, journal, account }: Controlled, method: string, name: string, query: URLSearchParams, rawBody: string): Promise<ApiReply | undefined> {
  const body = (): unknown => JSON.parse(rawBody)
  switch (`${method} ${name}`) {
    case 'POST faults': {
      const given = body()
      const parsed = z.array(faultSchema).parse(Array.isArray(given) ? given : [given])
      return { status: 200, body: { ids: parsed.map((fault) => faults.add(fault)) } }
    }
    case 'GET faults': return { status: 200, body: faults.list() }
    case 'DELETE faults': faults.clear(); return done
    case 'GET journal': return { status: 200, body: journal.entries.slice(Number(query.get('after') ?? 0)) }
    case 'DELETE journal': journal.clear(); return done
    case 'GET counts': return { status: 200, body: journal.counts() }
    case 'POST seed': state.load(hubSpotSeedSchema.parse(body())); return done
    case 'GET export': return { status: 200, body: state.export() }
    case 'POST put': {
      const { type: name, ...record } = putBody.parse(body())
      return { status: 200, body: { id: state.put(name, record) } }
    }
    case 'POST patch': {
      const patch = patchBody.parse(body())
      state.patch(patch.type, patch.id, patch.properties)
      return done
    }
    case 'POST archive': {
      const record = recordBody.parse(body())
      state.archive(record.type, record.id)
      return done
    }
    case 'POST merge': {
      const merge = mergeBody.parse(body())
      return { status: 200, body: { id: state.merge(merge.type, merge.primaryId, merge.otherId) } }
    }
    case 'POST pipeline-edit': return { status: 200, body: { deals: state.editPipeline(pipelineBody.parse(body()).pipeline) } }
    case 'POST lag': state.setSearchLag(lagBody.parse(body()).ms); return done
    case 'POST admin-rules': state.setAdminRules(rulesBody.parse(body())); return done
    case 'POST tokens': {
      if (tokensBody.parse(body()).action === 'revoke') state.revokeTokens()
      else state.expireAccessTokens()
      return done
    }
    case 'GET record': {
      const wanted = z.object({ type, id }).parse(Object.fromEntries(query))
      const record = state.get(wanted.type, wanted.id)
      return record === undefined ? { status: 404, body: { error: 'no such record' } } : { status: 200, body: record }
    }
    case 'POST webhooks': {
      const wanted = webhookBody.parse(body())
      const { portal } = account()
      const app = portal.oauthApps.find((candidate) => wanted.clientId === undefined || candidate.clientId === wanted.clientId)
      if (app === undefined) return { status: 400, body: { error: 'no such OAuth app' } }
      const statuses = await deliverWebhooks({ url: wanted.url, clientSecret: app.clientSecret, portalId: portal.account.portalId, appId: app.appId ?? 1, now: portal.now(), events: wanted.events })
      return { status: 200, body: { statuses } }
    }
    default: return undefined
  }
}

/** Answers a control call: 404 for an unknown one, 400 with the reason for a wrong body. */
export async function control(controlled: Controlled, method: string, name: string, query: URLSearchParams, rawBody: string): Promise<ApiReply> {
  try {
    return (await answer(controlled, method, name, query, rawBody)) ?? { status: 404, body: { error: `no control call ${method} ${name}` } }
  } catch (error) {
    if (error instanceof ZodError) return { status: 400, body: { error: z.prettifyError(error) } }
    if (error instanceof HubSpotError) return { status: 400, body: error.body }
    if (error instanceof Error) return { status: 400, body: { error: error.message } }
    throw error
  }
}
