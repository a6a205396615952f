// Shared budget: any number of processes under one limit, kept in a ledger that all of them ask. One gate for each key and organisation.
import { createGate, quietMs, type Gate, type GateDeps } from './budget-gate.ts'
import type { Ledger } from './budget-ledger.ts'
import type { Budget, BudgetLane } from './connector.ts'

const nobody: BudgetLane = { org: '', person: false }

/**
 * No rolling window of a key ever holds more calls than its limit, however slow the answers and whatever the workers' own clocks say:
 * a call counts from when it was granted until a window after its answer. A worker that dies loses its block; one that stood still
 * for longer than half a window makes none of the calls that it was granted before.
 */
export function sharedBudget(ledger: Ledger, deps: GateDeps): Budget {
  const gates = new Map<string, Gate>()
  const gateOf = (key: string, org: string): Gate => {
    const place = `${key} ${org}`
    const gate = gates.get(place) ?? createGate(key, org, ledger, deps)
    gates.set(place, gate)
    return gate
  }
  return {
    take: (key, rule, lane = nobody) => gateOf(key, lane.org).take(rule, lane.person),
    pause: (key, ms) => ledger.pause(key, ms, quietMs(deps.timeScale)),
  }
}
