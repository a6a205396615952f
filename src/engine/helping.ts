// Helping: a worker looks for runs of others that have more to do than one worker, and for runs whose worker vanished.
import { setTimeout as pause } from 'node:timers/promises'
import { asFailure } from '../core/failure.ts'
import { forgetWorker, runsInNeed, sawWorker, type RunInNeed } from '../store/tables/parts.ts'
import type { Installation } from './installation.ts'
import type { RunHooks } from './run-context.ts'
import { helpRun } from './run-part.ts'

const lookMs = 500
/** Runs helped with side by side. */
const atOnce = 2
/** A run in which so many workers vanished may be what ends them: it waits for its schedule, or for a person. */
const mostTakeovers = 5

export type Helping = { stop(): Promise<void> }

/** `takeOver` goes on with a run whose worker vanished, and resolves when that has begun. */
export function startHelping(installation: Installation, takeOver: (run: RunInNeed) => Promise<void>, hooks: RunHooks = {}): Helping {
  const { db, worker, log } = installation
  const helped = new Map<string, Promise<void>>()
  /** Runs that failed here: somebody else may have more luck. The newest thousand. */
  const failed = new Set<string>()
  /** Organisations in the order in which they were helped, the newest last. */
  const turns: string[] = []
  let stopping = false

  async function help(run: RunInNeed): Promise<void> {
    try {
      const end = await helpRun(installation, run, hooks, () => stopping)
      if (end?.state === 'failed') failed.add(run.id)
    } catch (caught) {
      failed.add(run.id)
      log.warn({ run: run.id, flow: run.flow, error: asFailure(caught).message }, 'helping with a run failed')
    }
  }

  async function goOn(run: RunInNeed): Promise<void> {
    try {
      await takeOver(run)
    } catch (caught) {
      const failure = asFailure(caught)
      if (failure.code !== 'database-away') failed.add(run.id)
      log.warn({ run: run.id, flow: run.flow, code: failure.code }, failure.message)
    }
  }

  async function look(): Promise<void> {
    // A database of this process alone has no other workers to tell; a run that a crash left is gone on with all the same.
    if (!installation.embedded) await sawWorker(db, worker)
    const found = (await runsInNeed(db, worker)).toSorted((a, b) => turns.indexOf(a.org) - turns.indexOf(b.org))
    for (const id of failed) if (failed.size > 1_000) failed.delete(id)
    for (const run of found) {
      if (stopping || failed.has(run.id)) continue
      if (run.dead) {
        if (run.takeovers < mostTakeovers) await goOn(run)
      } else if (!helped.has(run.id) && helped.size < atOnce) {
        const at = turns.indexOf(run.org)
        if (at !== -1) turns.splice(at, 1)
        turns.push(run.org)
        if (turns.length > 1_000) turns.shift()
        helped.set(run.id, help(run).finally(() => helped.delete(run.id)))
      }
    }
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      try {
        await look()
      } catch (caught) {
        log.warn({ error: asFailure(caught).message }, 'looking for runs to help with failed; it is tried again')
      }
      await pause(lookMs)
    }
  }
  const looping = loop()

  return {
    stop: async () => {
      stopping = true
      await looping
      await Promise.all(helped.values())
      await forgetWorker(db, worker).catch(() => undefined)
    },
  }
}
