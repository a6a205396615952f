// The public door: the second listener, which knows only the vendors' doorbells and the page that an authorisation returns to.
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Logger } from '../log.ts'
import { problemOf } from './errors.ts'
import type { Operations } from './operations.ts'

/** A doorbell with more than this is no doorbell (the largest batches are some 100 events). */
const maxBytes = 1_000_000

/** `publicUrl`: the address under which the vendor calls us, which its signature covers; null = as the call names it. */
export function createPublicDoor(options: { operations: Pick<Operations, 'webhook'>; publicUrl: string | null; log: Logger }): Hono {
  const app = new Hono()
  app.post('/webhooks/:system', async (context) => {
    const connection = context.req.query('connection') ?? ''
    // Without them every connection is tried: the signature tells whose it is.
    const org = context.req.query('org') ?? ''
    if (Number(context.req.header('content-length') ?? 0) > maxBytes) return context.json({ error: 'too large' }, 413)
    const body = await context.req.text()
    if (Buffer.byteLength(body) > maxBytes) return context.json({ error: 'too large' }, 413)
    const asked = new URL(context.req.url)
    const url = options.publicUrl === null ? asked.href : `${options.publicUrl}${asked.pathname}${asked.search}`
    const { accepted, doorbells } = await options.operations.webhook(org, connection, { method: 'POST', url, headers: context.req.header(), body })
    return accepted ? context.json({ doorbells }) : context.json({ error: 'signature' }, 401)
  })
  // The address in the browser's bar holds the code; the person pastes it where `kontobro connect` waits. Nothing here tells one connection from another.
  app.get('/oauth/callback', (context) =>
    context.html(html`<!doctype html><html lang="sv"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Kontobro</title></head>
<body style="font:16px/1.5 system-ui;max-width:40em;margin:4em auto;padding:0 1em"><h1>Kontobro</h1>
<p>Kopiera hela adressen ur webbläsarens adressfält och klistra in den där <code>kontobro connect</code> väntar. Stäng sedan fliken.</p>
<p lang="en">Copy the whole address from the browser's address bar and paste it where <code>kontobro connect</code> is waiting. Then close this tab.</p></body></html>`))
  app.notFound((context) => context.json({ error: 'not found' }, 404))
  app.onError((error, context) => {
    const { status, failure } = problemOf(error)
    options.log.warn({ path: context.req.path, code: failure?.code }, 'a call at the public door failed')
    // Strangers learn nothing of what there is.
    return context.json({ error: status === 404 ? 'not found' : 'failed' }, status)
  })
  return app
}
