// HubSpot keeps what every source of sales must keep: deals under the vendor's limits, and orders.
import { bulkSeed } from '../../../sandbox/hubspot/bulk.ts'
import { startHubSpotTwin } from '../../../sandbox/hubspot/twin.ts'
import { salesConformance } from '../conformance/sales.ts'
import { clientOn } from './bench-client.ts'

const timeScale = 20
const accessToken = 'pat-eu1-sandbox'
const want = { sale: ['dealtype'], company: ['orgno'], contact: [], line: [], product: ['hs_product_type'] }

salesConformance('HubSpot with deals', async () => {
  const seed = bulkSeed({ deals: 460, linesPerDeal: 2, companies: 40, skus: 30, wonAt: '2026-11-01T10:00:00Z' })
  const twin = await startHubSpotTwin({ seed, timeScale, limits: 'vendor' })
  const { client } = clientOn(twin, { accessToken }, { timeScale })
  return {
    client, kind: 'deal', want,
    stage: { pipelineId: 'default', stageId: 'closedwon' }, emptyStage: { pipelineId: 'default', stageId: 'closedlost' },
    ids: twin.state.all('deals').map((deal) => deal.id),
    moveAway: async (id) => twin.state.moveDeal(id, 'closedlost'),
    remove: async (id) => twin.state.archive('deals', id),
    merge: async (primary, other) => twin.state.merge('deals', primary, other),
    close: () => twin.close(),
  }
})

salesConformance('HubSpot with orders', async () => {
  const { deals = [], ...rest } = bulkSeed({ deals: 460, linesPerDeal: 2, companies: 40, skus: 30, wonAt: '2026-11-01T10:00:00Z' })
  const orders = deals.map(({ properties, stageHistory: _history, ...deal }) => ({
    ...deal,
    properties: { hs_order_name: properties['dealname'] ?? '', hs_total_price: properties['amount'] ?? '0', hs_currency_code: 'SEK', hs_pipeline: 'shop', hs_pipeline_stage: 'paid', hs_shipping_cost: '49.00' },
  }))
  const pipelines = { orders: [{ id: 'shop', label: 'Butik', stages: [{ id: 'paid', label: 'Betald', metadata: { state: 'OPEN' } }, { id: 'sent', label: 'Skickad', metadata: { state: 'CLOSED' } }] }] }
  const twin = await startHubSpotTwin({ seed: { ...rest, orders, pipelines }, timeScale, limits: 'vendor' })
  const { client } = clientOn(twin, { accessToken }, { timeScale })
  return {
    client, kind: 'order', want: { ...want, sale: ['hs_tags'] },
    stage: { pipelineId: 'shop', stageId: 'paid' }, emptyStage: { pipelineId: 'shop', stageId: 'sent' },
    ids: twin.state.all('orders').map((order) => order.id),
    moveAway: async (id) => twin.state.patch('orders', id, { hs_pipeline_stage: 'sent' }),
    remove: async (id) => twin.state.archive('orders', id),
    merge: async (primary, other) => twin.state.merge('orders', primary, other),
    close: () => twin.close(),
  }
})
