// Plays rounds on one or several lanes, prints what came of each, and plays a void one again.
import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLane } from './lane.ts'
import { failureText, isVoid, roundLine, totalsLine } from './report.ts'
import { isClean, type RoundResult } from './round.ts'

export type PlayOptions = { seed: number; first: number; rounds: number; lanes: number; folder: string; keep: boolean; print(line: string): void }
export type Played = { results: RoundResult[]; failed: RoundResult[]; /** Rounds that could not be carried out, with the reason. */ broken: string[]; totals: string }

/** In memory where there is room: the databases flush as in real life, and a neighbour's disk does not hold up the rounds. What a kill -9 leaves behind is the same. */
export function chaosFolder(): string {
  const name = `kontobro-chaos-${process.pid}`
  const memory = '/dev/shm'
  const roomy = process.platform === 'linux' && free(memory) > 2 * 1024 ** 3
  return join(roomy ? memory : tmpdir(), name)
}

function free(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return 0 // There is no such place here.
  }
}

/** How often a round that the machine spoilt is played again before it counts as failed. */
const tries = 3

export async function playRounds(options: PlayOptions): Promise<Played> {
  const started = performance.now()
  mkdirSync(options.folder, { recursive: true, mode: 0o711 })
  const results: RoundResult[] = []
  let next = options.first
  let voided = 0
  const broken: string[] = []
  const reasons = new Set<string>()
  const refused = (reason: string): void => {
    if (!reasons.has(reason)) options.print(`rounds with a full disk are played without it: ${reason}`)
    reasons.add(reason)
  }
  const playLane = async (number: number): Promise<void> => {
    const folder = join(options.folder, `lane-${number}`)
    const lane = await openLane(folder, options.keep, refused)
    try {
      while (next < options.first + options.rounds) {
        const round = next
        next += 1
        for (let attempt = 1; ; attempt += 1) {
          const result = await lane.play(options.seed, round).catch((caught: unknown) => String(caught instanceof Error ? caught.stack : caught))
          if (typeof result === 'string') {
            broken.push(`seed ${options.seed}, round ${round} could not be carried out: ${result}`)
            options.print(broken.at(-1) ?? '')
            break
          }
          options.print(roundLine(result))
          if (isVoid(result) && attempt < tries) {
            options.print(failureText(result))
            voided += 1
            continue
          }
          if (!isClean(result)) options.print(failureText(result))
          results.push(result)
          break
        }
      }
    } finally {
      await lane.close()
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: options.lanes }, (_, index) => playLane(index + 1)))
  const failed = results.filter((result) => !isClean(result))
  for (const lane of lanes) if (lane.status === 'rejected') broken.push(String(lane.reason))
  if (failed.length + broken.length === 0 && !options.keep) rmSync(options.folder, { recursive: true, force: true })
  else for (const name of readdirSync(options.folder)) options.print(`logs are kept in ${join(options.folder, name)}`)
  return { results, failed, broken, totals: totalsLine(results, broken.length, voided, (performance.now() - started) / 1_000) }
}
