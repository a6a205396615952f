// Accept: whether a sale is this flow's, now. Stage, go-live, filter, quiet time; each refusal has its reason.
import { DateTime } from 'luxon'
import type { Reason } from '../../core/decision.ts'
import type { SaleRecord } from '../../core/sale-record.ts'
import { holds } from '../../mapper/condition.ts'
import type { ResolvedSettings } from './resolved-settings.ts'
import { readProperty } from './sale-property.ts'

export type AcceptContext = {
  /** Milliseconds since 1970. */
  now: number
  /** First apply of the flow, ISO UTC; null in a preview before it. */
  golive: string | null
  timeZone: string
  /** Our own target: sales made from its documents are never sent back. `company` is the books' identity. */
  target: { system: string; company: string }
  /** Divides the quiet time in tests; 1 in real life. */
  timeScale?: number
}

export type Acceptance =
  | { accept: true; /** When the sale entered a chosen stage; null when the source does not say. */ enteredAt: string | null; /** Why a person takes care of it, in the words of the settings; null = we do. */ because: string | null }
  /** `retryAt`: ISO UTC, when time alone may change the answer. */
  | { accept: false; reason: Reason; retryAt?: string }

export type AcceptSettings = Pick<ResolvedSettings, 'stages' | 'startFrom' | 'filter' | 'holdWhen' | 'quietSeconds'>

const unknownEntryRetryMs = 3_600_000

/** Evaluated on every read; pure. */
export function accept(sale: SaleRecord, settings: AcceptSettings, context: AcceptContext): Acceptance {
  if (sale.archived) return skip('sale-archived', 'Affären är borttagen.', 'The sale is deleted.')
  if (sale.createdFrom?.startsWith(`${context.target.system}:${context.target.company}:`) === true) {
    return skip('made-from-document', 'Affären skapades från ett dokument i samma bokföring.', 'The sale was made from a document in the same books.')
  }
  const stage = settings.stages.find((one) => one.stageId === sale.stageId && one.pipelineId === sale.pipelineId)
  if (stage === undefined) return skip('other-stage', 'Affären står inte i något av de valda stegen.', 'The sale is in none of the chosen stages.')
  const enteredAt = enteredChosenStage(sale, settings.stages)
  const start = startOf(settings.startFrom, context.golive)
  if (start !== null) {
    if (enteredAt === null) {
      return { ...skip('stage-entry-unknown', 'Det går inte att se när affären kom in i steget.', 'It cannot be seen when the sale entered the stage.'), retryAt: new Date(context.now + unknownEntryRetryMs).toISOString() }
    }
    if (Date.parse(enteredAt) < Date.parse(start)) {
      return skip('before-start', `Affären kom in i ${stage.pipeline}/${stage.stage} ${local(enteredAt, context)}, före startFrom (${local(start, context)}).`,
        `The sale entered ${stage.pipeline}/${stage.stage} ${local(enteredAt, context)}, before startFrom (${local(start, context)}).`)
    }
  }
  const read = (name: string): string | undefined => readProperty(name, records, settings)
  const records = { sale, company: sale.companies.find((one) => one.primary) ?? sale.companies[0], contact: sale.contacts.find((one) => one.primary) ?? sale.contacts[0] }
  if (settings.filter !== null && !holds(settings.filter, read, context.timeZone)) {
    return skip('filtered-out', 'Affären uppfyller inte filtret.', 'The sale does not meet the filter.')
  }
  const quietMs = (settings.quietSeconds * 1000) / (context.timeScale ?? 1)
  // Nothing waits when no waiting is asked for, even if our clock is behind the source's.
  const quietUntil = enteredAt === null || quietMs === 0 ? 0 : Date.parse(enteredAt) + quietMs
  if (quietUntil > context.now) {
    return {
      ...skip('still-young', `Affären kom nyss in i steget; den tas efter ${settings.quietSeconds} s.`, `The sale has just entered the stage; it is taken after ${settings.quietSeconds} s.`),
      retryAt: new Date(quietUntil).toISOString(),
    }
  }
  const rule = settings.holdWhen.find(({ when }) => holds(when, read, context.timeZone))
  return { accept: true, enteredAt, because: rule?.because ?? null }
}

/**
 * When the sale's present stay in the chosen stages began: the oldest entry of the unbroken run of chosen stages at the
 * head of its history. Moving between chosen stages keeps the moment; leaving them and coming back starts a new stay.
 */
export function enteredChosenStage(sale: Pick<SaleRecord, 'stageEntries' | 'stageId'>, stages: readonly { stageId: string }[]): string | null {
  const chosen = new Set(stages.map((stage) => stage.stageId))
  const newestFirst = [...sale.stageEntries].sort((left, right) => Date.parse(right.at) - Date.parse(left.at))
  let entered: string | null = null
  for (const entry of newestFirst) {
    if (!chosen.has(entry.stageId)) break
    entered = entry.at
  }
  return entered
}

/** The moment before which entries do not count, ISO; null = everything counts. */
export function startOf(startFrom: ResolvedSettings['startFrom'], golive: string | null): string | null {
  if (startFrom.kind === 'all') return null
  return startFrom.kind === 'time' ? startFrom.at : golive
}

function skip(code: string, sv: string, en: string): Acceptance & { accept: false } {
  return { accept: false, reason: { code, sv, en } }
}

function local(iso: string, context: AcceptContext): string {
  return DateTime.fromISO(iso, { zone: context.timeZone }).toFormat('yyyy-MM-dd HH:mm')
}
