// Budget: the same rules within one process, for tests and single questions.
import type { GateDeps } from './budget-gate.ts'
import { memoryLedger } from './budget-ledger.ts'
import { sharedBudget } from './budget-shared.ts'
import type { Budget } from './connector.ts'

export function createBudget(deps: GateDeps): Budget {
  return sharedBudget(memoryLedger(() => deps.now()), deps)
}
