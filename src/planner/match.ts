// Customer match: which card of the books is the buyer's. A ladder of keys, strongest first; never by name; doubt is held.
import type { KnownCustomer } from '../core/books.ts'
import type { Candidate } from '../core/decision.ts'
import type { BuyerKind, Note } from '../core/sale-draft.ts'
import type { DraftKeyHashes } from './keys.ts'
import { held, type Held } from './settled.ts'
import type { Rung } from './settings.ts'
import { list } from './wording.ts'

type KeyRung = Exclude<Rung, 'link'>

export type MatchQuestion = {
  /** Name for sentences only; it never decides. */
  buyerName: string
  buyerKind: BuyerKind
  ladder: readonly Rung[]
  keys: DraftKeyHashes
  /** The card that the buyer's source record is linked to; `known: null` = the card is gone. */
  link: { id: string; known: KnownCustomer | null } | null
  /** Every card that shares a key with the draft. */
  candidates: readonly KnownCustomer[]
}

export type CustomerMatch = { result: 'found'; known: KnownCustomer; by: Rung; notes: Note[] } | { result: 'none'; notes: Note[] } | (Held & { result: 'hold' })

/** Keys from strongest to weakest, whatever order the ladder is climbed in. */
const strength: readonly KeyRung[] = ['orgNumber', 'vatNumber', 'customerNumber', 'email']

const rungWords: Record<Rung, { sv: string; en: string }> = {
  link: { sv: 'sparad koppling', en: 'the stored link' },
  orgNumber: { sv: 'organisationsnummer', en: 'organisation number' },
  vatNumber: { sv: 'momsregistreringsnummer', en: 'VAT number' },
  customerNumber: { sv: 'kundnummer', en: 'customer number' },
  email: { sv: 'e-post', en: 'e-mail' },
}

/** Climbs the ladder. Found, none (a card may be made), or hold with the candidates shown. */
export function matchCustomer(asked: MatchQuestion): CustomerMatch {
  // In one order whichever came first from the database: the same cause must give the same words, or it would be told again.
  const question = { ...asked, candidates: asked.candidates.toSorted(byNumber) }
  const linked = question.ladder.includes('link') ? question.link : null
  if (linked !== null) return linkedCard(question, linked)
  const notes: Note[] = []
  const answers: { rung: KeyRung; cards: KnownCustomer[] }[] = []
  for (const rung of question.ladder) {
    if (rung === 'link') continue
    const hits = question.candidates.filter((card) => sharesKey(rung, question.keys, card))
    const fit = hits.filter((card) => thrownOutBy(rung, question, card) === null)
    for (const card of hits) {
      const reason = thrownOutBy(rung, question, card)
      if (reason !== null) notes.push(thrownOutNote(card, rung, reason))
    }
    if (fit.length > 0) answers.push({ rung, cards: fit })
  }
  const [first] = answers
  if (first === undefined) return { result: 'none', notes: distinct(notes) }
  if (first.cards.length > 1) return ambiguous(question, first.rung, first.cards, notes)
  const card = first.cards[0] as KnownCustomer
  const others = answers.filter((answer) => !answer.cards.some((other) => other.id === card.id))
  if (others.length > 0) return disagreeing(question, [first, ...others], notes)
  if (!card.active) return inactive(question, card, first.rung, notes)
  return { result: 'found', known: card, by: first.rung, notes: distinct(notes) }
}

/** A card as shown to the person who must choose. */
export function candidateOf(card: KnownCustomer, by: Rung): Candidate {
  return { id: card.id, number: card.number, by, known: card }
}

function linkedCard(question: MatchQuestion, link: { id: string; known: KnownCustomer | null }): CustomerMatch {
  const card = link.known
  if (card === null) return { result: 'hold', ...held('customer-link-broken', { buyer: question.buyerName, id: link.id }) }
  if (!card.active) return inactive(question, card, 'link', [])
  if (card.isPrivate !== (question.buyerKind === 'private')) {
    return {
      result: 'hold',
      ...held('customer-kind-differs', {
        buyer: question.buyerName, number: nameOf(card), buyerKindSv: kindSv(question.buyerKind === 'private'), buyerKindEn: kindEn(question.buyerKind === 'private'),
        cardKindSv: kindSv(card.isPrivate), cardKindEn: kindEn(card.isPrivate),
      }, { candidates: [candidateOf(card, 'link')] }),
    }
  }
  return { result: 'found', known: card, by: 'link', notes: [] }
}

function sharesKey(rung: KeyRung, keys: DraftKeyHashes, card: KnownCustomer): boolean {
  if (rung === 'email') return keys.emails.some((email) => card.keyHashes.emails.includes(email))
  const wanted = keys[rung]
  return wanted !== null && card.keyHashes[rung] === wanted
}

/** Buyer kind differs, or a stronger key that both sides have. */
function thrownOutBy(rung: KeyRung, question: MatchQuestion, card: KnownCustomer): KeyRung | 'kind' | null {
  if (card.isPrivate !== (question.buyerKind === 'private')) return 'kind'
  for (const stronger of strength.slice(0, strength.indexOf(rung))) {
    if (stronger === 'email') continue
    const wanted = question.keys[stronger]
    const has = card.keyHashes[stronger]
    if (wanted !== null && has !== null && wanted !== has) return stronger
  }
  return null
}

function thrownOutNote(card: KnownCustomer, rung: Rung, reason: KeyRung | 'kind'): Note {
  const why = reason === 'kind'
    ? { sv: `men är ${kindSv(card.isPrivate)}`, en: `but is ${kindEn(card.isPrivate)}` }
    : { sv: `men annat ${rungWords[reason].sv}`, en: `but another ${rungWords[reason].en}` }
  return {
    code: 'customer-not-meant',
    sv: `Kund ${nameOf(card)} har samma ${rungWords[rung].sv}, ${why.sv}; den används inte.`,
    en: `Customer ${nameOf(card)} has the same ${rungWords[rung].en}, ${why.en}; it is not used.`,
  }
}

function ambiguous(question: MatchQuestion, rung: Rung, cards: KnownCustomer[], notes: Note[]): CustomerMatch {
  const numbers = cards.map(nameOf)
  return {
    result: 'hold',
    ...held('customer-ambiguous', {
      buyer: question.buyerName, bySv: rungWords[rung].sv, byEn: rungWords[rung].en, numbersSv: list(numbers, 'sv'), numbersEn: list(numbers, 'en'),
    }, { candidates: cards.map((card) => candidateOf(card, rung)), notes: distinct(notes) }),
  }
}

function disagreeing(question: MatchQuestion, answers: { rung: KeyRung; cards: KnownCustomer[] }[], notes: Note[]): CustomerMatch {
  const say = (language: 'sv' | 'en') => answers.map(({ rung, cards }) => {
    const who = list(cards.map(nameOf), language)
    return language === 'sv' ? `${rungWords[rung].sv} på kund ${who}` : `${rungWords[rung].en} at customer ${who}`
  }).join(', ')
  const seen = new Set<string>()
  const candidates = answers.flatMap(({ rung, cards }) => cards.map((card) => candidateOf(card, rung))).filter(({ id }) => !seen.has(id) && seen.add(id))
  return { result: 'hold', ...held('customer-keys-disagree', { buyer: question.buyerName, detailSv: say('sv'), detailEn: say('en') }, { candidates, notes: distinct(notes) }) }
}

function inactive(question: MatchQuestion, card: KnownCustomer, by: Rung, notes: Note[]): CustomerMatch {
  return {
    result: 'hold',
    ...held('customer-inactive', { buyer: question.buyerName, number: nameOf(card), bySv: rungWords[by].sv, byEn: rungWords[by].en }, { candidates: [candidateOf(card, by)], notes: distinct(notes) }),
  }
}

function byNumber(one: KnownCustomer, other: KnownCustomer): number {
  return nameOf(one).length - nameOf(other).length || (nameOf(one) < nameOf(other) ? -1 : nameOf(one) > nameOf(other) ? 1 : 0)
}

function nameOf(card: KnownCustomer): string {
  return card.number ?? card.id
}
function kindSv(isPrivate: boolean): string {
  return isPrivate ? 'privatperson' : 'företag'
}
function kindEn(isPrivate: boolean): string {
  return isPrivate ? 'a private person' : 'a company'
}
function distinct(notes: Note[]): Note[] {
  const seen = new Set<string>()
  return notes.filter(({ sv }) => !seen.has(sv) && seen.add(sv))
}
