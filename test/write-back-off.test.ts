// Write-back that is turned off while statuses wait to be sent: they are let go of, and the sale is not touched.
import { expect, test } from 'vitest'
import { countOutbox } from '../src/store/tables/outbox.ts'
import { openGround } from './proof/ground.ts'
import { threeSales } from './proof/sales.ts'

test('statuses that wait when write-back is turned off are let go of, and nobody is told that they are stuck', { timeout: 60_000 }, async () => {
  const ground = await openGround()
  try {
    const worker = await ground.worker()
    await ground.apply(worker)
    const sales = threeSales(ground)
    ground.sandbox.hubspot.faults.add({ method: 'POST', path: '/crm/properties/*', action: { kind: 'cutBeforeCommit' } })
    expect(await worker.run({ trigger: 'schedule' })).toMatchObject({ created: 3 })
    const { db } = worker.installation
    expect(await countOutbox(db, 'main')).toBe(3)
    ground.sandbox.hubspot.faults.clear()
    await ground.apply(worker, { settings: { writeBack: false } })
    expect(await worker.run({ preview: true })).toMatchObject({ state: 'done' })
    expect(await countOutbox(db, 'main')).toBe(3)
    await worker.run({ trigger: 'schedule' })
    expect(await countOutbox(db, 'main')).toBe(0)
    for (const { deal } of sales) expect(ground.sandbox.hubspot.state.get('deals', deal)?.properties.kontobro_status ?? null).toBeNull()
  } finally {
    await ground.close()
  }
})
