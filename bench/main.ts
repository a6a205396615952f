// The bench: measures the engine against the twins, checks that every document is there once, prints the figures and ends.
import { writeFileSync } from 'node:fs'
import { runCase, type CaseFigures, type CasePlan } from './case.ts'
import { machine } from './machine.ts'
import { readOptions, usage, type Options } from './options.ts'
import { measureOrganisations, printOrganisations, type OrganisationsFigures } from './organisations.ts'
import { printCase } from './print-case.ts'
import { canHoldToShare } from './processor-share.ts'
import { measureServer, printServer, type ServerFigures } from './server.ts'
import { measureWorkers, printWorkers, type WorkersFigures, type WorkersPlan } from './workers.ts'

let options: Options
try {
  options = readOptions(process.argv.slice(2))
} catch (caught) {
  process.stderr.write(`${caught instanceof Error ? caught.message : String(caught)}\n${usage}`)
  process.exit(2)
}

type Figures = { at: string; machine: ReturnType<typeof machine>; options: Options; cases: CaseFigures[]; workers: WorkersFigures[]; organisations: OrganisationsFigures[]; server: ServerFigures | null }
const figures: Figures = { at: new Date().toISOString(), machine: machine(), options, cases: [], workers: [], organisations: [], server: null }
process.stdout.write(`${figures.machine.text}\n`)
for (const mode of options.modes) {
  if (mode === 'new' || mode === 'latency' || mode === 'limits') await cases(mode)
  else if (mode === 'workers') await workers()
  else if (mode === 'organisations') await organisations()
  else printServer((figures.server = await measureServer()))
  // After each mode, so that a run that is stopped has told what it knew.
  if (options.json !== null) writeFileSync(options.json, JSON.stringify(figures, null, 2))
}
if ([...figures.cases, ...figures.workers, ...figures.organisations].some((each) => each.wrong.length > 0)) process.exitCode = 1

async function cases(mode: CasePlan['mode']): Promise<void> {
  const sizes = mode === 'new' ? [1_000, 10_000, ...(options.full ? [50_000] : [])] : [1_000, ...(options.full ? [10_000] : [])]
  for (const deals of options.deals ?? sizes) {
    const timeScale = mode === 'limits' ? (options.timeScale ?? (deals <= 2_000 ? 2 : 10)) : null
    const measured = await runCase({ mode, deals, latencyMs: mode === 'latency' ? options.latencyMs : 0, timeScale, profile: options.profile }, options.rounds ?? (mode === 'new' ? 3 : 1))
    figures.cases.push(measured)
    printCase(measured)
  }
}

async function workers(): Promise<void> {
  if (options.share === null) for (const deals of options.deals ?? [options.full ? 10_000 : 4_000]) {
    for (const latencyMs of [0, options.latencyMs]) await workersOf({ deals, latencyMs, share: null })
  }
  if (!canHoldToShare()) process.stdout.write('\nworkers held to a share of a processor: measured on Linux only, by root\n')
  // More sales: what each process compiles at its start is a smaller part of them.
  else for (const deals of options.deals ?? [options.full ? 30_000 : 10_000]) await workersOf({ deals, latencyMs: 0, share: options.share ?? 0.5 })
}

async function workersOf(plan: WorkersPlan): Promise<void> {
  const measured = await measureWorkers(plan, options.rounds ?? 1)
  figures.workers.push(measured)
  printWorkers(measured)
}

async function organisations(): Promise<void> {
  const measured = await measureOrganisations({ small: 49, deals: 20, backlog: options.backlog }, options.rounds ?? 1)
  figures.organisations.push(measured)
  printOrganisations(measured)
}
