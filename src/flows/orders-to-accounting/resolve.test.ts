// Settings against the live accounts: every name found, or refused at its place with what there is.
import { describe, expect, it } from 'vitest'
import { pathText } from '../../core/issue.ts'
import { resolveSettings } from './resolve.ts'
import { resolvedSettings } from './resolved-settings.ts'
import { sampleFacts, sampleFlow, sampleLookups } from './sample-facts.ts'
import { ordersSettings, type OrdersSettingsInput } from './settings.ts'

const resolve = (settings: Partial<OrdersSettingsInput>, facts = sampleFacts) => resolveSettings(ordersSettings.parse({ stages: ['default/closedwon'], ...settings }), facts)

describe('a setting is refused', () => {
  it.each<[string, Partial<OrdersSettingsInput>, string, string]>([
    ['an unknown stage, with the nearest', { stages: ['Projekt/Bestäld'] }, 'stages[0]', 'Is "Projekt/Beställd" meant?'],
    ['a stage name that two pipelines have', { stages: ['Vunnen'] }, 'stages[0]', 'Försäljning/Vunnen (default/closedwon), Projekt/Vunnen (77/902)'],
    ['unknown terms', { terms: { default: '45 dagar netto' } }, 'terms.default', 'There are: 10 dagar netto, 20 dagar netto'],
    ['days that two terms have', { terms: { default: 30 } }, 'terms.default', 'ambiguous'],
    ['an inactive coding', { newArticle: { coding: { 25: 'Gamla 25 %' } } }, 'newArticle.coding.25', 'not active'],
    ['a coding of another rate', { newArticle: { coding: { 12: 'Varor 25 %' } } }, 'newArticle.coding.12', 'has the VAT rate 25 %, not 12 %'],
    ['an unknown article', { missingProducts: 'fallbackArticle', fallbackArticle: { 25: 'DIV26' } }, 'fallbackArticle.25', 'DIV25'],
    ['a missing fallback article', { lineWithoutSku: 'fallbackArticle' }, 'fallbackArticle', 'lineWithoutSku'],
    ['an unknown dimension', { costCentres: [{ dimension: 2, from: 'owner' }] }, 'costCentres[0].dimension', 'Ort'],
    ['an inactive cost centre', { costCentres: [{ dimension: 1, from: 'owner', default: 'Falun' }] }, 'costCentres[0].default', 'not active'],
    ['an unknown property of fields', { fields: { orgNumber: 'orgnr' } }, 'fields.orgNumber', 'Is "orgno" meant?'],
    ['an unknown property of the filter', { filter: { and: [{ property: 'paidd', operator: 'known' }] } }, 'filter.and[0].property', 'paid'],
    ['a value that is no choice of the property', { filter: { property: 'paid', operator: 'eq', value: 'kanske' } }, 'filter.value', 'Ja, Nej'],
    ['a property of the other kind of sale', { shipping: { amount: 'order.shipping_cost' } }, 'shipping.amount', 'deal'],
    ['an unknown country', { tax: { countries: [{ country: 'Atlantis', coding: 'Varor 25 %' }] } }, 'tax.countries[0].country', 'Atlantis'],
    ['an unknown customer field', { customers: { update: { fone: 'never' } } }, 'customers.update.fone', 'phone'],
    ['an unknown delivery method', { deliveryMethods: { dhl: 'DHLL' } }, 'deliveryMethods.dhl', 'Is "DHL" meant?'],
  ])('%s', (_name, settings, path, words) => {
    const result = resolve(settings)
    if (result.ok) throw new Error('was accepted')
    expect(result.issues.map((issue) => [pathText(issue.path), issue.en])).toEqual([[path, expect.stringContaining(words)]])
  })

  it('orders when the plan lacks them', () => {
    const facts = { ...sampleFacts, lookups: { ...sampleLookups, company: { ...sampleLookups.company, canOrder: false } } }
    expect(resolve({}, facts)).toMatchObject({ ok: false, issues: [{ path: ['orderType'] }] })
    expect(resolve({ orderType: 'invoiceDraft' }, facts)).toMatchObject({ ok: true })
  })
})

describe('a setting is found', () => {
  it('in every way people write it', () => {
    const { settings } = sampleFlow({
      stages: ['Försäljning / vunnen', { pipeline: '77', stage: 'Beställd' }, 'offert'],
      terms: { property: 'payment_terms', map: { a: '10', b: '20 dagar', c: 't30b' } },
      costCentres: { dimension: 'Ort', from: { region: null }, map: { x: 'sto' } },
      newArticle: { unit: 'st', coding: { 25: 'Goods 25 %' } },
      tax: { countries: [{ area: 'euBusiness', country: ['Norge', 'DE'], group: 'tjänster', coding: 'Tjänster 25 %' }] },
      missingProducts: 'fallbackArticle', fallbackArticle: { '25 %': 'div25' },
    })
    expect(settings.stages.map((stage) => `${stage.pipelineId}/${stage.stageId}`)).toEqual(['default/closedwon', '77/901', 'default/offer'])
    expect(settings.terms.map).toEqual({ a: { id: 't10', name: '10 dagar netto' }, b: { id: 't20', name: '20 dagar netto' }, c: { id: 't30b', name: '30 dagar' } })
    expect(settings.costCentres).toMatchObject([{ dimension: 1, from: { property: 'region' }, map: { x: { id: 'k1' } } }])
    expect(settings.newArticle).toMatchObject({ unit: { id: 'u1' }, coding: { 25: { id: 'c25' } } })
    expect(settings.tax.countries.map((rule) => rule.country)).toEqual(['NO', 'DE'])
    expect(settings.fallbackArticle).toEqual({ 25: 'DIV25' })
  })

  it('and is plain data that can be stored and read again', () => {
    const { settings } = sampleFlow({ filter: { property: 'paid', operator: 'eq', value: 'Ja' }, customers: { default: 1, placeholder: { city: 'Okänd' } } })
    expect(resolvedSettings.parse(JSON.parse(JSON.stringify(settings)))).toEqual(settings)
    expect(settings).toMatchObject({ maxCreatesPerRun: 500, fields: { companyName: 'name' } })
    expect(settings.fields).not.toHaveProperty('comment')
    expect(sampleFlow({ orderType: 'invoice' }).settings.maxCreatesPerRun).toBe(50)
    expect(sampleFlow({ maxCreatesPerRun: 'off' }).settings.maxCreatesPerRun).toBeNull()
  })
})
