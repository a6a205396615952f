// The call log: requests made for one record, gathered under the record once its intent is settled.
import type { CallRecord } from '../connectors/connector.ts'
import type { RunContext } from './context.ts'

/** Moves what was recorded under an intent to the record it was made for. */
export function attribute(ctx: RunContext, intent: string, recordId: string): void {
  const calls = ctx.calls.get(intent)
  if (calls === undefined) return
  ctx.calls.delete(intent)
  ctx.calls.set(recordId, [...(ctx.calls.get(recordId) ?? []), ...calls])
}

/** The calls of a record as the log keeps them; they are forgotten here. */
export function takeCalls(ctx: RunContext, recordId: string): Pick<CallRecord, 'system' | 'method' | 'path' | 'status' | 'ms' | 'request' | 'response'>[] {
  const calls = ctx.calls.get(recordId) ?? []
  ctx.calls.delete(recordId)
  return calls.map(({ system, method, path, status, ms, request, response }) => ({ system, method, path, status, ms, request, response }))
}
