// The committer: outcomes of many records written in one transaction, up to a hundred at a time, and counted.
import type { Commit } from '../store/run-store.ts'
import type { RunContext } from './context.ts'
import { gather } from './gather.ts'
import { addOutcome, emptyCommit, type RecordOutcome } from './outcome.ts'
import { isAboutValues, withoutWords, wordless } from './wordless.ts'

/** Outcomes per transaction, and how long the first of them waits for company. */
const groupSize = 100
const groupWaitMs = 100

export type Committer = { submit(outcome: RecordOutcome): Promise<true>; flush(): void }

/** What one outcome leaves behind, and how it counts. */
type Piece = { id: string; commit: Commit; kind: Kind }
type Kind = 'created' | 'updated' | 'adopted' | 'skipped' | 'held' | 'waiting'

/** `toTell`: called when statuses for the source were committed. */
export function committer(ctx: RunContext, toTell: () => void = () => undefined): Committer {
  const group = gather<Piece, true>({ size: groupSize, waitMs: groupWaitMs, atOnce: 2 }, async (pieces) => {
    await commitEach(ctx, pieces)
    if (pieces.some(({ commit }) => commit.outbox.length > 0)) toTell()
    return pieces.map(() => true as const)
  })
  return {
    // Worked out at once, not when the group is full: the record, its draft and its decision need not wait in memory.
    submit: (outcome) => group.submit(pieceOf(ctx, outcome)),
    flush: () => group.flush(),
  }
}

function pieceOf(ctx: RunContext, outcome: RecordOutcome): Piece {
  const made = (from: RecordOutcome): Piece => {
    const commit = emptyCommit(ctx)
    addOutcome(ctx, commit, from)
    return { id: from.work.id, commit, kind: kindOf(from) }
  }
  try {
    return made(outcome)
  } catch (caught) {
    if (!isAboutValues(caught)) throw caught
    ctx.log.error({ flow: ctx.run.flow, record: outcome.work.id, error: String(caught) }, 'an outcome could not be kept whole; it is kept without its words')
    return made(wordless(outcome))
  }
}

async function commitGroup(ctx: RunContext, pieces: Piece[]): Promise<void> {
  const commit = joined(ctx, pieces.map((piece) => piece.commit))
  const now = new Date(ctx.now())
  if (ctx.run.preview) {
    commit.activities = commit.activities.map(({ onlyIfNewHold: _, ...line }) => line)
    await ctx.at('commit-outcomes', () => ctx.store.commit({ ...emptyCommit(ctx), activities: commit.activities }, now))
  } else {
    await ctx.at('commit-outcomes', () => ctx.store.commit(commit, now))
  }
  for (const piece of pieces) count(ctx, piece.kind)
}

/** A group that the database refuses for something in it is halved until the culprit stands alone; that one is committed without its words. */
async function commitEach(ctx: RunContext, pieces: Piece[]): Promise<void> {
  try {
    await commitGroup(ctx, pieces)
  } catch (caught) {
    const [only] = pieces
    if (!isAboutValues(caught) || only === undefined) throw caught
    if (pieces.length === 1) {
      ctx.log.error({ flow: ctx.run.flow, record: only.id, error: String(caught) }, 'an outcome could not be kept whole; it is kept without its words')
      const written = only.kind === 'created' || only.kind === 'updated' || only.kind === 'adopted'
      await commitGroup(ctx, [{ ...only, commit: withoutWords(ctx, only.commit, only.id, written), kind: written ? only.kind : 'held' }])
      return
    }
    const half = Math.ceil(pieces.length / 2)
    await commitEach(ctx, pieces.slice(0, half))
    await commitEach(ctx, pieces.slice(half))
  }
}

/** One commit out of many; parts of the same place are joined, so that a group costs a handful of statements. */
function joined(ctx: RunContext, commits: Commit[]): Commit {
  const all = <K extends keyof Lists>(name: K): Lists[K] => commits.flatMap((commit) => commit[name] as Lists[K][number][]) as Lists[K]
  return {
    ...emptyCommit(ctx),
    settled: all('settled'), dropped: all('dropped'), aliases: all('aliases'), released: all('released'), activities: all('activities'),
    knownCustomers: all('knownCustomers'), knownArticles: all('knownArticles'), knownDocuments: all('knownDocuments'),
    links: byScope(all('links'), (part) => part.scope, (scope, parts) => ({ scope, links: lastBy(parts.flatMap((part) => part.links), (link) => link.source_id) })),
    stamps: byScope(all('stamps'), (part) => part.scope, (scope, parts) => ({ scope, stamps: lastBy(parts.flatMap((part) => part.stamps), (stamp) => stamp.id) })),
    outbox: byScope(all('outbox'), (part) => ({ connection: part.connection, kind: part.kind }), (place, parts) => ({ ...place, rows: lastBy(parts.flatMap((part) => part.rows), (row) => row.recordId) })),
    held: lastBy(all('held'), (row) => row.record_id),
    seen: lastBy(all('seen'), (row) => row.id),
  }
}

type Lists = Omit<Commit, 'run' | 'flow' | 'settingsVersion'>

function byScope<P, S extends object>(parts: P[], scopeOf: (part: P) => S, join: (scope: S, parts: P[]) => P): P[] {
  const groups = new Map<string, { scope: S; parts: P[] }>()
  for (const part of parts) {
    const scope = scopeOf(part)
    const key = JSON.stringify(scope)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { scope, parts: [part] })
    else group.parts.push(part)
  }
  return [...groups.values()].map((group) => join(group.scope, group.parts))
}

/** One statement may touch a row once: of several entries for the same row the last stands. */
function lastBy<T>(items: T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()]
}

function kindOf(outcome: RecordOutcome): Kind {
  switch (outcome.type) {
    case 'would-create':
      return 'created'
    case 'would-update':
      return 'updated'
    case 'noticed':
      return 'held'
    case 'waiting':
      // What waits for a reply is counted when it has an outcome; a sale in its quiet time has it: not yet.
      return outcome.failure.code === 'quiet-time' ? 'skipped' : 'waiting'
    default:
      return outcome.type
  }
}

function count(ctx: RunContext, kind: Kind): void {
  ctx.progress.done += 1
  if (kind !== 'waiting') ctx.counts[kind] += 1
}
