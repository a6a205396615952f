// The sale's door: strange sales through strange settings and rules, all the way to the body that would be sent. Each ends as a decision, or is held with a sentence.
import { booksLimits } from '../../src/connectors/eaccounting/limits.ts'
import { documentBody } from '../../src/connectors/eaccounting/document-wire.ts'
import { articleBody } from '../../src/connectors/eaccounting/article-wire.ts'
import { createBody } from '../../src/connectors/eaccounting/customer-wire.ts'
import type { Decision } from '../../src/core/decision.ts'
import { asFailure, Failure } from '../../src/core/failure.ts'
import { maskedJson } from '../../src/core/mask.ts'
import { storableJson } from '../../src/core/broken-signs.ts'
import { compileRecipe } from '../../src/engine/recipe.ts'
import { sampleFacts, sampleLookups } from '../../src/flows/orders-to-accounting/sample-facts.ts'
import { ordersSettings } from '../../src/flows/orders-to-accounting/settings.ts'
import { mappingRule } from '../../src/mapper/rules.ts'
import { hashKeys } from '../../src/planner/keys.ts'
import { card, hash } from '../../src/planner/test-sale.ts'
import { knownIndex } from '../../src/runs/known-index.ts'
import type { Recipe } from '../../src/runs/recipe.ts'
import type { Chance } from './chance.ts'
import type { Door, OpenDoor, Verdict } from './door.ts'
import { describe, wrongData } from './oracle.ts'
import { strangeRule, strangeSale, strangeSettings } from './strange-sale.ts'

const lookups = { ...sampleLookups, fiscalYears: [{ start: '1900-01-01', end: '2199-12-31', locked: false }] }
const facts = { ...sampleFacts, lookups, articles: null, targetFields: sampleFacts.targetFields.map((fact) => ({ ...fact, maxLength: null })), sourceFields: sampleFacts.sourceFields.map((fact) => ({ ...fact, maxLength: null })) }
const now = Date.parse('2026-12-02T10:00:00Z')

type Recipes = { recipe: Recipe } | { refused: string }

/** A recipe of strange settings and rules, or why they were refused; a refusal is an answer too. */
function recipeOf(chance: Chance): Recipes {
  const settings = { stages: ['default/closedwon'], startFrom: 'all', quietSeconds: 0, fields: { orgNumber: 'orgno', vatNumber: 'vat_number', houseNumber: 'house_no' }, customers: { placeholder: { postalCode: '00000', city: 'Okänd' } }, ...strangeSettings(chance) }
  if (!ordersSettings.safeParse(settings).success) return { refused: '' }
  const rules = Array.from({ length: chance.below(4) }, () => strangeRule(chance)).map((rule) => mappingRule.safeParse(rule)).flatMap((read) => (read.success ? [read.data] : []))
  try {
    return { recipe: compileRecipe({
      flow: { name: 'won', settings, mapping: rules, golive_at: new Date('2026-01-01') }, facts, limits: booksLimits, sourceAccount: '1', booksAccount: '2', booksSystem: 'eaccounting',
      hash, now: () => now, timeScale: 1, markPrefix: 'HS', severalSources: false, since: null,
    }) }
  } catch (caught) {
    const failure = asFailure(caught)
    return { refused: failure.code === 'settings-cannot-work' ? (wrongData(failure.toData()) ?? '') : describe(caught) }
  }
}

/** The bodies that a decision would send, as JSON. */
function bodiesOf(decision: Decision): string {
  if (decision.action !== 'create') return ''
  const ids = { customerId: 'c', articleIds: Object.fromEntries(decision.document.rows.flatMap((row) => (row.articleNumber === null ? [] : [[row.articleNumber, 'a']]))) }
  const customer = decision.customer.action === 'create' ? JSON.stringify(createBody(decision.customer.draft, { terms: sampleLookups.terms, deliveryMethods: sampleLookups.deliveryMethods, labels: sampleLookups.labels, companyCurrency: 'SEK' })) : ''
  const articles = decision.articles.map((article) => (article.action === 'create' ? JSON.stringify(articleBody(article.draft, '25')) : ''))
  return `${JSON.stringify(documentBody(decision.document, ids, 'books'))}${customer}${articles.join('')}`
}

export const saleDoor: Door = {
  name: 'sale', parts: 100,
  async open(): Promise<OpenDoor> {
    let plain = recipeOf({ ...chanceless, below: () => 0 } as never)
    if (!('recipe' in plain)) throw new Error(plain.refused)
    const good = plain.recipe
    return {
      async knock(chance) {
        const compiled = chance.oneIn(2) ? recipeOf(chance) : { recipe: good }
        if ('refused' in compiled) return compiled.refused === '' ? null : compiled.refused
        plain = compiled
        return await through(chance, compiled.recipe)
      },
      close: async () => undefined,
    }
  },
}

const chanceless = { seed: 0, real: () => 0, pick: <T>(items: readonly T[]) => items[0], oneIn: () => false, of: () => undefined }

async function through(chance: Chance, recipe: Recipe): Promise<Verdict> {
  const record = strangeSale(chance)
  const shown = (): string => JSON.stringify(record).slice(0, 1_500)
  try {
    recipe.accept(record)
    const drafted = await recipe.draft(record)
    if (!drafted.ok) return wrongData(drafted.failure)
    const { draft } = drafted
    const keys = hashKeys(recipe.keys(draft), hash)
    const known = knownIndex()
    known.addCustomers([card('1', { keys: { orgNumber: '5566778899', emails: ['eva@asa.se'] } }), card('2', { active: chance.oneIn(2), keys: { emails: ['x@y.se'] } })])
    for (const line of draft.lines) recipe.articleNumbersOf(line)
    known.addArticles(draft.lines.flatMap((line, index) => (line.sku === null || chance.oneIn(3) ? [] : [{ id: `a${index}`, number: line.sku, name: 'x', active: true, codingId: `c${line.taxRate ?? '25'}`, unitId: 'u1', isService: false, usesOss: false, changedAt: null }])))
    const decision = recipe.plan({ draft, keys, known, customerSettled: null, linkedCustomer: null, link: null, privatePricesIncludeVat: chance.pick([true, false, null]) })
    recipe.fingerprint(draft)
    const kept = storableJson({ snapshot: recipe.snapshot(draft), decision: maskedJson([JSON.stringify(decision)]).join('') })
    if (/\\u0000|(?<!\\ud[89ab]..)\\ud[c-f]/i.test(kept.replace(/\\\\/g, ''))) return 'a sign that no database keeps'
    if (decision.action === 'hold') return wrongData(decision.failure)
    const bodies = bodiesOf(decision)
    if (/:(NaN|Infinity|undefined)/.test(bodies) || bodies.length > 40_000_000) return `a body of ${bodies.length} characters: ${bodies.slice(0, 300)}`
    return tooLong(decision)
  } catch (caught) {
    if (caught instanceof Failure && caught.code !== 'unexpected') return wrongData(caught.toData())
    return `${describe(caught)} on ${shown()}`
  }
}

/** Texts that the books would refuse for their length. */
function tooLong(decision: Decision): Verdict {
  if (decision.action !== 'create') return null
  const { document } = decision
  const long = document.rows.find((row) => (row.text?.length ?? 0) > booksLimits.rowText) ?? null
  if (long !== null) return `a row text of ${long.text?.length} characters`
  for (const text of [document.ourReference, document.yourReference]) if ((text?.length ?? 0) > booksLimits.reference) return `a reference of ${text?.length} characters`
  const carrier = document.markField === 'textRow' ? document.rows.map((row) => row.text) : [document[document.markField]]
  return carrier.some((text) => text?.includes(document.mark) === true) ? null : 'a document without its mark'
}

