// Everything that can be configured: the connectors and the kinds of flow.
import type { Registry } from '../config/setup.ts'
import { connectors } from '../connectors/registry.ts'
import { ordersToAccounting } from '../flows/orders-to-accounting/flow.ts'

export const registry: Registry = { connectors, flows: [ordersToAccounting] }
