// The bench: measures the engine against the twins, checks that every document is there once, prints the figures and ends.
import { writeFileSync } from 'node:fs'
import { runCase, type CaseFigures } from './case.ts'
import { readOptions, usage, type Options } from './options.ts'
import { machine, printCase, printServer } from './print.ts'
import { measureServer, type ServerFigures } from './server.ts'

let options: Options
try {
  options = readOptions(process.argv.slice(2))
} catch (caught) {
  process.stderr.write(`${caught instanceof Error ? caught.message : String(caught)}\n${usage}`)
  process.exit(2)
}

const here = machine()
process.stdout.write(`${here.text}\n`)
const cases: CaseFigures[] = []
for (let round = 0; options.cases && round < options.rounds; round += 1) {
  for (const deals of options.deals) {
    const figures = await runCase({ deals, latencyMs: options.latencyMs, profile: options.profile })
    cases.push(figures)
    printCase(figures)
  }
}
let server: ServerFigures | null = null
if (options.server) {
  server = await measureServer()
  printServer(server)
}
if (options.json !== null) writeFileSync(options.json, JSON.stringify({ at: new Date().toISOString(), machine: here, cases, server }, null, 2))
if (cases.some((figures) => figures.wrong.length > 0)) process.exitCode = 1
