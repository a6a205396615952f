// Sales that are merged while something of them is still open: the survivor is told, and nothing waits for ever.
import { afterEach, expect, test } from 'vitest'
import { holdRecords, saveSeen } from '../src/store/tables/held.ts'
import { untilSettled } from './proof/chain.ts'
import { flowName, openGround, type Ground, type Worker } from './proof/ground.ts'
import { addCompany, addDeal, nextSerial } from './proof/sales.ts'

const open: Ground[] = []
afterEach(async () => {
  for (const ground of open.splice(0)) await ground.close()
})

async function begin(): Promise<{ ground: Ground; worker: Worker }> {
  const ground = await openGround()
  open.push(ground)
  const worker = await ground.worker()
  await ground.apply(worker)
  return { ground, worker }
}

/** A sale has its order, and is merged into another just before its status is written. `meanwhile`: what else happened by then. */
async function mergedBeforeToldOf(ground: Ground, meanwhile: (survivor: string, worker: Worker) => Promise<void>, otherStage = 'appointmentscheduled'): Promise<string> {
  const { company } = addCompany(ground)
  const line = { sku: `NY-${nextSerial()}`, quantity: 1, price: 10_000 }
  const sale = addDeal(ground, { company, lines: [line] })
  // One that is not won has nothing to add.
  const other = addDeal(ground, { company, lines: otherStage === 'closedwon' ? [line] : [], stage: otherStage })
  let survivor = ''
  const worker = await ground.worker({ point: async (name, when) => {
    if (survivor !== '' || name !== 'write-back-read' || when !== 'before') return
    survivor = ground.sandbox.hubspot.state.merge('deals', sale.deal, other.deal)
    await meanwhile(survivor, worker)
  } })
  expect(await worker.run()).toMatchObject({ state: 'done' })
  return survivor
}

test('a sale that is merged into another before its status is written leaves nothing in the outbox, and the survivor is told', async () => {
  const { ground, worker } = await begin()
  const survivor = await mergedBeforeToldOf(ground, async () => undefined)
  expect((await worker.operations.status('main')).outbox).toBe(0)
  expect(ground.sandbox.hubspot.state.get('deals', survivor)?.properties.kontobro_status).toBe('created')
})

test('a survivor that another worker lets wait for the document is told of it all the same', async () => {
  const { ground, worker } = await begin()
  const survivor = await mergedBeforeToldOf(ground, async (id, { installation }) => {
    await holdRecords(installation.db, 'main', flowName, [{ record_id: id, kind: 'deal', state: 'waiting', title: '', code: 'waits-for-other', params: { reference: id }, candidates: [], sealed: null, stamp: '2026-01-01T00:00:00.000Z', settings_version: 1, not_before: new Date() }], new Date())
  })
  await untilSettled(worker)
  expect(await worker.operations.held('main', {})).toEqual([])
  expect(ground.sandbox.hubspot.state.get('deals', survivor)?.properties.kontobro_status).toBe('created')
})

test('a survivor that needed nothing before it absorbed the sale is told of the document', async () => {
  const { ground, worker } = await begin()
  const survivor = await mergedBeforeToldOf(ground, async (id, { installation }) => saveSeen(installation.db, 'main', flowName, 1, [{ id, stamp: '2026-01-01T00:00:00.000Z' }]))
  await untilSettled(worker)
  expect(ground.sandbox.hubspot.state.get('deals', survivor)?.properties.kontobro_status).toBe('created')
})

test('two sales that have their orders and become one before their statuses are written do not stop the run, and a person is asked', async () => {
  const { ground, worker } = await begin()
  const survivor = await mergedBeforeToldOf(ground, async () => undefined, 'closedwon')
  expect((await worker.operations.status('main')).outbox).toBe(0)
  await untilSettled(worker)
  expect((await worker.operations.held('main', {})).map(({ record, code }) => ({ record, code }))).toEqual([{ record: survivor, code: 'merged-two-documents' }])
  expect(ground.sandbox.hubspot.state.get('deals', survivor)?.properties.kontobro_status).toBe('held')
})

test('a sale that waits for a lost reply and is merged into another meanwhile waits no more once the survivor has its document, and the run ends', async () => {
  const { ground, worker } = await begin()
  const { company } = addCompany(ground)
  const sale = addDeal(ground, { company, lines: [{ sku: `NY-${nextSerial()}`, quantity: 1, price: 10_000 }] })
  ground.sandbox.eaccounting.faults.add({ kind: 'cut-after-commit', method: 'POST', path: '/v2/articles', count: 1 })
  expect(await worker.run({ trigger: 'schedule' })).toMatchObject({ state: 'done', created: 0 })
  expect((await worker.operations.held('main', {})).map((one) => one.record)).toEqual([sale.deal])
  const other = addDeal(ground, { company, lines: [{ sku: 'SKU-1', quantity: 1, price: 20_000 }] })
  const survivor = ground.sandbox.hubspot.state.merge('deals', sale.deal, other.deal)
  // A run that somebody waits for ends by itself, also when something waits on.
  const ended = await Promise.race([worker.operations.startRun('main', flowName, { wait: true }), new Promise((resolve) => setTimeout(() => resolve('still running'), 60_000))])
  expect(ended).toMatchObject({ state: 'done', created: 1, failed: 0 })
  expect(await worker.operations.held('main', {})).toEqual([])
  expect(ground.sandbox.eaccounting.state.documents()).toHaveLength(1)
  expect(ground.sandbox.hubspot.state.get('deals', survivor)?.properties.kontobro_status).toBe('created')
})
