// Options of the bench, from the command line.
import { parseArgs } from 'node:util'

export type Options = {
  /** Won deals per case; each case is measured `rounds` times. */
  deals: number[]
  rounds: number
  /** Milliseconds every answer of the twins is held back; 0 = none. */
  latencyMs: number
  /** Where the figures are written as JSON; null = nowhere. */
  json: string | null
  /** Folder for a CPU profile of the engine process; null = none. */
  profile: string | null
  /** Also measures the server at rest and its start. */
  server: boolean
  /** Run only the server part. */
  cases: boolean
}

export const usage = `Usage: npm run bench -- [--deals N]... [--rounds N] [--latency MS] [--json FILE] [--profile DIR] [--no-server] [--server-only]
  --deals N      won deals of three lines in a case; may be given several times (1000 and 10000)
  --rounds N     how often each case is measured (1)
  --latency MS   the twins hold every answer back this long (0)
  --json FILE    writes all figures to a file
  --profile DIR  writes a CPU profile of the engine process
  --no-server    leaves the idle server out; --server-only measures nothing else
`

/** Throws with one readable sentence. */
export function readOptions(words: string[]): Options {
  const { values } = parseArgs({
    args: words, options: {
      deals: { type: 'string', multiple: true }, rounds: { type: 'string' }, latency: { type: 'string' }, json: { type: 'string' }, profile: { type: 'string' },
      'no-server': { type: 'boolean' }, 'server-only': { type: 'boolean' },
    },
  })
  return {
    deals: (values.deals ?? ['1000', '10000']).map((text) => whole('deals', text, 1)),
    rounds: whole('rounds', values.rounds ?? '1', 1),
    latencyMs: whole('latency', values.latency ?? '0', 0),
    json: values.json ?? null,
    profile: values.profile ?? null,
    server: values['no-server'] !== true,
    cases: values['server-only'] !== true,
  }
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} must be a whole number of at least ${least}, not ${text}`)
  return value
}
