// Words and shapes that the commands about runs share: the public report, times as people write them, the nearest flow name.
import type { RunReport } from '../api/operations.ts'
import { nearestName } from '../core/nearest-name.ts'
import { exitCodes } from './exit-codes.ts'
import { ApiRefusal, CliProblem, wrongUse } from './problem.ts'
import type { Session } from './session.ts'

/** The public names first, in their order; then what else is known. */
export function publicReport(report: RunReport): RunReport {
  const { run, flow, trigger, state, read, created, updated, adopted, skipped, held, failed, apiCalls, durationMs, ...more } = report
  return { run, flow, trigger, state, read, created, updated, adopted, skipped, held, failed, apiCalls, durationMs, ...more }
}

/** ISO with offset from what a person wrote: a date (midnight here), a date and time, "2h", "3d". Throws when it is none of these. */
export function readTime(text: string | undefined, now = Date.now()): string | undefined {
  if (text === undefined) return undefined
  const ago = /^(\d{1,4})\s*(m|h|d)$/.exec(text.trim())
  if (ago !== null) return new Date(now - Number(ago[1]) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[ago[2] as 'm' | 'h' | 'd']).toISOString()
  // A date alone would be read as UTC; people mean their own midnight.
  const local = /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? `${text.trim()}T00:00:00` : text.trim()
  const at = /^\d{4}-\d{2}-\d{2}T/.test(local) ? Date.parse(local) : Number.NaN
  if (Number.isNaN(at)) {
    throw wrongUse(`"${text}" går inte att läsa som en tid.`, `"${text}" cannot be read as a time.`, {
      sv: 'Skriv till exempel 2026-11-01, 2026-11-01T08:00:00Z, 2h eller 3d.', en: 'Write for example 2026-11-01, 2026-11-01T08:00:00Z, 2h or 3d.',
    })
  }
  return new Date(at).toISOString()
}

/** Does the work; if the flow does not exist, the complaint names the nearest one. */
export async function withNearestFlow<T>(session: Session, org: string, flow: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (caught) {
    if (!(caught instanceof ApiRefusal) || caught.code !== 'unknown-flow') throw caught
    const names = (await session.operations.status(org)).flows.map((one) => one.name)
    const nearest = nearestName(flow, names)
    const cure = names.length === 0
      ? { sv: 'Inget flöde finns än. Tillämpa en konfiguration: kontobro apply -f kontobro.yaml', en: 'There is no flow yet. Apply a configuration: kontobro apply -f kontobro.yaml' }
      : nearest === null ? { sv: `Det finns: ${names.join(', ')}.`, en: `There are: ${names.join(', ')}.` } : { sv: `Menas "${nearest}"?`, en: `Is "${nearest}" meant?` }
    throw new CliProblem('unknown-flow', exitCodes.wrongUse, caught.sentence, cure)
  }
}
