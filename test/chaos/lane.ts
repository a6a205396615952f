// A lane: its own PostgreSQL and spare processes, playing one round after the other.
import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openServer, type DatabaseServer } from './database.ts'
import { planRound } from './plan.ts'
import { playRound, type RoundResult } from './round.ts'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'
import { endSpare, startSpare, type Spare } from './workers.ts'

export type Lane = {
  play(seed: number, round: number): Promise<RoundResult>
  close(): Promise<void>
}

/** `folder` is made. `onRefused` hears why rounds with a full disk are left out here. */
export async function openLane(folder: string, keep: boolean, onRefused: (reason: string) => void): Promise<Lane> {
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  const log = (line: string): void => appendFileSync(join(folder, 'postgres.log'), `${new Date().toISOString()} ${line}\n`)
  const server = await openServer(join(folder, 'database'), log)
  let small: { disk: SmallDisk; server: DatabaseServer } | 'refused' | null = null
  let spares: Spare[] = []

  const smallDisk = async (): Promise<{ disk: SmallDisk; server: DatabaseServer } | null> => {
    if (small === 'refused') return null
    if (small !== null) return small
    const mounted = mountSmallDisk(join(folder, 'small-disk'))
    if ('refused' in mounted) {
      small = 'refused'
      onRefused(mounted.refused)
      return null
    }
    small = { disk: mounted.disk, server: await openServer(join(mounted.disk.folder, 'database'), log) }
    mounted.disk.leaveLast()
    return small
  }
  const take = (): Spare => {
    const spare = spares.shift() ?? startSpare()
    spares.push(startSpare())
    return spare
  }

  return {
    play: async (seed, round) => {
      const plan = planRound(seed, round)
      const wanted = plan.kinds.includes('disk') ? await smallDisk() : null
      const leftOut = plan.kinds.includes('disk') && wanted === null ? ['disk' as const] : []
      while (spares.length < plan.workers.length) spares.push(startSpare())
      return await playRound(plan, { server: wanted?.server ?? server, disk: wanted?.disk ?? null, folder: join(folder, `round-${seed}-${round}`), take, leftOut, keep })
    },
    close: async () => {
      for (const spare of spares) endSpare(spare)
      spares = []
      await server.stop()
      if (small !== null && small !== 'refused') {
        await small.server.stop()
        small.disk.unmount()
      }
      rmSync(join(folder, 'database'), { recursive: true, force: true })
    },
  }
}
