// Registry: every connector there is, by the value of `system:` in the configuration. A new one is added to this list and nowhere else.
import { Failure } from '../core/failure.ts'
import type { Connector } from './connector.ts'
import { eAccounting } from './eaccounting/index.ts'
import { hubspot } from './hubspot/index.ts'

export const connectors: readonly Connector[] = [hubspot, eAccounting]

/** The connector of a system, or null when there is none. */
export function findConnector(system: string): Connector | null {
  return connectors.find((connector) => connector.system === system) ?? null
}

/** The connector of a stored connection, whose system was checked when it was saved. */
export function connectorFor(system: string): Connector {
  const found = findConnector(system)
  if (found === null) throw new Failure('unexpected', {}, { detail: `no connector for system "${system}"` })
  return found
}
