import { expect, test } from 'vitest'
import { openGround } from './ground.ts'
import { threeSales } from './sales.ts'
import { findings, leftovers } from './oracle.ts'
import { stopAt } from './stops.ts'

for (const orderType of ['order', 'invoiceDraft', 'invoice'] as const) test(`try ${orderType}`, async () => {
  const t0 = Date.now()
  const ground = await openGround({ settings: { orderType } })
  const stop = stopAt(null)
  const worker = await ground.worker({ point: stop.hook })
  await ground.apply(worker)
  console.log('open', Date.now() - t0)
  for (let i = 0; i < 2; i += 1) {
  const sales = threeSales(ground)
  const t1 = Date.now()
  const report = await worker.run()
  console.log('run', Date.now() - t1, JSON.stringify(report))
  console.log(findings(ground, sales, orderType), await leftovers(ground, worker, sales))
  }
  console.log([...stop.passed].map(([k, n]) => `${k}=${n}`).join(' '))
  await ground.close()
})
