// The known index: cards and articles of the books as one block of records needs them, in memory for as long as the block lives.
import type { CustomerCard, KnownArticle, KnownCustomer } from '../core/books.ts'
import { hashCardValues, hashKeys, type DraftKeyHashes, type KeyHash } from '../planner/keys.ts'

export type KnownIndex = {
  addCustomers(customers: KnownCustomer[]): void
  /** Cards from our tables. One that is here already stays as it is: it may have been changed by this block since they were asked. */
  meetCustomers(customers: KnownCustomer[]): void
  addArticles(articles: KnownArticle[]): void
  /** Every card that shares a key with the draft. */
  candidates(keys: DraftKeyHashes): KnownCustomer[]
  customer(id: string): KnownCustomer | null
  article(number: string): KnownArticle | null
  articles: ReadonlyMap<string, KnownArticle>
}

export function knownIndex(): KnownIndex {
  const byId = new Map<string, KnownCustomer>()
  const byKey = new Map<string, Set<string>>()
  const articles = new Map<string, KnownArticle>()
  const put = (key: string | null, id: string): void => {
    if (key === null) return
    const ids = byKey.get(key)
    if (ids === undefined) byKey.set(key, new Set([id]))
    else ids.add(id)
  }
  const addCustomers = (customers: KnownCustomer[]): void => {
    for (const customer of customers) {
      const old = byId.get(customer.id)
      if (old !== undefined) for (const key of keysOf(old.keyHashes)) byKey.get(key)?.delete(customer.id)
      byId.set(customer.id, customer)
      for (const key of keysOf(customer.keyHashes)) put(key, customer.id)
    }
  }
  return {
    articles,
    addCustomers,
    meetCustomers: (customers) => addCustomers(customers.filter((customer) => !byId.has(customer.id))),
    addArticles: (list) => {
      for (const article of list) articles.set(article.number.trim().toUpperCase(), article)
    },
    candidates: (keys) => {
      const ids = new Set<string>()
      for (const key of keysOf(keys)) for (const id of byKey.get(key) ?? []) ids.add(id)
      return [...ids].flatMap((id) => byId.get(id) ?? [])
    },
    customer: (id) => byId.get(id) ?? null,
    article: (number) => articles.get(number.trim().toUpperCase()) ?? null,
  }
}

/** All keys of a card or draft, each with its purpose, so that an e-mail can never meet a number. */
export function keysOf(keys: DraftKeyHashes): string[] {
  const all: string[] = []
  if (keys.customerNumber !== null) all.push(`number:${keys.customerNumber}`)
  if (keys.orgNumber !== null) all.push(`org:${keys.orgNumber}`)
  if (keys.vatNumber !== null) all.push(`vat:${keys.vatNumber}`)
  for (const email of keys.emails) all.push(`email:${email}`)
  return all
}

/** What may be remembered of a card: hashes in place of names, keys and values. */
export function rememberCard(card: CustomerCard, hash: KeyHash): KnownCustomer {
  const { name: _, keys, values, ...facts } = card
  return {
    ...facts,
    // The planner's own normal forms, so that card and draft meet however a number was written.
    keyHashes: hashKeys(keys, hash),
    valueHashes: hashCardValues(values, hash),
  }
}
