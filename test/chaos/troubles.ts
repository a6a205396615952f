// Makes the troubles of a plan happen at their moments, and counts what really struck.
import { sql } from 'kysely'
import { setTimeout as pause } from 'node:timers/promises'
import type { Sandbox } from '../../sandbox/main.ts'
import { flowName } from '../proof/ground.ts'
import type { DatabaseServer } from './database.ts'
import type { Desk } from './installation.ts'
import type { RoundPlan } from './plan.ts'
import type { Aim, Trouble } from './plan-troubles.ts'
import type { SmallDisk } from './small-disk.ts'
import { bellSecret, expire, revoke } from './twins.ts'
import type { ToWorker } from './worker-process.ts'
import type { Workers } from './workers.ts'

export type Struck = { kills: number; pauses: number; restarts: number; fullDisks: number; revoked: number; bells: number; cuts: number; late: number; refused429: number; errors: number; broken: number; lags: number }

export type Scene = { plan: RoundPlan; twins: Sandbox; server: DatabaseServer; workers: Workers; desk(): Desk; disk: SmallDisk | null; struck: Struck; /** When frozen workers were woken. */ wokenAt: number[]; deals(): string[]; /** Resolves when so many writes have reached the books. */ writes(n: number): Promise<void>; log(line: string): void }

export const nothingStruck = (): Struck => ({ kills: 0, pauses: 0, restarts: 0, fullDisks: 0, revoked: 0, bells: 0, cuts: 0, late: 0, refused429: 0, errors: 0, broken: 0, lags: 0 })

/** Where a worker of this installation works, and how. */
export function orderFor(plan: RoundPlan, desk: Desk, place: number): Extract<ToWorker, { do: 'open' }> {
  return { do: 'open', environment: desk.environment, flow: flowName, trigger: plan.workers[place] ?? 'manual' }
}

/** The worker that an aim means, when its moment has come; at the latest when the round's time is over. */
async function aimed({ plan, writes, desk, workers }: Scene, aim: Aim): Promise<number> {
  if (aim.writes === null) return aim.worker
  await Promise.race([writes(aim.writes), pause(plan.lasts)])
  const alive = await sql<{ worker: string }>`select worker from runs where state = 'running' and not preview order by started_at desc`.execute(desk().installation.db).catch(() => null)
  // Workers are named after their process: the newest run's holder writes now.
  const places = (alive?.rows ?? []).flatMap(({ worker }) => workers.placeOf(Number.parseInt(worker, 10)) ?? [])
  return places[0] ?? aim.worker
}

/** Resolves when the trouble has happened and is over. */
export async function make(scene: Scene, trouble: Trouble): Promise<void> {
  const { workers, twins, struck } = scene
  switch (trouble.do) {
    case 'kill': {
      const place = await aimed(scene, trouble.aim)
      if (workers.kill(place)) struck.kills += 1
      await pause(trouble.backAfter)
      return workers.start(place, orderFor(scene.plan, scene.desk(), place))
    }
    case 'pause': {
      const place = await aimed(scene, trouble.aim)
      if (!workers.freeze(place)) return
      struck.pauses += 1
      await pause(trouble.lasts)
      scene.wokenAt.push(Date.now())
      return workers.wake(place)
    }
    case 'books':
      return void twins.eaccounting.faults.add(trouble.fault)
    case 'crm':
      return void twins.hubspot.faults.add(trouble.fault)
    case 'search-lag':
      struck.lags += 1
      return twins.hubspot.state.setSearchLag(trouble.ms)
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

/** True when every fault that strikes a few times has struck them all. */
export function spent({ twins }: Scene): boolean {
  return twins.eaccounting.faults.list().every(({ fault, struck }) => fault.count === undefined || struck >= fault.count) && twins.hubspot.faults.list().every(({ count }) => count === undefined)
}

/** Both vendors are well again. What struck is counted from their own books. */
export function mend({ twins, struck }: Scene): void {
  for (const { fault: { kind, status, count, path }, struck: times } of twins.eaccounting.faults.list()) {
    const isLatency = kind === 'delay' && count === undefined && path === '/v2/**'
    if (isLatency) continue
    struck[{ 'cut-before-commit': 'cuts', 'cut-after-commit': 'cuts', 'status-after-commit': 'cuts', 'late-commit': 'late', delay: 'late', hang: 'late', lag: 'lags', 'refuse-filter': 'errors', 'broken-json': 'broken', html: 'broken', status: status === 429 ? 'refused429' : 'errors' }[kind] as keyof Struck] += times
  }
  for (const { fault, status } of twins.hubspot.journal.entries) {
    if (fault === 'cutBeforeCommit' || fault === 'cutAfterCommit') struck.cuts += 1
    else if (fault === 'lateCommit') struck.late += 1
    else if (fault === 'brokenJson' || fault === 'html') struck.broken += 1
    else if (fault === 'status') struck[status === 429 ? 'refused429' : 'errors'] += 1
  }
  twins.eaccounting.faults.clear()
  twins.hubspot.faults.clear()
  twins.hubspot.state.setSearchLag(0)
}
