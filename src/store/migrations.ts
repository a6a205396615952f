// The database as it grew: the migrations in their order, one file each in the folder beside this. Appended to, never edited. Every table carries the organisation it belongs to.
import type { Migration } from './migrate.ts'
import { firstTables } from './migrations/0001-first-tables.ts'
import { told } from './migrations/0002-told.ts'
import { exactlyOnce } from './migrations/0003-exactly-once.ts'
import { reserveCalls } from './migrations/0004-reserve-calls.ts'
import { reserveAhead } from './migrations/0005-reserve-ahead.ts'
import { learntBudgets } from './migrations/0006-learnt-budgets.ts'
import { fairBudgets } from './migrations/0007-fair-budgets.ts'
import { payloadsInGroups } from './migrations/0008-payloads-in-groups.ts'
import { parcels } from './migrations/0009-parcels.ts'
import { restored } from './migrations/0010-restored.ts'
import { lighterIntents } from './migrations/0011-lighter-intents.ts'
import { plannedOnce } from './migrations/0012-planned-once.ts'
import { planIntents } from './migrations/0013-plan-intents.ts'
import { marksByDocument } from './migrations/0014-marks-by-document.ts'
import { foundByWhatIsAsked } from './migrations/0015-found-by-what-is-asked.ts'

export const migrations: Migration[] = [firstTables, told, exactlyOnce, reserveCalls, reserveAhead, learntBudgets, fairBudgets, payloadsInGroups, parcels, restored, lighterIntents, plannedOnce, planIntents, marksByDocument, foundByWhatIsAsked]
