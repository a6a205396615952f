// Facts about the demo's configuration file and the written sample.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ordersSettings } from '../../src/flows/orders-to-accounting/settings.ts'
import { readSeedFile } from '../eaccounting/seed.ts'
import { loadSeed } from '../hubspot/seed.ts'
import { codings, costCenters, deliveryMethods, termsOfPayment, units } from './books-reference.ts'
import { demoConfig, demoSecrets } from './demo-config.ts'
import { bookArticles } from './products.ts'
import { ownProperties } from './crm-definitions.ts'
import { writeSample } from './write.ts'

const now = new Date('2026-11-22T10:30:00Z')
const file = z.object({ flows: z.object({ 'won-deals': z.object({ settings: z.unknown() }) }), notify: z.undefined().optional() })

describe('the demo configuration', () => {
  const settings = ordersSettings.parse(file.parse(parse(demoConfig(now))).flows['won-deals'].settings)

  it('is accepted by the flow and names only what the books have', () => {
    const names = <T extends { Name: string; IsActive?: boolean | undefined }>(list: readonly T[]): string[] => list.filter((each) => each.IsActive !== false).map((each) => each.Name)
    const articles = bookArticles().map((article) => article.Number)
    for (const number of [...Object.values(settings.fallbackArticle ?? {}), ...Object.values(settings.shipping.article ?? {})]) expect(articles).toContain(number)
    for (const name of Object.values(settings.newArticle.coding ?? {})) expect(names(codings)).toContain(name)
    expect(names(units)).toContain(settings.newArticle.unit)
    for (const name of Object.values(settings.deliveryMethods)) expect(names(deliveryMethods)).toContain(name)
    for (const name of [...Object.values(settings.terms?.map ?? {}), settings.terms?.default, ...Object.values(settings.paymentMethods?.map ?? {})]) expect(names(termsOfPayment)).toContain(name)
    for (const name of Object.values(settings.costCentres[0]?.map ?? {})) expect(names(costCenters[0]?.Items ?? [])).toContain(name)
  })

  it('names only properties that the CRM has', () => {
    const own = Object.values(ownProperties).flatMap((list) => (list ?? []).map((property) => property.name))
    const standard = ['address', 'zip', 'city', 'country', 'description']
    for (const property of Object.values(settings.fields)) expect([...own, ...standard]).toContain(property)
  })

  it('needs no environment variable beyond those of the sample', () => {
    const named = [...demoConfig(now).matchAll(/\$\{(\w+)\}/g)].map((match) => match[1])
    expect(new Set(named)).toEqual(new Set(Object.keys(demoSecrets)))
  })
})

describe('writing the sample', () => {
  it('gives seed files that both twins read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sample-'))
    try {
      const paths = writeSample(folder, now)
      expect(paths.map((path) => path.slice(folder.length + 1))).toEqual(['hubspot.json', 'eaccounting.json', 'expectations.json', 'kontobro.yaml'])
      expect(loadSeed(join(folder, 'hubspot.json')).deals.length).toBeGreaterThan(250)
      expect((await readSeedFile(join(folder, 'eaccounting.json'))).companies).toHaveLength(1)
      expect(readFileSync(join(folder, 'kontobro.yaml'), 'utf8')).toBe(demoConfig(now))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
