// Reads one property of a sale by the name in the settings: "paid", "deal.paid", "company.segment", "pipeline".
import type { SaleLine, SaleParty, SaleRecord } from '../../core/sale-record.ts'
import type { ResolvedSettings } from './resolved-settings.ts'

/** Records to look on, in order, when the name pins none. */
export type PropertyRecords = { sale: SaleRecord; company?: SaleParty | null; contact?: SaleParty | null; line?: SaleLine | null }
type Place = 'sale' | 'company' | 'contact' | 'line' | 'product'

/** The value as text, trimmed; undefined when it is empty or unknown. */
export function readProperty(name: string, records: PropertyRecords, settings: Pick<ResolvedSettings, 'stages'>, places: readonly Place[] = ['sale']): string | undefined {
  const pinned = /^(deal|order|sale|company|contact|line|product)\.(.+)$/.exec(name)
  if (pinned?.[1] !== undefined && pinned[2] !== undefined) {
    const place = pinned[1] === 'deal' || pinned[1] === 'order' ? 'sale' : (pinned[1] as Place)
    return valueOn(place, pinned[2], records, settings)
  }
  for (const place of places) {
    const value = valueOn(place, name, records, settings)
    if (value !== undefined) return value
  }
  return undefined
}

function valueOn(place: Place, name: string, records: PropertyRecords, settings: Pick<ResolvedSettings, 'stages'>): string | undefined {
  const fields = place === 'sale' ? records.sale.fields : place === 'line' ? records.line?.fields : place === 'product' ? records.line?.productFields : records[place]?.fields
  // Our own words go first, as they do in mapping rules: the CRM may have a property of the same name that holds only an id.
  const value = (place === 'sale' ? saleWord(name, records.sale, settings) : undefined) ?? (fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined)
  const trimmed = value?.trim()
  return trimmed === '' ? undefined : trimmed
}

function saleWord(name: string, sale: SaleRecord, settings: Pick<ResolvedSettings, 'stages'>): string | undefined {
  const stage = settings.stages.find((one) => one.stageId === sale.stageId && one.pipelineId === sale.pipelineId)
  const pipeline = stage ?? settings.stages.find((one) => one.pipelineId === sale.pipelineId)
  switch (name) {
    case 'id': return sale.id
    case 'title': return sale.title
    case 'amount': return sale.amount ?? undefined
    case 'currency': return sale.currency ?? undefined
    case 'closedAt': return sale.closedAt ?? undefined
    case 'pipelineId': return sale.pipelineId
    case 'stageId': return sale.stageId
    case 'pipeline': return pipeline?.pipeline ?? sale.pipelineId
    case 'stage': return stage?.stage ?? sale.stageId
    default: return undefined
  }
}
