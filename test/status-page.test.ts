// The status page in a real browser: signing in, flows, runs and the held list. Skipped where no Chromium is installed.
import { existsSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccess } from '../src/api/access.ts'
import { createApp } from '../src/api/server.ts'
import { createLogger } from '../src/log.ts'
import { openHouse, type House } from './house.ts'

const binary = '/usr/bin/chromium'
const token = 'the-key-from-the-data-folder'

describe.runIf(existsSync(binary))('the status page', () => {
  let house: House
  let browser: Browser
  let page: Page
  let address: string
  let close: () => void

  beforeAll(async () => {
    house = await openHouse()
    await house.apply()
    await house.operations.startRun('main', 'won-deals', { yes: true, wait: true })
    let port = 0
    const access = createAccess({ token, host: '127.0.0.1', port: () => port, publicUrl: null })
    const app = createApp({ operations: house.operations, access, health: { ready: async () => ({ ok: true, reason: null }) }, log: createLogger({ level: 'silent' }), version: 'test' })
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })
    await new Promise((resolve) => server.once('listening', resolve))
    const bound = server.address()
    port = typeof bound === 'object' && bound !== null ? bound.port : 0
    address = `http://127.0.0.1:${port}`
    close = () => void server.close()
    browser = await chromium.launch({ executablePath: binary, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] })
    page = await browser.newPage({ locale: 'sv-SE' })
  })
  afterAll(async () => {
    await browser?.close()
    close?.()
    await house?.close()
  })

  it('shows nothing of the books to who is not signed in', async () => {
    await page.goto(address)
    expect(await page.textContent('body')).toContain('Logga in')
    expect(await page.textContent('body')).not.toContain('Nordisk')
  })

  it('refuses a wrong key and says so', async () => {
    await page.fill('input[name=token]', 'wrong')
    await page.click('button')
    expect(await page.textContent('[role=alert]')).toContain('stämmer inte')
  })

  it('shows connections, flows, the held list with causes, and runs, once signed in', async () => {
    await page.fill('input[name=token]', token)
    await page.click('button')
    const text = (await page.textContent('main')) ?? ''
    expect(text).toContain('Nordisk Kontorsmiljö')
    expect(text).toContain('won-deals')
    expect(text).toMatch(/Hålls – behöver en människa \(\d+\)/)
    expect(text).toContain('Artikel LAMPA-TAK')
    if (process.env.SCREENSHOT !== undefined) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true })
  })

  it('speaks English when asked', async () => {
    await page.goto(`${address}/?lang=en`)
    expect(await page.textContent('main')).toContain('Held – needs a person')
  })

  it('a page of another site cannot call the API with the cookie', async () => {
    const answer = await fetch(`${address}/api/orgs/main/status`, { headers: { origin: 'https://elsewhere.example', authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(403)
  })

  it('the API without a key answers 401 and names what to give', async () => {
    const answer = await fetch(`${address}/api/orgs/main/status`)
    expect(answer.status).toBe(401)
    expect(JSON.stringify(await answer.json())).toContain('token')
  })
})
