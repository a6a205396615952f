// A worker in a process of its own, for tests that kill or freeze it: runs one flow once, and can be told to stand still at a point.
import { setTimeout as pause } from 'node:timers/promises'
import { readEnvironment } from '../../src/config/environment.ts'
import { connectors } from '../../src/connectors/registry.ts'
import { openInstallation } from '../../src/engine/installation.ts'
import { createOperations } from '../../src/engine/operations.ts'
import { createLogger } from '../../src/log.ts'
import { flowName } from './ground.ts'

const [point = '', when = '', timesText = '1'] = process.argv.slice(2)
const read = readEnvironment(process.env, connectors)
if (!read.ok) throw new Error(read.problems.map((problem) => problem.en).join('\n'))
const installation = await openInstallation(read.environment, { log: createLogger({ level: 'silent' }), poolSize: 4 })
let times = 0
let still: Promise<void> | null = null
const operations = createOperations(installation, {
  server: () => null,
  hooks: {
    point: async (name, at) => {
      if (still === null && name === point && at === when && (times += 1) === Number(timesText)) {
        process.stdout.write('here\n')
        // Long enough for the signal to come, also from a busy parent; whoever was only frozen goes on from here.
        still = pause(1_000)
      }
      // Nothing of this worker passes a named await meanwhile, so that the signal surely finds it there.
      if (still !== null) await still
    },
  },
})
const report = await operations.startRun('main', flowName, { wait: true })
process.stdout.write(`${JSON.stringify({ state: report.state, joined: report.joined })}\n`)
await installation.close()
