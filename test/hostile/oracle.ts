// The oracle: what any door may answer. A value, or a Failure of the catalogue with sentences that a person can read and that tell no secret.
import { Failure, failureCure, failureSentence, isFailureCode } from '../../src/core/failure.ts'
import type { FailureData } from '../../src/core/failure.ts'
import { personNumber } from './strange.ts'

/** Secrets that the doors are given; none may come out anywhere. */
export const secrets = ['pat-eu1-hostile-secret', 'hostile-client-secret', 'hostile-refresh-token', 'hostile-webhook-secret', 'hostile-access-token', 'hostile-api-token', personNumber, personNumber.replace('-', '')]

export function tellsSecret(text: string): string | null {
  const found = secrets.find((secret) => text.includes(secret))
  return found === undefined ? null : `tells a secret (${found.slice(0, 9)}…)`
}

/** Null when `caught` is a Failure as it should be. */
export function wrongFailure(caught: unknown): string | null {
  if (!(caught instanceof Failure)) return `threw ${describe(caught)}`
  if (caught.code === 'unexpected') return `unexpected: ${(caught.detail ?? caught.message).split('\n').slice(0, 4).join(' | ').slice(0, 600)}`
  return wrongData(caught.toData()) ?? tellsSecret(`${caught.message}\n${caught.detail ?? ''}`)
}

export function wrongData(failure: FailureData): string | null {
  if (!isFailureCode(failure.code)) return `code ${String(failure.code)} is not in the catalogue`
  const said = [failureSentence(failure, 'sv'), failureSentence(failure, 'en'), failureCure(failure, 'sv'), failureCure(failure, 'en')].join('\n')
  if (/\[object |\bundefined\b|function \w*\(|at \S+ \(.*:\d+:\d+\)/.test(said) && !/undefined|object/.test(JSON.stringify(failure.params))) return `a sentence nobody can read: ${said.slice(0, 300)}`
  return tellsSecret(said)
}

export function describe(caught: unknown): string {
  return caught instanceof Error ? (caught.stack ?? caught.message).split('\n').slice(0, 6).join(' | ').slice(0, 700) : String(caught)
}

/** Runs `work` and judges how it ends; `fits` judges the value. */
export async function judged<T>(work: () => Promise<T>, fits: (value: T) => string | null = () => null): Promise<string | null> {
  try {
    return fits(await work())
  } catch (caught) {
    return wrongFailure(caught)
  }
}
