// One HubSpot account in memory: settings, definitions, records, and the ids it hands out.
import { AssociationTypes } from './association-types.ts'
import { buildDefinitions, defaultGroupOf, optionsOf } from './definitions.ts'
import type { Definitions, PropertyDefinition, PropertyOption } from './definitions.ts'
import { objectTypeOf } from './object-types.ts'
import { RecordStore } from './records.ts'
import { SearchIndex } from './search-index.ts'
import { objectTypeNames } from './seed.ts'
import type { ObjectTypeName, ParsedSeed, PipelineSeed } from './seed.ts'

/** HubSpot's own sales pipeline; stage ids as a new account has them. */
const defaultDealPipeline: PipelineSeed = {
  id: 'default', label: 'Sales Pipeline', displayOrder: 0, stages: [
    { id: 'appointmentscheduled', label: 'Appointment Scheduled', metadata: { isClosed: 'false', probability: '0.2' } },
    { id: 'qualifiedtobuy', label: 'Qualified To Buy', metadata: { isClosed: 'false', probability: '0.4' } },
    { id: 'presentationscheduled', label: 'Presentation Scheduled', metadata: { isClosed: 'false', probability: '0.6' } },
    { id: 'contractsent', label: 'Contract Sent', metadata: { isClosed: 'false', probability: '0.9' } },
    { id: 'closedwon', label: 'Closed Won', metadata: { isClosed: 'true', probability: '1.0' } },
    { id: 'closedlost', label: 'Closed Lost', metadata: { isClosed: 'true', probability: '0.0' } },
  ],
}
const defaultOrderPipeline: PipelineSeed = {
  id: '14a2e10e-5471-408a-906e-c51f3b04369e', label: 'Order Pipeline', displayOrder: 0, stages: [
    { id: '4b27b500-f031-4927-9811-68a0b525cbae', label: 'Open', metadata: { state: 'OPEN' } },
    { id: '937ea84d-0a4f-4dcf-9028-3f9c2aafbf03', label: 'Processed', metadata: { state: 'OPEN' } },
    { id: 'aa99e8d0-c1d5-4071-b915-d240bbb1aed9', label: 'Shipped', metadata: { state: 'OPEN' } },
    { id: '3725360f-519b-4b18-a593-494d60a29c9f', label: 'Delivered', metadata: { state: 'CLOSED' } },
    { id: '3c85a297-e9ce-400b-b42e-9f16853d69d6', label: 'Cancelled', metadata: { state: 'CLOSED' } },
  ],
}

/** Ids minted here start above this number unless the seed has higher ones. */
const firstMintedId = 100_000_000_000

export class Portal {
  readonly account: ParsedSeed['account']
  readonly behaviour: ParsedSeed['behaviour']
  readonly serviceKeys: Map<string, readonly string[]>
  readonly oauthApps: ParsedSeed['oauthApps']
  readonly owners: ParsedSeed['owners']
  readonly taxRates: ParsedSeed['taxRates']
  readonly pipelines: { deals: PipelineSeed[]; orders: PipelineSeed[] }
  readonly groups = new Map<ObjectTypeName, Map<string, string>>()
  readonly definitions: Map<ObjectTypeName, Definitions>
  readonly associationTypes: AssociationTypes
  readonly index = new SearchIndex()
  readonly now: () => number
  adminRules: ParsedSeed['adminRules']
  readonly #stores: Record<ObjectTypeName, RecordStore>
  #nextId = firstMintedId

  /** An account without records; load.ts puts them in. `now` gives epoch milliseconds. */
  constructor(seed: ParsedSeed, now: () => number) {
    this.now = now
    this.account = seed.account
    this.behaviour = seed.behaviour
    this.serviceKeys = new Map(Object.entries(seed.serviceKeys))
    this.oauthApps = seed.oauthApps
    this.owners = seed.owners
    this.taxRates = seed.taxRates
    this.adminRules = [...seed.adminRules]
    this.pipelines = { deals: seed.pipelines.deals ?? [defaultDealPipeline], orders: seed.pipelines.orders ?? [defaultOrderPipeline] }
    this.definitions = buildDefinitions(seed)
    this.associationTypes = new AssociationTypes(seed)
    const store = (name: ObjectTypeName): RecordStore => new RecordStore(objectTypeOf(name))
    this.#stores = {
      contacts: store('contacts'), companies: store('companies'), deals: store('deals'), products: store('products'),
      line_items: store('line_items'), orders: store('orders'), invoices: store('invoices'),
    }
    for (const name of objectTypeNames) {
      const groups = new Map([[defaultGroupOf(name), `${objectTypeOf(name).singular} information`]])
      for (const group of seed.propertyGroups[name] ?? []) groups.set(group.name, group.label)
      this.groups.set(name, groups)
      for (const definition of this.definitionsOf(name).values()) if (definition.hasUniqueValue) this.store(name).keepUnique(definition.name)
    }
    this.store('products').keepUnique('hs_sku')
  }

  store(name: ObjectTypeName): RecordStore {
    return this.#stores[name]
  }

  definitionsOf(name: ObjectTypeName): Definitions {
    return this.definitions.get(name) ?? new Map()
  }

  /** A definition that is not archived; undefined when there is none. */
  definition(type: ObjectTypeName, property: string): PropertyDefinition | undefined {
    const definition = this.definitions.get(type)?.get(property)
    return definition?.archived === true ? undefined : definition
  }

  /** Currencies active in the account (2.10). */
  currencies(): string[] {
    return [this.account.companyCurrency, ...this.account.additionalCurrencies]
  }

  pipelinesOf(type: ObjectTypeName): readonly PipelineSeed[] {
    const kind = objectTypeOf(type).pipeline?.kind
    return kind === undefined ? [] : this.pipelines[kind].filter((pipeline) => pipeline.archived !== true)
  }

  options(type: ObjectTypeName, definition: PropertyDefinition): PropertyOption[] {
    return optionsOf(definition, { pipelines: this.pipelinesOf(type), owners: this.owners, currencies: this.currencies() })
  }

  mintId(): string {
    this.#nextId += 1
    return String(this.#nextId)
  }

  /** Keeps minted ids above one that exists. */
  idExists(idNumber: number): void {
    if (idNumber > this.#nextId) this.#nextId = idNumber
  }
}
