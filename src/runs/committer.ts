// The committer: outcomes of many records written in one transaction, up to a hundred at a time, and counted.
import type { Commit } from '../store/run-store.ts'
import type { RunContext } from './context.ts'
import { gather } from './gather.ts'
import { addOutcome, emptyCommit, type RecordOutcome } from './outcome.ts'
import { isAboutValues, wordless } from './wordless.ts'

/** Outcomes per transaction, and how long the first of them waits for company. */
const groupSize = 100
const groupWaitMs = 100

export type Committer = { submit(outcome: RecordOutcome): Promise<true>; flush(): void }

export function committer(ctx: RunContext): Committer {
  const group = gather<RecordOutcome, true>({ size: groupSize, waitMs: groupWaitMs, atOnce: 2 }, async (outcomes) => {
    await commitEach(ctx, outcomes)
    return outcomes.map(() => true as const)
  })
  return { submit: (outcome) => group.submit(outcome), flush: () => group.flush() }
}

async function commitGroup(ctx: RunContext, outcomes: RecordOutcome[]): Promise<void> {
  const commit = joined(ctx, outcomes)
  const now = new Date(ctx.now())
  if (ctx.run.preview) {
    commit.activities = commit.activities.map(({ onlyIfNewHold: _, ...line }) => line)
    await ctx.at('commit-outcomes', () => ctx.store.commit({ ...emptyCommit(ctx), activities: commit.activities }, now))
  } else {
    await ctx.at('commit-outcomes', () => ctx.store.commit(commit, now))
  }
  for (const outcome of outcomes) count(ctx, outcome)
}

/** A group that the database refuses for something in it is halved until the culprit stands alone; that one is committed without its words. */
async function commitEach(ctx: RunContext, outcomes: RecordOutcome[]): Promise<void> {
  try {
    await commitGroup(ctx, outcomes)
  } catch (caught) {
    const [only] = outcomes
    if (!isAboutValues(caught) || only === undefined) throw caught
    if (outcomes.length === 1) {
      ctx.log.error({ flow: ctx.run.flow, record: only.work.id, error: String(caught) }, 'an outcome could not be kept whole; it is kept without its words')
      await commitGroup(ctx, [wordless(only)])
      return
    }
    const half = Math.ceil(outcomes.length / 2)
    await commitEach(ctx, outcomes.slice(0, half))
    await commitEach(ctx, outcomes.slice(half))
  }
}

/** One commit out of many outcomes; parts of the same place are joined, so that a group costs a handful of statements. */
function joined(ctx: RunContext, outcomes: RecordOutcome[]): Commit {
  const commit = emptyCommit(ctx)
  for (const outcome of outcomes) addOutcome(ctx, commit, outcome)
  return {
    ...commit,
    links: byScope(commit.links, (part) => part.scope, (scope, parts) => ({ scope, links: lastBy(parts.flatMap((part) => part.links), (link) => link.source_id) })),
    stamps: byScope(commit.stamps, (part) => part.scope, (scope, parts) => ({ scope, stamps: lastBy(parts.flatMap((part) => part.stamps), (stamp) => stamp.id) })),
    outbox: byScope(commit.outbox, (part) => ({ connection: part.connection, kind: part.kind }), (place, parts) => ({ ...place, rows: lastBy(parts.flatMap((part) => part.rows), (row) => row.recordId) })),
    held: lastBy(commit.held, (row) => row.record_id),
    seen: lastBy(commit.seen, (row) => row.id),
  }
}

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

function count(ctx: RunContext, outcome: RecordOutcome): void {
  const counts = ctx.counts
  ctx.progress.done += 1
  switch (outcome.type) {
    case 'created':
    case 'would-create':
      counts.created += 1
      break
    case 'updated':
    case 'would-update':
      counts.updated += 1
      break
    case 'adopted':
      counts.adopted += 1
      break
    case 'skipped':
      counts.skipped += 1
      break
    case 'held':
    case 'noticed':
      counts.held += 1
      break
    case 'waiting':
      // What waits for a reply is counted when it has an outcome; a sale in its quiet time has it: not yet.
      if (outcome.failure.code === 'quiet-time') counts.skipped += 1
      break
  }
}
