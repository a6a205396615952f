// Values that settings give each row: cost centres, project, and the coding that `tax.lines` asks for.
import type { CostCentreChoice } from '../../core/sale-draft.ts'
import type { SaleLine } from '../../core/sale-record.ts'
import { hold, type Drafting } from './draft-context.ts'
import { mapped } from './find-named.ts'
import type { Named, RowSource } from './resolved-settings.ts'
import { readProperty } from './sale-property.ts'

/** One choice per dimension; the first rule that gives a value for a dimension wins. */
export function rowCostCentres(drafting: Drafting, line: SaleLine | null): CostCentreChoice[] {
  const chosen = new Map<number, CostCentreChoice>()
  drafting.context.settings.costCentres.forEach((rule, index) => {
    if (chosen.has(rule.dimension)) return
    const value = rowValue(drafting, line, rule, `costCentres[${index}].map`)
    if (value !== null) chosen.set(rule.dimension, { dimension: rule.dimension, value })
  })
  return [...chosen.values()]
}

export function rowProject(drafting: Drafting, line: SaleLine | null): string | null {
  const rule = drafting.context.settings.project
  return rule === null ? null : rowValue(drafting, line, rule, 'project.map')
}

/** Coding by the line's tax rate name, or by the chosen product field; null = decided by rate. */
export function rowCoding(drafting: Drafting, line: SaleLine | null): string | null {
  const { property, map } = drafting.context.settings.tax.lines
  if (line === null || Object.keys(map).length === 0) return null
  const { sale, context } = drafting
  const written = property === null ? [line.taxRateName, line.taxRate === null ? null : `${line.taxRate} %`, line.taxRate] : [readProperty(property, { sale, line }, context.settings, ['product', 'line'])]
  for (const value of written) {
    const coding = value === null || value === undefined ? undefined : mapped(map, value)
    if (coding !== undefined) return coding.name
  }
  return null
}

type Rule = { from: RowSource; map: Record<string, Named> | null; default: Named | null }

/** The mapped value; an unmapped one falls to the default, and holds the sale when there is none. */
function rowValue(drafting: Drafting, line: SaleLine | null, rule: Rule, setting: string): string | null {
  if (rule.from === 'constant') return rule.default?.name ?? null
  const values = sourceValues(drafting, line, rule.from)
  const [written] = values
  if (written === undefined) return rule.default?.name ?? null
  if (rule.map === null) return written
  for (const value of values) {
    const named = mapped(rule.map, value)
    if (named !== undefined) return named.name
  }
  return rule.default?.name ?? hold('value-not-mapped', { value: written, setting })
}

/** The value as people see it first, then the other forms that a map may use as key. */
function sourceValues({ sale, buyer, context }: Drafting, line: SaleLine | null, from: RowSource): string[] {
  const records = { sale, company: buyer.company, contact: buyer.contact, line }
  const known = (values: (string | null | undefined)[]): string[] => values.filter((value): value is string => value !== null && value !== undefined && value !== '')
  if (typeof from === 'object') return known([readProperty(from.property, records, context.settings, ['sale', 'line', 'product', 'company', 'contact'])])
  switch (from) {
    case 'owner': return known([sale.owner?.name, sale.owner?.email, sale.owner?.id])
    case 'pipeline': return known([readProperty('pipeline', { sale }, context.settings), sale.pipelineId])
    case 'label': {
      const property = context.settings.customers.labels.property ?? context.settings.fields['classification']
      return property === undefined ? [] : known([readProperty(property, records, context.settings, ['company', 'contact'])]).flatMap((value) => value.split(';').map((one) => one.trim()))
    }
    case 'product': return known([line?.sku, line?.name, line?.productId])
    case 'constant': return []
  }
}
