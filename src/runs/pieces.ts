// Pieces: a block of the survey cut so that every worker has some of it, and no organisation's block keeps another waiting for long. Pure.
import { blockSize, type Visit } from './survey.ts'

/** Smaller pieces cost more calls to the source than they save time. */
export const leastPiece = 100
/** Pieces for each worker, so that one that is slower takes fewer, and who comes second still finds some. In a backlog, where a whole block follows another, one for each is enough: more cost more slices, claims and commits for the same sales. */
const piecesEach = 2
/** Records of a piece while others wait for this process. */
const crowdedPiece = 200

/** `workers`: how many there are to work on it; alone, a block stays whole. `follows`: other blocks came before. `crowded`: others wait for a place in this process. */
export function piecesOf(visit: Visit, workers: number, crowded: boolean, options: { least?: number; follows?: boolean } = {}): Visit[] {
  const { ids } = visit
  const { least = leastPiece, follows = false } = options
  const each = follows && ids.length >= blockSize ? 1 : piecesEach
  const forWorkers = workers > 1 ? Math.min(workers * each, Math.floor(ids.length / least)) : 1
  const n = Math.max(1, forWorkers, crowded ? Math.ceil(ids.length / crowdedPiece) : 1)
  const size = Math.ceil(ids.length / n)
  if (n === 1 || size === 0) return [visit]
  const pieces: Visit[] = []
  for (let from = 0; from < ids.length; from += size) {
    const piece = ids.slice(from, from + size)
    const last = from + size >= ids.length
    // The survey looked at more than it visits: what it passed at the end belongs to the last piece.
    pieces.push({ ids: piece, unlinked: piece.length, window: visit.window, lastId: last || visit.window === null ? visit.lastId : (piece.at(-1) ?? null) })
  }
  return pieces
}
