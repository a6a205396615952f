// Whose card a buyer has is remembered once, and not written again with each of his sales.
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openGround } from './proof/ground.ts'
import { addCompany, addDeal, nextSerial } from './proof/sales.ts'

test('the card of a buyer is remembered with the first sale, and the line about it stays as it is with the second', { timeout: 60_000 }, async () => {
  const ground = await openGround()
  try {
    const worker = await ground.worker()
    await ground.apply(worker)
    const [{ company }, sku] = [addCompany(ground), `NY-${nextSerial()}`]
    const sold = async (): Promise<void> => {
      addDeal(ground, { company, lines: [{ sku, quantity: 2, price: 12_345 }] })
      expect(await worker.run({ trigger: 'schedule' })).toMatchObject({ state: 'done', created: 1 })
    }
    const lines = async () => (await sql<{ source_id: string; target_id: string; version: string }>`select source_id, target_id, xmin::text || ctid::text as version from links where family = 'customer' order by source_id`.execute(worker.installation.db)).rows
    await sold()
    const first = await lines()
    expect(first).toMatchObject([{ source_id: company }])
    await sold()
    expect(await lines()).toEqual(first)
  } finally {
    await ground.close()
  }
})
