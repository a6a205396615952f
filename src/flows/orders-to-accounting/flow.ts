// The flow orders-to-accounting as the registry sees it: its name, ends, settings and default mapping.
import type { Issue } from '../../core/issue.ts'
import type { MappingRule } from '../../mapper/rules.ts'
import { checkMappingOffline } from './compile-flow.ts'
import { defaultMapping } from './default-mapping.ts'
import { ordersSettings } from './settings.ts'
import { settingsTable } from './settings-table.ts'

export const ordersToAccounting = {
  name: 'orders-to-accounting',
  from: 'sales',
  to: 'books',
  settings: ordersSettings,
  defaultMapping,
  settingsTable,
  /** Rules checked before any account is connected; paths start with "settings" or "mapping". */
  checkOffline(parsed: unknown, mapping: readonly MappingRule[]): Issue[] {
    const source = typeof parsed === 'object' && parsed !== null && 'source' in parsed && parsed.source === 'order' ? 'order' : 'deal'
    return checkMappingOffline(source, mapping)
  },
} as const
