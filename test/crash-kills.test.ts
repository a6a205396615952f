// Real kills: a worker process is killed with SIGKILL, or frozen with SIGSTOP past its lease and woken, while it writes.
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { PointName } from '../src/runs/points.ts'
import { untilSettled } from './proof/chain.ts'
import { openGround, type Ground } from './proof/ground.ts'
import { findings, leftovers } from './proof/oracle.ts'
import { threeSales, type Sale } from './proof/sales.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const script = join(root, 'test/proof/worker-process.ts')

type Child = { process: ChildProcess; here: Promise<void>; exited: Promise<number | null>; output(): string }

function startWorker(ground: Ground, point: PointName, when: 'before' | 'after'): Child {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, point, when], { env: { PATH: process.env.PATH, ...ground.environment() }, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  let arrive: () => void = () => undefined
  const here = new Promise<void>((resolve) => { arrive = resolve })
  child.stdout.on('data', (chunk) => {
    output += String(chunk)
    if (output.includes('here\n')) arrive()
  })
  const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => {
    arrive()
    resolve(code)
  }))
  return { process: child, here, exited, output: () => output }
}

const kills: [PointName, 'before' | 'after'][] = [['create-customers', 'after'], ['plan-documents', 'after'], ['create-documents', 'after'], ['commit-outcomes', 'before'], ['book', 'before'], ['book', 'after'], ['write-back-send', 'after']]

test('worker processes killed while they write leave one invoice per sale', { timeout: 300_000 }, async () => {
  const ground = await openGround({ settings: { orderType: 'invoice' } })
  try {
    const last = await ground.worker()
    await ground.apply(last)
    const sales: Sale[] = []
    for (const [point, when] of kills) {
      sales.push(...threeSales(ground))
      const child = startWorker(ground, point, when)
      await child.here
      child.process.kill('SIGKILL')
      expect(await child.exited, `${point}:${when} was reached: ${child.output()}`).toBeNull()
      expect(child.output()).toBe('here\n')
      // The dead worker's lease of two seconds must run out before the next may begin.
      await untilFree(last)
    }
    await untilSettled(last)
    expect([...findings(ground, sales, 'invoice'), ...(await leftovers(ground, last, sales))]).toEqual([])
  } finally {
    await ground.close()
  }
})

test('worker processes frozen past their lease and woken make no second order', { timeout: 300_000 }, async () => {
  const ground = await openGround()
  try {
    const other = await ground.worker()
    await ground.apply(other)
    const sales: Sale[] = []
    for (const [point, when] of [['plan-customers', 'after'], ['send-document', 'before'], ['send-document', 'after'], ['create-documents', 'after']] as const) {
      sales.push(...threeSales(ground))
      const child = startWorker(ground, point, when)
      await child.here
      child.process.kill('SIGSTOP')
      await untilFree(other)
      await untilSettled(other)
      const writes = ground.sandbox.eaccounting.journal.entries.length
      child.process.kill('SIGCONT')
      expect(await child.exited).toBe(0)
      expect(child.output()).toContain('"state":"interrupted"')
      expect(ground.sandbox.eaccounting.journal.entries.slice(writes)).toEqual([])
    }
    expect([...findings(ground, sales, 'order'), ...(await leftovers(ground, other, sales))]).toEqual([])
  } finally {
    await ground.close()
  }
})

/** Waits until no run is alive: the lease of the one that stands still is over. */
async function untilFree(worker: Awaited<ReturnType<Ground['worker']>>): Promise<void> {
  for (;;) {
    const [run] = await worker.operations.runs('main', null, 1)
    if (run === undefined || run.state !== 'running' || (await leaseOver(worker, run.run))) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function leaseOver(worker: Awaited<ReturnType<Ground['worker']>>, run: string): Promise<boolean> {
  const { sql } = await import('kysely')
  return (await sql`select 1 from runs where id = ${run} and lease_until < clock_timestamp()`.execute(worker.installation.db)).rows.length > 0
}
