// Clocks: this computer's beside the vendors', read from the Date of any answer.
import type { Diagnosis } from '../../api/operations.ts'
import type { Environment } from '../../config/environment.ts'
import { bad, ok, warn } from './diagnosis.ts'

/** Authorising and signatures bear a few minutes; budgets, leases and logs need no more than this. */
export const skewSeconds = 30

/** `systems`: those with a connection; null = all. */
export async function examineClocks(hosts: Environment['hosts'], systems: ReadonlySet<string> | null): Promise<Diagnosis[]> {
  const wanted = Object.entries(hosts).filter(([system]) => systems === null || systems.has(system))
  const urls = [...new Set(wanted.flatMap(([, own]) => Object.values(own)))]
  return await Promise.all(urls.map(examineHost))
}

async function examineHost(url: string): Promise<Diagnosis> {
  const name = new URL(url).host
  try {
    const asked = Date.now()
    const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(5_000) })
    // A Date has whole seconds, and was written somewhere between the question and the answer.
    const seconds = Math.round(((asked + Date.now()) / 2 - Date.parse(response.headers.get('date') ?? '') - 500) / 1_000)
    if (Number.isNaN(seconds)) return ok('clock', `${name} svarar.`, `${name} answers.`)
    return Math.abs(seconds) > skewSeconds
      ? bad('clock', `Datorns klocka går ${seconds} s fel mot ${name}: ställ den (NTP).`, `The clock of this computer is ${seconds} s off from ${name}: set it (NTP).`)
      : ok('clock', `${name} svarar och klockan stämmer.`, `${name} answers and the clock is right.`)
  } catch (caught) {
    const reason = caught instanceof Error && caught.cause instanceof Error ? caught.cause.message : String(caught)
    return warn('network', `${name} svarar inte (${reason}): kontrollera nätet och brandväggen.`, `${name} does not answer (${reason}): check the network and the firewall.`)
  }
}
