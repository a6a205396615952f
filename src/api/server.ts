// The HTTP server: routes of the contract onto operations, health and metrics, the status page. Works over a socket or in this process.
import type { Context } from 'hono'
import { OpenAPIHono } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import type { Logger } from '../log.ts'
import type { Access } from './access.ts'
import { routes } from './contract.ts'
import { problemOf } from './errors.ts'
import type { Operations } from './operations.ts'
import { addPages } from './pages.ts'
import { refusedRequest } from './refused-request.ts'

export type Health = { ready(): Promise<{ ok: boolean; reason: string | null }> }

export function createApp(options: { operations: Operations; access: Access | null; health: Health; log: Logger; version: string }): OpenAPIHono {
  const { operations, access } = options
  const app = new OpenAPIHono({
    defaultHook: (result, context) => {
      if (result.success) return undefined
      return context.json(refusedRequest(result.error, 'data' in result ? result.data : undefined), 400)
    },
  })
  app.onError((error, context) => {
    if (error instanceof SyntaxError || error.message.startsWith('Malformed JSON')) {
      return context.json({ error: { code: 'bad-request', sv: 'Anropets innehåll är inte JSON.', en: 'The body is not JSON.', cureSv: '', cureEn: '', remedy: 'fix-settings', params: {} } }, 400)
    }
    // What the framework itself refuses (a body of another type, an address that cannot be read) is the caller's, not ours.
    if (error instanceof HTTPException && error.status < 500) {
      return context.json({ error: { code: 'bad-request', sv: `Anropet går inte att läsa (${error.status}).`, en: `The request cannot be read (${error.status}).`, cureSv: 'Skicka JSON med content-type application/json.', cureEn: 'Send JSON with content-type application/json.', remedy: 'fix-settings', params: {} } }, 400)
    }
    const { status, body, failure } = problemOf(error)
    if (status === 500) options.log.error({ path: context.req.path, code: failure?.code, detail: failure?.detail }, 'request failed')
    return context.json(body, status)
  })
  app.notFound((context) => context.json({ error: { code: 'no-such-page', sv: 'Sidan finns inte.', en: 'There is no such page.', cureSv: '', cureEn: '', remedy: 'fix-settings', params: {} } }, 404))
  app.get('/healthz', (context) => context.text('ok'))
  app.get('/readyz', async (context) => {
    const { ok, reason } = await options.health.ready()
    return context.text(ok ? 'ready' : `not ready: ${reason ?? ''}`, ok ? 200 : 503)
  })
  if (access !== null) app.use('*', (context: Context, next) => (['/healthz', '/readyz'].includes(context.req.path) ? next() : access.hosts(context, next)))
  app.get('/metrics', async (context) => context.text(await operations.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4' }))
  if (access !== null) app.use('/api/*', access.guard)
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  app.doc('/api/openapi.json', { openapi: '3.0.3', info: { title: 'Kontobro', version: options.version, description: 'Everything the command line does, over HTTP.' } })

  app.openapi(routes.examine, async (c) => c.json(await operations.examine(), 200))
  app.openapi(routes.backup, async (c) => new Response(await operations.backup(c.req.valid('json')), { headers: { 'content-type': 'application/octet-stream' } }))
  app.openapi(routes.organisations, async (c) => c.json(await operations.organisations(), 200))
  app.openapi(routes.apply, async (c) => c.json(await operations.apply(c.req.valid('json')), 200))
  app.openapi(routes.exportYaml, async (c) => c.text(await operations.exportYaml(c.req.valid('param').org), 200, { 'content-type': 'text/yaml; charset=utf-8' }))
  app.openapi(routes.status, async (c) => c.json(await operations.status(c.req.valid('param').org), 200))
  app.openapi(routes.check, async (c) => c.json(await operations.check(c.req.valid('param').org), 200))
  app.openapi(routes.startRun, async (c) => c.json(await operations.startRun(c.req.valid('param').org, c.req.valid('param').flow, c.req.valid('json')), 200))
  app.openapi(routes.runs, async (c) => c.json(await operations.runs(c.req.valid('param').org, c.req.valid('query').flow ?? null, c.req.valid('query').limit), 200))
  app.openapi(routes.run, async (c) => c.json(await operations.run(c.req.valid('param').org, c.req.valid('param').run), 200))
  app.openapi(routes.stopRun, async (c) => (await operations.stopRun(c.req.valid('param').org, c.req.valid('param').run), c.json({ ok: true }, 200)))
  app.openapi(routes.held, async (c) => c.json(await operations.held(c.req.valid('param').org, c.req.valid('query')), 200))
  app.openapi(routes.replay, async (c) => c.json(await operations.replay(c.req.valid('param').org, { flow: c.req.valid('param').flow, ...c.req.valid('json') }), 200))
  app.openapi(routes.dismiss, async (c) => (await operations.dismiss(c.req.valid('param').org, c.req.valid('param').flow, c.req.valid('param').record), c.json({ ok: true }, 200)))
  app.openapi(routes.logs, async (c) => c.json(await operations.logs(c.req.valid('param').org, { ...c.req.valid('query'), full: c.req.valid('query').full === 'true' }), 200))
  app.openapi(routes.tryMapping, async (c) => c.json(await operations.tryMapping(c.req.valid('param').org, c.req.valid('param').flow, c.req.valid('json').record), 200))
  app.openapi(routes.setFlowState, async (c) => (await operations.setFlowState(c.req.valid('param').org, c.req.valid('param').flow, c.req.valid('json').state), c.json({ ok: true }, 200)))
  app.openapi(routes.connectStart, async (c) => c.json(await operations.connectStart(c.req.valid('param').org, c.req.valid('param').connection), 200))
  app.openapi(routes.connectEnd, async (c) => c.json(await operations.connectEnd(c.req.valid('param').org, c.req.valid('param').connection, c.req.valid('json')), 200))
  app.openapi(routes.connectTest, async (c) => c.json(await operations.connectTest(c.req.valid('param').org, c.req.valid('param').connection), 200))
  app.openapi(routes.forget, async (c) => c.json(await operations.forget(c.req.valid('param').org, c.req.valid('json')), 200))
  app.openapi(routes.person, async (c) => c.json(await operations.person(c.req.valid('param').org, { email: c.req.valid('json').email, orgNumber: c.req.valid('json').orgNumber }, c.req.valid('json').erase), 200))
  if (access !== null) addPages(app, operations, access)
  return app
}
