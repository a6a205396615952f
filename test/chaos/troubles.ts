// Makes the troubles of a plan happen at their moments, and counts what really struck.
import { setTimeout as pause } from 'node:timers/promises'
import type { Sandbox } from '../../sandbox/main.ts'
import { flowName } from '../proof/ground.ts'
import type { DatabaseServer } from './database.ts'
import type { Desk } from './installation.ts'
import type { RoundPlan } from './plan.ts'
import type { Trouble } from './plan-troubles.ts'
import type { SmallDisk } from './small-disk.ts'
import { bellSecret, expire, revoke } from './twins.ts'
import type { ToWorker } from './worker-process.ts'
import type { Workers } from './workers.ts'

export type Struck = { kills: number; pauses: number; restarts: number; fullDisks: number; revoked: number; bells: number; cuts: number; late: number; refused429: number; errors: number; broken: number; lags: number }

export type Scene = { plan: RoundPlan; twins: Sandbox; server: DatabaseServer; workers: Workers; desk(): Desk; disk: SmallDisk | null; struck: Struck; /** When frozen workers were woken. */ wokenAt: number[]; deals(): string[]; log(line: string): void }

export const nothingStruck = (): Struck => ({ kills: 0, pauses: 0, restarts: 0, fullDisks: 0, revoked: 0, bells: 0, cuts: 0, late: 0, refused429: 0, errors: 0, broken: 0, lags: 0 })

/** Where a worker of this installation works, and how. */
export function orderFor(plan: RoundPlan, desk: Desk, place: number): Extract<ToWorker, { do: 'open' }> {
  return { do: 'open', environment: desk.environment, flow: flowName, trigger: plan.workers[place] ?? 'manual' }
}

/** Resolves when the trouble has happened and is over. */
export async function make(scene: Scene, trouble: Trouble): Promise<void> {
  const { workers, twins, struck } = scene
  switch (trouble.do) {
    case 'kill':
      if (workers.kill(trouble.worker)) struck.kills += 1
      await pause(trouble.backAfter)
      return workers.start(trouble.worker, orderFor(scene.plan, scene.desk(), trouble.worker))
    case 'pause':
      if (!workers.freeze(trouble.worker)) return
      struck.pauses += 1
      await pause(trouble.lasts)
      scene.wokenAt.push(Date.now())
      return workers.wake(trouble.worker)
    case 'books': {
      const id = twins.eaccounting.faults.add(trouble.fault)
      await pause(trouble.lasts)
      countBooks(scene, id)
      return twins.eaccounting.faults.remove(id)
    }
    case 'crm': {
      const id = twins.hubspot.faults.add(trouble.fault)
      await pause(trouble.lasts)
      countCrm(scene, id)
      return twins.hubspot.faults.remove(id)
    }
    case 'search-lag':
      twins.hubspot.state.setSearchLag(trouble.ms)
      struck.lags += 1
      await pause(trouble.lasts)
      return twins.hubspot.state.setSearchLag(0)
    case 'expire':
      return await expire(twins, trouble.side)
    case 'revoke':
      await revoke(twins, trouble.side)
      struck.revoked += 1
      await pause(trouble.lasts)
      // The person may come too early, or while the vendor is down: then there is a next time.
      return await scene.desk().connect().then(() => undefined, (caught: unknown) => scene.log(`connecting again: ${String(caught)}`))
    case 'postgres':
      if (scene.server.kill()) struck.restarts += 1
      return await scene.server.answers()
    case 'disk': {
      if (scene.disk === null) return
      scene.log(`the disk is full after ${scene.disk.fill()} bytes of ballast`)
      struck.fullDisks += 1
      await pause(trouble.lasts)
      return scene.disk.free()
    }
    case 'bells':
      struck.bells += trouble.times
      // Both workers of an installation may hear the same bell.
      for (let place = 0; place < scene.plan.workers.length; place += 1) workers.send(place, { do: 'bells', secret: bellSecret, portal: 1_000_001, deals: scene.deals(), times: trouble.times })
  }
}

function countBooks(scene: Scene, id: number): void {
  const found = scene.twins.eaccounting.faults.list().find((one) => one.id === id)
  if (found === undefined) return
  const { kind, status } = found.fault
  const counted = { 'cut-before-commit': 'cuts', 'cut-after-commit': 'cuts', 'status-after-commit': 'cuts', 'late-commit': 'late', delay: 'late', hang: 'late', lag: 'lags', 'refuse-filter': 'errors', 'broken-json': 'broken', html: 'broken', status: status === 429 ? 'refused429' : 'errors' } as const
  scene.struck[counted[kind]] += found.struck
}

function countCrm(scene: Scene, id: number): void {
  const found = scene.twins.hubspot.faults.list().find((one) => one.id === id)
  if (found === undefined) return
  const { action, hits } = found
  if (action.kind === 'cutBeforeCommit' || action.kind === 'cutAfterCommit') scene.struck.cuts += hits
  else if (action.kind === 'lateCommit' || action.kind === 'delay') scene.struck.late += hits
  else if (action.kind === 'brokenJson' || action.kind === 'html') scene.struck.broken += hits
  else if (action.kind === 'status') scene.struck[action.status === 429 ? 'refused429' : 'errors'] += hits
}
