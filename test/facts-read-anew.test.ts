// What was remembered of the books an hour long: when the settings do not work with it, it is read anew before anybody is told.
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openGround } from './proof/ground.ts'
import { threeSales } from './proof/sales.ts'

test('settings that do not work with a remembered list are tried with what stands in the books now', { timeout: 60_000 }, async () => {
  const ground = await openGround()
  try {
    const worker = await ground.worker()
    await ground.apply(worker)
    threeSales(ground)
    expect(await worker.run({ trigger: 'schedule' })).toMatchObject({ state: 'done', created: 3 })
    // As a list that was answered emptily would be remembered.
    const { numAffectedRows } = await sql`update facts_cache set facts = jsonb_set(facts, '{lookups,codings}', '[]')`.execute(worker.installation.db)
    expect(numAffectedRows).toBe(1n)
    threeSales(ground)
    expect(await worker.run({ trigger: 'schedule' })).toMatchObject({ state: 'done', created: 3, failure: null })
  } finally {
    await ground.close()
  }
})
