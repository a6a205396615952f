// The failure catalogue: every code with its sentences and remedy, gathered from one file per area.
import { bookFailures } from './books.ts'
import { buyerFailures } from './buyer.ts'
import { connectionFailures } from './connection.ts'
import { lineFailures } from './lines.ts'
import { platformFailures } from './platform.ts'
import { runFailures } from './run.ts'
import { settingsFailures } from './settings.ts'
import { watchFailures } from './watch.ts'

export const failureCatalogue = {
  ...platformFailures,
  ...connectionFailures,
  ...settingsFailures,
  ...buyerFailures,
  ...lineFailures,
  ...bookFailures,
  ...runFailures,
  ...watchFailures,
}
