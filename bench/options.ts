// Options of the bench, from the command line, and what each way of asking runs.
import { parseArgs } from 'node:util'

export const modes = ['new', 'latency', 'limits', 'workers', 'organisations', 'server'] as const
export type Mode = (typeof modes)[number]

export type Options = {
  modes: Mode[]
  /** Everything in its whole size. */
  full: boolean
  /** Won deals per case; null = those of the mode. */
  deals: number[] | null
  /** How often a case is measured; null = as the mode has it. */
  rounds: number | null
  /** Milliseconds every answer of the twins is held back, in the modes that do so. */
  latencyMs: number
  /** What part of one processor each worker may use, in the mode workers; null = all cases, the last one with half. */
  share: number | null
  /** How many times faster limits and clock run in the mode that has limits; null = as fast as the size allows. */
  timeScale: number | null
  /** Deals of the one big organisation among fifty. */
  backlog: number
  /** Where the figures are written as JSON; null = nowhere. */
  json: string | null
  /** Folder for a CPU profile of the engine process; null = none. */
  profile: string | null
}

export const usage = `Usage: npm run bench -- [MODE]... [--full] [--deals N]... [--rounds N] [--latency MS] [--scale N] [--backlog N] [--json FILE] [--profile DIR]
  MODE           new | latency | limits | workers | organisations | server; all of them when none is named (with --deals: only new)
  --full         every size: also 50,000 deals, and 10,000 under the vendors' limits (about half an hour)
  --deals N      won deals of three lines in a case; may be given several times
  --rounds N     how often each case is measured; the median counts (3 in the mode new, else 1). In workers and organisations a round is a pair
  --latency MS   how long the twins hold every answer back in the modes latency and workers (100)
  --share N      per cent of one processor that each worker may use, and only this case of the mode workers (the last of its cases has 50)
  --scale N      how many times faster limits and clock run in the mode limits (2 up to 2,000 deals, else 10)
  --backlog N    deals of the one big organisation among fifty (20000)
  --json FILE    writes all figures to a file
  --profile DIR  writes a CPU profile of the engine process
  --no-server    leaves the idle server out
`

/** Throws with one readable sentence. */
export function readOptions(words: string[]): Options {
  const { values, positionals } = parseArgs({
    args: words, allowPositionals: true, options: {
      full: { type: 'boolean' }, deals: { type: 'string', multiple: true }, rounds: { type: 'string' }, latency: { type: 'string' }, scale: { type: 'string' }, share: { type: 'string' }, backlog: { type: 'string' },
      json: { type: 'string' }, profile: { type: 'string' }, 'no-server': { type: 'boolean' },
    },
  })
  const named = positionals.map((word) => {
    const mode = modes.find((each) => each === word)
    if (mode === undefined) throw new Error(`There is no mode ${word}; choose among ${modes.join(', ')}`)
    return mode
  })
  const deals = values.deals?.map((text) => whole('deals', text, 1)) ?? null
  const chosen: Mode[] = named.length > 0 ? named : deals === null ? [...modes] : ['new']
  return {
    modes: chosen.filter((mode) => mode !== 'server' || values['no-server'] !== true),
    full: values.full === true,
    deals,
    rounds: values.rounds === undefined ? null : whole('rounds', values.rounds, 1),
    latencyMs: whole('latency', values.latency ?? '100', 0),
    share: values.share === undefined ? null : whole('share', values.share, 1) / 100,
    timeScale: values.scale === undefined ? null : whole('scale', values.scale, 1),
    backlog: whole('backlog', values.backlog ?? '20000', 1),
    json: values.json ?? null,
    profile: values.profile ?? null,
  }
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} must be a whole number of at least ${least}, not ${text}`)
  return value
}
