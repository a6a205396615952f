// Resolves the settings that give each row its cost centres and project.
import { resolveMap, type Path } from './find-named.ts'
import type { BookFinder } from './resolve-books.ts'
import type { SourceFinder } from './resolve-source.ts'
import type { Named, ResolvedSettings } from './resolved-settings.ts'
import type { OrdersSettings } from './settings.ts'

type RowValue = NonNullable<OrdersSettings['project']>

export function resolveRowValues(settings: OrdersSettings, books: BookFinder, source: SourceFinder): Pick<ResolvedSettings, 'costCentres' | 'project'> {
  const costCentres = settings.costCentres.flatMap((rule, index) => {
    const path: Path = ['costCentres', index]
    const dimension = books.dimension(rule.dimension, [...path, 'dimension'])
    if (dimension === null) return []
    const find = (text: string, at: Path): Named | null => books.costCentre(text, dimension.items, at)
    return [{ dimension: dimension.number, dimensionName: dimension.name, ...resolveOne(rule, path, find, source) }]
  })
  return { costCentres, project: settings.project === undefined ? null : resolveOne(settings.project, ['project'], books.project, source) }
}

function resolveOne(rule: RowValue, path: Path, find: (text: string, path: Path) => Named | null, source: SourceFinder): NonNullable<ResolvedSettings['project']> {
  if (typeof rule.from === 'object') source.property(rule.from.property, [...path, 'from'], ['sale', 'line', 'product', 'company', 'contact'])
  const fixed = rule.from === 'constant' ? (rule.value ?? rule.default) : rule.default
  return {
    from: rule.from,
    map: rule.map === undefined ? null : resolveMap(rule.map, [...path, 'map'], find),
    default: fixed === undefined ? null : find(fixed, [...path, rule.from === 'constant' && rule.value !== undefined ? 'value' : 'default']),
  }
}
