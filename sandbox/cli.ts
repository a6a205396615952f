// Process: runs both twins, prints one JSON line with urls, tokens and environment when ready, stops on SIGTERM or SIGINT.
import { parseArgs } from 'node:util'
import { startSandbox } from './main.ts'
import type { SandboxOptions } from './main.ts'

const usage = `Usage: node sandbox/cli.ts [--hubspot-port N] [--eaccounting-port N] [--time-scale N] [--limits vendor|off] [--data-dir DIR]
       [--hubspot-seed FILE] [--eaccounting-seed FILE]
`

function wholeNumber(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} must be a whole number of at least ${least}, not ${text}`)
  return value
}

/** Options from the command line. Throws with one readable sentence. */
export function readOptions(words: string[]): SandboxOptions {
  const { values } = parseArgs({
    args: words, options: {
      'hubspot-port': { type: 'string' }, 'eaccounting-port': { type: 'string' }, 'time-scale': { type: 'string' }, limits: { type: 'string' },
      'data-dir': { type: 'string' }, 'hubspot-seed': { type: 'string' }, 'eaccounting-seed': { type: 'string' },
    },
  })
  const { limits } = values
  if (limits !== undefined && limits !== 'vendor' && limits !== 'off') throw new Error(`--limits must be vendor or off, not ${limits}`)
  return {
    hubspotPort: wholeNumber('hubspot-port', values['hubspot-port'], 0), eaccountingPort: wholeNumber('eaccounting-port', values['eaccounting-port'], 0),
    timeScale: wholeNumber('time-scale', values['time-scale'], 1), limits, dataDir: values['data-dir'],
    seedFiles: { hubspot: values['hubspot-seed'], eaccounting: values['eaccounting-seed'] },
  }
}

async function main(): Promise<void> {
  let options: SandboxOptions
  try {
    options = readOptions(process.argv.slice(2))
  } catch (caught) {
    process.stderr.write(`${caught instanceof Error ? caught.message : String(caught)}\n${usage}`)
    process.exitCode = 2
    return
  }
  const sandbox = await startSandbox(options)
  const stop = (): void => {
    process.off('SIGTERM', stop)
    process.off('SIGINT', stop)
    void sandbox.close()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid, urls: sandbox.urls, tokens: sandbox.tokens, environment: sandbox.environment })}\n`)
}

if (import.meta.main) await main()
