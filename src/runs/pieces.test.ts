// Pieces: every id once and in order, enough pieces for all workers, and a checkpoint after each.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { piecesOf } from './pieces.ts'

const window = { from: null, to: '2026-11-01T00:00:00.000Z', afterId: null }
const visitOf = (n: number) => ({ ids: Array.from({ length: n }, (_, id) => String(1_000 + id)), unlinked: n, window, lastId: '99999' })

test('a block stays whole for one worker', () => {
  expect(piecesOf(visitOf(1_000), 1, false)).toEqual([visitOf(1_000)])
})

test('a block gives two workers four pieces, and a whole one that follows another two', () => {
  expect(piecesOf(visitOf(800), 2, false).map((piece) => piece.ids.length)).toEqual([200, 200, 200, 200])
  expect(piecesOf(visitOf(1_000), 2, false).map((piece) => piece.ids.length)).toEqual([250, 250, 250, 250])
  expect(piecesOf(visitOf(1_000), 2, false, { follows: true }).map((piece) => piece.ids.length)).toEqual([500, 500])
  expect(piecesOf(visitOf(800), 2, false, { follows: true }).map((piece) => piece.ids.length)).toEqual([200, 200, 200, 200])
})

test('few records are not cut', () => {
  expect(piecesOf(visitOf(150), 4, false)).toHaveLength(1)
  expect(piecesOf(visitOf(0), 4, true)).toEqual([visitOf(0)])
})

test('a block gives way in pieces of two hundred when others wait', () => {
  expect(piecesOf(visitOf(1_000), 1, true).map((piece) => piece.ids.length)).toEqual([200, 200, 200, 200, 200])
})

test('pieces hold every id once and in order, and the checkpoint after each is its last id', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1_500 }), fc.integer({ min: 1, max: 12 }), fc.boolean(), (n, workers, crowded) => {
    const visit = visitOf(n)
    const pieces = piecesOf(visit, workers, crowded)
    expect(pieces.flatMap((piece) => piece.ids)).toEqual(visit.ids)
    expect(pieces.at(-1)?.lastId).toBe(visit.lastId)
    for (const piece of pieces.slice(0, -1)) expect(piece.lastId).toBe(piece.ids.at(-1))
  }))
})
