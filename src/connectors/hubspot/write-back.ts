// Write-back: our status on sales, 100 in a call, with an outcome for each (facts 3.4, 3.13, 9.7).
import { asFailure, Failure } from '../../core/failure.ts'
import type { SaleKind } from '../../core/sale-record.ts'
import type { WriteBackValues, WriteOutcome } from '../connector.ts'
import type { Api } from './api.ts'
import { cut, inParallel } from './batches.ts'
import { systemName } from './config.ts'
import { messageOf, refused } from './errors.ts'
import { objectTypeIds, writeBackProperties } from './object-types.ts'
import { readRecord } from './plain.ts'
import { changeStamp } from './records.ts'
import { recordList } from './schemas.ts'
import type { ItemError } from './schemas.ts'

export type WriteBackItem = { id: string; values: WriteBackValues }
export type WriteBackOutcome = { id: string; outcome: WriteOutcome<{ changedAt: string | null }> }

/** One outcome per item, in the order given. The same values may be written again without harm, so 'unknown' is settled by repeating. */
export async function writeBack(api: Api, kind: SaleKind, items: WriteBackItem[]): Promise<WriteBackOutcome[]> {
  // One record twice in a batch refuses the batch: the last values stand.
  const byId = new Map(items.map((item) => [item.id, item]))
  const outcomes = new Map<string, WriteBackOutcome['outcome']>()
  await inParallel(cut([...byId.values()], 100), (batch) => writeBatch(api, kind, batch, outcomes))
  const unsaid: WriteBackOutcome['outcome'] = { type: 'unknown', failure: new Failure('reply-lost', { system: systemName, connection: api.connection }, { detail: 'the answer does not name this record' }) }
  return items.map(({ id }) => ({ id, outcome: outcomes.get(id) ?? unsaid }))
}

/** POST /crm/objects/2026-09/{type}/batch/update. Trace ids make refusals single (207); a batch refused whole is halved until the culprit stands alone. */
async function writeBatch(api: Api, kind: SaleKind, batch: WriteBackItem[], outcomes: Map<string, WriteBackOutcome['outcome']>): Promise<void> {
  const inputs = batch.map(({ id, values }) => ({ id, objectWriteTraceId: id, properties: propertiesOf(values) }))
  try {
    const answer = await api.call(recordList, { method: 'POST', template: `/crm/objects/{version}/${objectTypeIds[kind]}/batch/update`, json: { inputs }, writes: true })
    for (const raw of answer.results) {
      const record = readRecord(raw)
      if (!record.success) continue
      const stamp = changeStamp(record.data, kind)
      outcomes.set(record.data.id, { type: 'written', value: { changedAt: stamp === '' ? null : stamp } })
    }
    for (const error of answer.errors ?? []) {
      for (const id of idsOf(error)) outcomes.set(id, { type: 'refused', failure: itemFailure(api, error, id) })
    }
  } catch (caught) {
    const failure = asFailure(caught)
    if (failure.code === 'vendor-refused' && batch.length > 1) {
      const half = Math.ceil(batch.length / 2)
      await writeBatch(api, kind, batch.slice(0, half), outcomes)
      await writeBatch(api, kind, batch.slice(half), outcomes)
      return
    }
    const type = failure.code === 'reply-lost' || failure.code === 'unexpected' ? 'unknown' : 'refused'
    for (const { id } of batch) outcomes.set(id, { type, failure })
  }
}

/** Empty text clears a property (fact 9.7). */
function propertiesOf(values: WriteBackValues): Record<string, string> {
  return {
    [writeBackProperties.status]: values.status, [writeBackProperties.message]: values.message.slice(0, 65_000),
    [writeBackProperties.documentNumber]: values.documentNumber, [writeBackProperties.documentUrl]: values.documentUrl,
  }
}

function idsOf(error: ItemError): string[] {
  const named = error.context?.objectWriteTraceId ?? error.context?.ids ?? error.context?.id ?? []
  return named.map(String)
}

function itemFailure(api: Api, error: ItemError, id: string): Failure {
  if (error.category === 'OBJECT_NOT_FOUND') return new Failure('record-gone', { system: systemName, connection: api.connection, kind: 'ID', id }, { detail: error.message ?? undefined })
  return refused(api.connection, messageOf({ message: error.message }), error.message ?? undefined)
}
