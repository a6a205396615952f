// Facts about the failure catalogue: every sentence reads well, with parameters and without.
import { describe, expect, it } from 'vitest'
import { failureCause, failureCure, failureSentence, type FailureCode } from './failure.ts'
import { failureCatalogue } from './failures/catalogue.ts'

const codes = Object.keys(failureCatalogue) as FailureCode[]
const languages = ['sv', 'en'] as const

describe('the failure catalogue', () => {
  it.each(codes)('%s has a cause for grouping without parameters, in both languages', (code) => {
    for (const language of languages) {
      expect(failureCause(code, language)).toMatch(/^\p{Lu}[^{}–]*\.$/u)
      expect(failureCause(code, language)).not.toMatch(/\.\./)
    }
  })

  it.each(codes)('%s asks for the same things in both languages, or for one in each', (code) => {
    const entry = failureCatalogue[code]
    const names = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => (name ?? '').replace(/(Sv|En)$/, '')))].sort()
    expect(names(entry.sv)).toEqual(names(entry.en))
    expect(names(entry.cureSv)).toEqual(names(entry.cureEn))
  })
})

describe('a parameter in a sentence', () => {
  it('is a moment in the machine\'s own time', () => {
    const sentence = failureSentence({ code: 'outcome-unknown', params: { reference: 'HS-1', until: '2026-11-22T10:02:03.123Z' } }, 'sv')
    expect(sentence).toContain(new Date('2026-11-22T10:02:03.123Z').toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' }))
  })

  it('is our own word for a kind in the reader\'s language', () => {
    expect(failureSentence({ code: 'buyer-without-name', params: { kind: 'company', id: '7' } }, 'sv')).toBe('Köparen (företag 7) har inget namn.')
    expect(failureSentence({ code: 'buyer-without-name', params: { kind: 'contact', id: '7' } }, 'en')).toBe('The buyer (contact 7) has no name.')
    const draft = { code: 'changed-after' as const, params: { document: 'invoiceDraft 0f8fad5b-d9cb-469f-a165-70867728950e', change: 'X.', changeEn: 'Y.' } }
    expect([failureSentence(draft, 'sv'), failureSentence(draft, 'en')]).toEqual(['Affären ändrades efter att fakturautkastet skapades: X.', 'The sale changed after the invoice draft was made: Y.'])
    expect(failureSentence({ code: 'changed-after', params: { document: 'invoice 902', change: 'X.', changeEn: 'Y.' } }, 'sv')).toBe('Affären ändrades efter att faktura 902 skapades: X.')
    expect(failureCure({ code: 'books-module-missing', params: { system: 'eAccounting' } }, 'sv')).toContain('eAccounting')
  })
})
