// Adoption of invoices by a flow that sends: who may not have been billed is asked about.
import { expect, test } from 'vitest'
import { askedWhetherSent, type Adopted } from './adopt.ts'
import type { RunContext } from './context.ts'

const now = Date.parse('2026-11-28T12:00:00Z')

function outcomeOf(given: { kind?: 'invoice' | 'invoiceDraft'; changedAt?: string | null; flowMakes?: 'invoice' | 'order'; send?: 'none' | 'email' }): string {
  const ctx = { now: () => now, recipe: { documentKind: given.flowMakes ?? 'invoice', send: given.send ?? 'email' } } as RunContext
  const adopted: Adopted = {
    type: 'adopted', work: { id: '7', record: null, raw: null, draft: null, readAt: now, startedAt: now }, document: { kind: given.kind ?? 'invoice', id: 'i', number: '12', url: null }, totals: null,
    changedAt: given.changedAt === undefined ? '2026-11-20T12:00:00Z' : given.changedAt, mark: 'HS-7', fingerprint: 'f', customer: null, toBook: null, settled: [], reason: null, notes: [], decision: null,
  }
  const outcome = askedWhetherSent(ctx, adopted)
  return outcome.type === 'held' ? outcome.failure.code : outcome.type
}

test('of a recent invoice, or one whose age is not known, a person is asked whether it was sent', () => {
  expect([outcomeOf({}), outcomeOf({ changedAt: null }), outcomeOf({ changedAt: '2026-10-30T12:00:00Z' })]).toEqual(['check-sent', 'check-sent', 'check-sent'])
})

test('nobody is asked about old invoices, about drafts, and where the flow does not send', () => {
  expect([outcomeOf({ changedAt: '2026-10-28T12:00:00Z' }), outcomeOf({ kind: 'invoiceDraft' }), outcomeOf({ send: 'none' }), outcomeOf({ flowMakes: 'order' })]).toEqual(['adopted', 'adopted', 'adopted', 'adopted'])
})
