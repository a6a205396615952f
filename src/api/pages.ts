// The status page at /: flows, runs and the held list, as plain HTML. Signing in takes the token from the data folder.
import type { OpenAPIHono } from '@hono/zod-openapi'
import { html, raw } from 'hono/html'
import type { Access } from './access.ts'
import type { FlowStatus, HeldItem, Operations, RunReport, Status } from './operations.ts'
import { pageStyle } from './page-style.ts'

type Words = (sv: string, en: string) => string

export function addPages(app: OpenAPIHono, operations: Operations, access: Access): void {
  app.get('/', async (context) => {
    const language = (context.req.query('lang') ?? context.req.header('accept-language') ?? 'sv').toLowerCase().startsWith('en') ? 'en' : 'sv'
    const t: Words = (sv, en) => (language === 'sv' ? sv : en)
    const bearer = context.req.header('authorization') !== undefined
    if (!bearer && !access.isSignedIn(context)) return context.html(frame(t, language, signInForm(t, context.req.query('wrong') !== undefined)))
    if (bearer) {
      const refused = await access.guard(context, async () => undefined)
      if (refused !== undefined) return refused
    }
    const parts = []
    for (const org of await operations.organisations()) {
      const [status, held, runs] = await Promise.all([operations.status(org), operations.held(org, {}), operations.runs(org, null, 15)])
      parts.push(organisation(t, language, status, held, runs))
    }
    if (parts.length === 0) parts.push(html`<p>${t('Inget är uppsatt än. Kör kontobro apply -f kontobro.yaml.', 'Nothing is set up yet. Run kontobro apply -f kontobro.yaml.')}</p>`)
    return context.html(frame(t, language, html`${parts}`))
  })
  app.post('/sign-in', async (context) => {
    const form = await context.req.parseBody()
    const token = typeof form.token === 'string' ? form.token.trim() : ''
    return access.signIn(context, token) ? context.redirect('/') : context.redirect('/?wrong=1')
  })
}

type Html = ReturnType<typeof html>

function frame(t: Words, language: string, body: Html): Html {
  return html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Kontobro</title><style>${raw(pageStyle)}</style></head>
<body><header><h1>Kontobro</h1><nav><a href="/?lang=sv">Svenska</a> <a href="/?lang=en">English</a> <a href="/">${t('Uppdatera', 'Refresh')}</a></nav></header><main>${body}</main></body></html>`
}

function signInForm(t: Words, wrong: boolean): Html {
  return html`<form class="card" method="post" action="/sign-in"><h2>${t('Logga in', 'Sign in')}</h2>
<p>${t('Klistra in nyckeln. Den står i filen token i datamappen, och skrivs ut av', 'Paste the key. It stands in the file token in the data folder, and is printed by')} <code>kontobro status --token</code>.</p>
${wrong ? html`<p class="bad" role="alert">${t('Nyckeln stämmer inte.', 'The key is not right.')}</p>` : ''}
<label>${t('Nyckel', 'Key')} <input type="password" name="token" autocomplete="off" required autofocus></label> <button>${t('Logga in', 'Sign in')}</button></form>`
}

function organisation(t: Words, language: 'sv' | 'en', status: Status, held: HeldItem[], runs: RunReport[]): Html {
  return html`<h2>${status.organisation}</h2>
${status.alerts.map((alert) => html`<p class="bad" role="alert">${language === 'sv' ? alert.sv : alert.en}</p>`)}
<section class="card"><h3>${t('Anslutningar', 'Connections')}</h3><table><thead><tr><th>${t('Namn', 'Name')}</th><th>System</th><th>${t('Konto', 'Account')}</th><th>${t('Läge', 'State')}</th></tr></thead><tbody>
${status.connections.map((one) => html`<tr><td>${one.name}</td><td>${one.label}</td><td>${one.accountName ?? '–'}${one.orgNumber === null ? '' : ` (${one.orgNumber})`}</td><td>${stateMark(one.state)}${one.problem === null ? '' : html`<br><small>${language === 'sv' ? `${one.problem.sv} ${one.problem.cureSv}` : `${one.problem.en} ${one.problem.cureEn}`}</small>`}</td></tr>`)}</tbody></table></section>
<section class="card"><h3>${t('Flöden', 'Flows')}</h3><table><thead><tr><th>${t('Flöde', 'Flow')}</th><th>${t('Från → till', 'From → to')}</th><th>${t('Läge', 'State')}</th><th class="n">${t('Dokument', 'Documents')}</th><th class="n">${t('Hålls', 'Held')}</th><th class="n">${t('Väntar', 'Waiting')}</th><th>${t('Läst till', 'Read up to')}</th><th>${t('Senaste körning', 'Last run')}</th></tr></thead><tbody>
${status.flows.map((flow) => flowRow(t, flow))}</tbody></table></section>
<section class="card"><h3>${t('Hålls – behöver en människa', 'Held – needs a person')} (${held.filter((one) => one.state === 'open').length})</h3>${heldTable(t, language, held)}</section>
<section class="card"><h3>${t('Körningar', 'Runs')}</h3><table><thead><tr><th>${t('Startade', 'Started')}</th><th>${t('Flöde', 'Flow')}</th><th>${t('Av', 'By')}</th><th>${t('Läge', 'State')}</th><th class="n">${t('Lästa', 'Read')}</th><th class="n">${t('Skapade', 'Created')}</th><th class="n">${t('Fanns', 'Adopted')}</th><th class="n">${t('Ändrade', 'Updated')}</th><th class="n">${t('Hoppade över', 'Skipped')}</th><th class="n">${t('Hålls', 'Held')}</th><th class="n">${t('Misslyckade', 'Failed')}</th><th class="n">${t('Tid', 'Time')}</th></tr></thead><tbody>
${runs.map((run) => html`<tr><td>${time(run.startedAt)}</td><td>${run.flow}</td><td>${run.trigger}${run.preview ? ` (${t('förhandsvisning', 'preview')})` : ''}</td><td>${stateMark(run.state)}${run.failure === null ? '' : html`<br><small>${language === 'sv' ? run.failure.sv : run.failure.en}</small>`}</td><td class="n">${run.read}</td><td class="n">${run.created}</td><td class="n">${run.adopted}</td><td class="n">${run.updated}</td><td class="n">${run.skipped}</td><td class="n">${run.held}</td><td class="n">${run.failed}</td><td class="n">${(run.durationMs / 1000).toFixed(1)} s</td></tr>`)}</tbody></table></section>`
}

function flowRow(t: Words, flow: FlowStatus): Html {
  const last = flow.lastRun
  return html`<tr><td><strong>${flow.name}</strong><br><small>${flow.flow}, ${flow.schedule ?? t('körs för hand', 'run by hand')}</small></td><td>${flow.from} → ${flow.to}</td><td>${stateMark(flow.state)}</td><td class="n">${flow.linked}</td>
<td class="n">${flow.held.reduce((total, one) => total + one.n, 0)}</td><td class="n">${flow.waiting}</td><td>${flow.readUpTo === null ? '–' : time(flow.readUpTo)}</td><td>${last === null ? '–' : html`${time(last.startedAt)} ${stateMark(last.state)}`}</td></tr>`
}

function heldTable(t: Words, language: 'sv' | 'en', held: HeldItem[]): Html {
  const open = held.filter((one) => one.state === 'open')
  if (open.length === 0) return html`<p>${t('Inget hålls. Allt är som det ska.', 'Nothing is held. All is well.')}</p>`
  const byCode = Map.groupBy(open, (one) => one.code)
  return html`${[...byCode.values()].map((items) => html`<details open><summary>${items.length} · ${language === 'sv' ? items[0]?.cureSv : items[0]?.cureEn}</summary><table><tbody>
${items.map((item) => html`<tr><td>${item.url === null ? item.title : html`<a href="${item.url}" rel="noreferrer" target="_blank">${item.title}</a>`}<br><small>${item.record}</small></td><td>${language === 'sv' ? item.sv : item.en}</td><td><small>${t('sedan', 'since')} ${time(item.since)}</small></td></tr>`)}</tbody></table></details>`)}`
}

function stateMark(state: string): Html {
  const good = ['ok', 'active', 'done'].includes(state)
  const bad = ['broken', 'failed', 'braked', 'interrupted'].includes(state)
  return html`<span class="${good ? 'good' : bad ? 'bad' : 'plain'}">${state}</span>`
}

/** Minutes are enough for a page; the log has the rest. Shown in the server's time zone. */
function time(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' })
}
