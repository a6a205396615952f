// npm run chaos: plays rounds of trouble against the product, and ends with 1 when anything was lost, doubled, wrong or left open.
import { parseArgs } from 'node:util'
import { chaosFolder, playRounds } from './play.ts'

const usage = `Usage: npm run chaos -- [--rounds N] [--seed S] [--first K] [--lanes L] [--keep]
  --rounds N   how many rounds (20)
  --seed S     the same seed plays the same rounds (today's date, 20261128)
  --first K    number of the first round (1); with --rounds 1 a single round is played again
  --keep       keeps the logs of clean rounds too
  --lanes L    rounds side by side, each with a PostgreSQL of its own (2)
`

function whole(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} must be a whole number of at least ${least}, not ${text}`)
  return value
}

// Every lane's databases listen for our exit.
process.setMaxListeners(100)
// Leaving by exit lets go of databases and small disks; workers leave when they hear nothing of us any more.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

try {
  const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' }, first: { type: 'string' }, lanes: { type: 'string' }, keep: { type: 'boolean' }, help: { type: 'boolean' } } })
  if (values.help === true) process.stdout.write(usage)
  else {
    const options = {
      rounds: whole('rounds', values.rounds ?? '20', 1), seed: whole('seed', values.seed ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''), 0), first: whole('first', values.first ?? '1', 1),
      lanes: whole('lanes', values.lanes ?? '2', 1), keep: values.keep === true, folder: chaosFolder(), print: (line: string) => void process.stdout.write(`${line}\n`),
    }
    options.print(`seed ${options.seed}, rounds ${options.first} to ${options.first + options.rounds - 1}, ${options.lanes} lanes, in ${options.folder}`)
    const { failed, broken, totals } = await playRounds(options)
    options.print(totals)
    process.exitCode = failed.length + broken.length === 0 ? 0 : 1
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack ?? error.message : String(error)}\n${usage}`)
  process.exitCode = 2
}
