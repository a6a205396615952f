// The machine: what durable figures depend on.
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'

export type Machine = { cores: number; model: string; node: string; memoryGb: number; flushMs: number; load: number; text: string }

export function machine(): Machine {
  const flushMs = flushTime()
  const cores = availableParallelism()
  const model = cpus()[0]?.model ?? 'unknown processor'
  const memoryGb = Math.round(totalmem() / 1024 ** 3)
  const load = loadavg()[0] ?? 0
  return { cores, model, node: process.versions.node, memoryGb, flushMs, load, text: `${cores} cores (${model}), ${memoryGb} GB, Node ${process.versions.node}, one disk flush ${flushMs.toFixed(2)} ms, load ${load.toFixed(1)} before we began` }
}

/** Median of 50 flushes of 8 kB. */
function flushTime(): number {
  const path = join(tmpdir(), `kontobro-flush-${process.pid}`)
  const file = openSync(path, 'w')
  const page = Buffer.alloc(8192, 1)
  const times = Array.from({ length: 50 }, () => {
    const started = performance.now()
    writeSync(file, page)
    fsyncSync(file)
    return performance.now() - started
  }).sort((a, b) => a - b)
  closeSync(file)
  rmSync(path)
  return times[25] ?? 0
}
