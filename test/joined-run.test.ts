// Whoever waits for a run that another process began hears its end, also when that process vanishes in the middle.
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { flowName, openGround, type Ground } from './proof/ground.ts'
import { findings, leftovers } from './proof/oracle.ts'
import { threeSales } from './proof/sales.ts'
import { stopAt } from './proof/stops.ts'

const grounds: Ground[] = []
afterEach(async () => {
  for (const ground of grounds.splice(0)) await ground.close()
})

for (const closedByOthers of [false, true]) {
  test(closedByOthers ? 'a run that was taken from its worker is followed to the end of the one that goes on' : 'a run whose worker vanished is taken over by whoever waits for it', { timeout: 60_000 }, async () => {
    const ground = await openGround()
    grounds.push(ground)
    const stopper = stopAt({ point: 'create-documents', when: 'after' })
    const dead = await ground.worker({ point: stopper.hook })
    const waiting = await ground.worker()
    await ground.apply(dead)
    const sales = threeSales(ground)
    void dead.run().catch(() => null)
    await stopper.reached
    const heard = waiting.run()
    await expect.poll(async () => (await sql`select 1 from runs where state = 'running'`.execute(waiting.installation.db)).rows.length).toBe(1)
    await dead.kill()
    await ground.expireLeases(waiting)
    const other = closedByOthers ? await ground.worker() : null
    const beside = other?.run({ trigger: 'schedule' })
    const report = await heard
    await beside
    expect(report).toMatchObject({ state: 'done', flow: flowName })
    await waiting.run()
    await waiting.run()
    expect([...findings(ground, sales, 'order'), ...(await leftovers(ground, waiting, sales))]).toEqual([])
    expect((await sql`select 1 from runs where state = 'running'`.execute(waiting.installation.db)).rows).toEqual([])
    stopper.resume()
  })
}
