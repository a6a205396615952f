// Facts about the sandbox: both twins start with the sample, answer their keys, and stop when told.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sampleCompany } from './data/access.ts'
import { oddDealId } from './data/odd-case.ts'
import { writeSample } from './data/write.ts'
import { readOptions } from './cli.ts'
import { startSandbox } from './main.ts'
import type { Sandbox } from './main.ts'

async function getJson<T>(shape: z.ZodType<T>, url: string, token: string): Promise<T> {
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` } })
  expect(answer.status, url).toBe(200)
  return shape.parse(await answer.json())
}

async function booksToken(environment: Record<string, string>): Promise<string> {
  const answer = await fetch(`${environment['EACCOUNTING_IDENTITY_URL']}/connect/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${environment['EA_ID']}:${environment['EA_SECRET']}`).toString('base64')}`, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: environment['EA_REFRESH'] ?? '' }),
  })
  expect(answer.status).toBe(200)
  return z.object({ access_token: z.string() }).parse(await answer.json()).access_token
}

const settings = z.object({ Name: z.string(), CorporateIdentityNumber: z.string() })
const list = z.object({ Meta: z.object({ TotalNumberOfResults: z.number() }), Data: z.array(z.looseObject({ OurReference: z.string().nullish() })) })

describe('the sandbox', () => {
  let sandbox: Sandbox
  beforeAll(async () => { sandbox = await startSandbox() })
  afterAll(async () => { await sandbox.close() })

  it('serves the sample deals to the printed token', async () => {
    const { environment } = sandbox
    const deal = await getJson(z.object({ properties: z.object({ dealname: z.string(), dealstage: z.string() }) }), `${environment['HUBSPOT_API_URL']}/crm/objects/2026-09/deals/${oddDealId(1)}?properties=dealname,dealstage`, environment['HUBSPOT_TOKEN'] ?? '')
    expect(deal.properties).toMatchObject({ dealname: 'Skrivbordslampa till Märta', dealstage: 'closedwon' })
  })

  it('serves the sample books, with the marks that stand in them', async () => {
    const api = sandbox.environment['EACCOUNTING_API_URL'] ?? ''
    const token = await booksToken(sandbox.environment)
    expect(await getJson(settings, `${api}/v2/companysettings`, token)).toEqual({ Name: sampleCompany.name, CorporateIdentityNumber: sampleCompany.orgNumber })
    const orders = await getJson(list, `${api}/v2/orders?$pagesize=100`, token)
    expect(orders.Meta.TotalNumberOfResults).toBe(6)
    expect(orders.Data.map((order) => order.OurReference)).toContain(`Anna Berg HS-${oddDealId(121)}`)
    expect((await getJson(list, `${api}/v2/customerinvoices`, token)).Data.map((invoice) => invoice.OurReference)).toContain(`HS-${oddDealId(122)}`)
    expect((await getJson(list, `${api}/v2/customerinvoicedrafts`, token)).Data.map((draft) => draft.OurReference)).toContain(`Erik Lund HS-${oddDealId(123)}`)
  })

  it('refuses to start on a port that is taken and leaves nothing running', async () => {
    await expect(startSandbox({ eaccountingPort: sandbox.hubspot.port })).rejects.toThrow()
  })
})

describe('the sandbox process', () => {
  it('takes written seeds, prints one line when ready and stops on SIGTERM', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
    try {
      writeSample(folder, new Date())
      const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.ts'), '--data-dir', folder, '--limits', 'off', '--time-scale', '60'], { stdio: ['ignore', 'pipe', 'inherit'] })
      const exited = once(child, 'exit')
      const [line]: unknown[] = await once(createInterface(child.stdout), 'line')
      const ready = z.object({ ready: z.literal(true), pid: z.number(), environment: z.record(z.string(), z.string()) }).parse(JSON.parse(String(line)))
      expect(ready.environment['KONTOBRO_TIME_SCALE']).toBe('60')
      await booksToken(ready.environment)
      child.kill('SIGTERM')
      expect(await exited).toEqual([0, null])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('names a wrong option', () => {
    expect(() => readOptions(['--time-scale', '0'])).toThrow('--time-scale')
    expect(() => readOptions(['--limits', 'none'])).toThrow('--limits must be vendor or off')
    expect(readOptions(['--hubspot-port', '4501'])).toMatchObject({ hubspotPort: 4501 })
  })
})
