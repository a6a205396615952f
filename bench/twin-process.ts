// Process: one vendor twin with the bench's data, without vendor limits. Says its address when ready and ends when its parent does.
import { emptyBooksSeed } from '../sandbox/eaccounting/bulk.ts'
import { startEAccountingTwin } from '../sandbox/eaccounting/twin.ts'
import { bulkSeed } from '../sandbox/hubspot/bulk.ts'
import { startHubSpotTwin } from '../sandbox/hubspot/twin.ts'

/** How the parent orders a twin: words of the command line. */
const [system = '', deals = '0', wonAt = '0', latency = '0'] = process.argv.slice(2)
const latencyMs = Number(latency)

if (system === 'hubspot') {
  const seed = bulkSeed({ deals: Number(deals), linesPerDeal: 3, companies: 200, skus: 300, wonAt: Number(wonAt) })
  const twin = await startHubSpotTwin({ seed, limits: 'off' })
  if (latencyMs > 0) twin.faults.add({ action: { kind: 'delay', ms: latencyMs } })
  process.send?.({ url: twin.url })
} else {
  const twin = await startEAccountingTwin({ seed: emptyBooksSeed(), limits: 'off' })
  if (latencyMs > 0) twin.faults.add({ kind: 'delay', ms: latencyMs })
  process.send?.({ url: twin.url })
}
process.on('disconnect', () => process.exit(0))
