// What need not wait for each other is asked side by side: with vendors a tenth of a second away every question in a row is a wait of somebody's.
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openGround, type Ground } from './proof/ground.ts'
import { manySales, threeSales } from './proof/sales.ts'

/** Runs the flow; whether `seen` was true at any moment meanwhile. */
async function duringRun(arrange: (ground: Ground) => void, seen: (ground: Ground) => boolean): Promise<{ seen: boolean; created: number }> {
  // An answer is waited for three seconds.
  const ground = await openGround({ timeScale: 10 })
  try {
    const worker = await ground.worker()
    await ground.apply(worker)
    arrange(ground)
    const state = { over: false, seen: false }
    const running = worker.run({ trigger: 'schedule' }).finally(() => (state.over = true))
    while (!state.over) {
      state.seen ||= seen(ground)
      await pause(5)
    }
    return { seen: state.seen, created: (await running).created }
  } finally {
    await ground.close()
  }
}

const answered = ({ sandbox }: Ground, path: RegExp): number => sandbox.hubspot.journal.entries.filter((entry) => path.test(entry.path)).length
const orders = ({ sandbox }: Ground): number => sandbox.eaccounting.journal.entries.filter((entry) => entry.kind === 'order' && entry.action === 'created').length

test('sales are read while it is asked what belongs to them', { timeout: 60_000 }, async () => {
  const run = await duringRun((ground) => {
    threeSales(ground)
    ground.sandbox.hubspot.faults.add({ path: '/crm/associations/*', action: { kind: 'delay', ms: 1_000 } })
  }, (ground) => answered(ground, /\/0-3\/batch\/read$/) > 0 && answered(ground, /^\/crm\/associations\//) === 0)
  expect(run).toEqual({ seen: true, created: 3 })
})

test('the books are read while the survey goes on', { timeout: 60_000 }, async () => {
  const run = await duringRun((ground) => {
    manySales(ground, 201)
    ground.sandbox.hubspot.faults.add({ path: '/crm/objects/*/search', skip: 1, action: { kind: 'delay', ms: 1_000 } })
  }, (ground) => answered(ground, /\/0-3\/search$/) === 1 && ground.sandbox.eaccounting.journal.calls.has('GET /v2/customers'))
  expect(run).toEqual({ seen: true, created: 201 })
})

test('a run that finds nothing new does not read the books', { timeout: 60_000 }, async () => {
  const run = await duringRun(() => undefined, (ground) => ground.sandbox.eaccounting.journal.calls.has('GET /v2/customers'))
  expect(run).toEqual({ seen: false, created: 0 })
})

test('where statuses are written is made ready while orders are posted', { timeout: 60_000 }, async () => {
  const run = await duringRun((ground) => {
    // Several groups of writes: the last ones are answered late.
    manySales(ground, 120)
    ground.sandbox.eaccounting.faults.add({ kind: 'delay', ms: 1_000, method: 'POST', path: '/v2/orders', skip: 110 })
  }, (ground) => orders(ground) < 120 && answered(ground, /\/crm\/properties\/.*\/batch\/create$/) === 1)
  expect(run).toEqual({ seen: true, created: 120 })
})

test('what could not be made ready early for the statuses is made ready at the end of the run', { timeout: 60_000 }, async () => {
  const ground = await openGround()
  try {
    const worker = await ground.worker()
    await ground.apply(worker)
    const sales = threeSales(ground)
    ground.sandbox.hubspot.faults.add({ method: 'GET', path: '/crm/properties/*/groups', count: 1, action: { kind: 'status', status: 403 } })
    expect(await worker.run({ trigger: 'schedule' })).toMatchObject({ created: 3 })
    for (const { deal } of sales) expect(ground.sandbox.hubspot.state.get('deals', deal)?.properties.kontobro_status).toBe('created')
  } finally {
    await ground.close()
  }
})
