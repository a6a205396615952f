// What is kept of an outcome that the database does not take as it is.
import { expect, test } from 'vitest'
import type { JsonPieces } from '../core/mask.ts'
import type { Commit } from '../store/run-store.ts'
import { createSecrets } from '../store/secrets.ts'
import { withoutWords } from './wordless.ts'

const secrets = createSecrets(Buffer.alloc(32, 1))
const ctx = { kind: 'deal', run: { org: 'main', flow: 'won', settingsVersion: 3 }, store: { seal: secrets } } as unknown as Parameters<typeof withoutWords>[0]
const place = 'held:main:won:17'
const source = { id: '17', title: 'Nul \u0000 och \ud800', url: 'https://crm.example/17', company: { email: 'a@b.example' } }

function skipped(payload: JsonPieces | null): Commit {
  return {
    run: { id: 'r', worker: 'w' }, flow: 'won', settingsVersion: 3, settled: [], links: [], dropped: [], stamps: [], aliases: [], held: [], released: ['17'], seen: [{ id: '17', stamp: 's' }], outbox: [], knownCustomers: [], knownArticles: [], knownDocuments: [],
    activities: [{
      id: 'a', at: new Date(0), run: 'r', flow: 'won', trigger: 'manual', action: 'skipped', recordId: '17', title: source.title, documentKind: null, documentId: null, documentNumber: null, customerNumber: null, skus: ['A'],
      reasonCode: 'other-stage', sentenceSv: 'x', sentenceEn: 'x', durationMs: 1, settingsVersion: 3, payload,
    }],
  }
}

test('a sale that was to be skipped is held with its record under seal, and nothing of it in the clear', () => {
  const kept = withoutWords(ctx, skipped([JSON.stringify({ source, draft: null }).slice(0, -1), ',"calls":[]}']), '17', false)
  expect(kept.held).toHaveLength(1)
  expect(secrets.open(kept.held[0]?.sealed ?? Buffer.alloc(0), place)).toEqual(source)
  expect(kept).toMatchObject({ released: [], seen: [], stamps: [], outbox: [], activities: [{ action: 'held', title: '17', skus: [], payload: ['{}'], reasonCode: 'record-not-keepable' }] })
  expect(JSON.stringify({ ...kept, held: kept.held.map((row) => ({ ...row, sealed: null })) })).not.toContain('crm.example')
})

test('a sale that was held keeps the seal it had', () => {
  const commit = skipped(['{"source":{"id":"other"}}'])
  const sealed = secrets.seal(source, place)
  commit.held = [{ record_id: '17', kind: 'deal', state: 'open', title: 'x', code: 'terms-missing', params: {}, candidates: [], sealed, stamp: null, settings_version: 3, not_before: null }]
  expect(withoutWords(ctx, commit, '17', false).held[0]?.sealed).toBe(sealed)
})

test('a silent skip, of which the log keeps nothing, has nothing to seal', () => {
  expect(withoutWords(ctx, skipped(null), '17', false).held[0]?.sealed).toBeNull()
})
