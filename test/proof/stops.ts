// Stops: ways in which a worker stops being there at a named await.
import type { PointHook, PointName } from '../../src/runs/points.ts'

export type Stop = { point: PointName; when: 'before' | 'after'; /** Which passing of the point; 1 = the first. */ nth?: number }

export type Stopper = { hook: PointHook; /** Resolves when the worker stands still. */ reached: Promise<void>; hasReached(): boolean; resume(): void; passed: Map<string, number> }

/** From the wanted passing on, whatever named await the worker comes to never goes on, until it is resumed: as a process that was killed or frozen there. */
export function stopAt(stop: Stop | null): Stopper {
  const passed = new Map<string, number>()
  let reachedNow: () => void = () => undefined
  const reached = new Promise<void>((resolve) => { reachedNow = resolve })
  let resumeNow: () => void = () => undefined
  const resumed = new Promise<void>((resolve) => { resumeNow = resolve })
  let still = false
  let over = false
  return {
    passed, reached,
    hasReached: () => still,
    resume: () => {
      over = true
      resumeNow()
    },
    hook: async (name, when) => {
      const key = `${name}:${when}`
      const times = (passed.get(key) ?? 0) + 1
      passed.set(key, times)
      if (over) return
      if (!still && stop !== null && stop.point === name && stop.when === when && times === (stop.nth ?? 1)) {
        still = true
        reachedNow()
      }
      if (still) await resumed
    },
  }
}
