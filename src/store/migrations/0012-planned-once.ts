// The ledger of calls plans its statements once for a connection.
import type { Migration } from '../migrate.ts'

export const plannedOnce: Migration = {
  name: '0012-planned-once',
  sql: `
-- Each of the ledger's eight statements finds its rows by their whole key, whatever the tables hold: planning them anew at every call took a third of its time.
alter function reserve_calls set plan_cache_mode = force_generic_plan;
`,
}
