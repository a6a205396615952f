// The demo: twins started, setup applied, a first sync shown as it happens, the result explained, the page left open.
import { join } from 'node:path'
import { demoConfig } from '../../sandbox/data/demo-config.ts'
import { startSandbox, type Sandbox } from '../../sandbox/main.ts'
import type { RunReport } from '../api/operations.ts'
import { environmentComplaint, type Environment } from '../config/environment.ts'
import { Failure } from '../core/failure.ts'
import { open, readWholeEnvironment, type Opened } from '../main.ts'
import { version } from '../version.ts'
import { apiClient, type ApiOperations } from './api-client.ts'
import { takeDemoFolder } from './demo-folder.ts'
import { tellDemo, tellAsItHappens } from './demo-words.ts'
import { exitCodeOfRun, exitCodes, type ExitCode } from './exit-codes.ts'
import { followRun } from './follow-run.ts'
import { CliProblem } from './problem.ts'
import { publicReport } from './run-words.ts'
import { alreadyRunning, untilStopped } from './serving.ts'
import { claimPatiently, quietLog, readVariables } from './session.ts'
import { complaintText } from './tell-apply.ts'
import type { Terminal } from './terminal.ts'

/** Waits (quiet time, settling, rate windows) are this much shorter in the demo. */
const timeScale = 20
const flow = 'won-deals'

export async function runDemo(terminal: Terminal, options: { once: boolean; json: boolean }): Promise<ExitCode> {
  const { t } = terminal
  const own = await readVariables(terminal)
  const sandbox = await startSandbox({ timeScale })
  try {
    const environment = demoEnvironment(own, sandbox)
    onlyTwins(environment, sandbox)
    const owner = await claimPatiently(environment)
    if ('held' in owner) throw alreadyRunning(owner.held)
    let again: boolean
    try {
      again = takeDemoFolder(environment.dataDir)
    } catch (caught) {
      await owner.release()
      throw caught
    }
    terminal.err(t(`Kontobro ${version}, demo. Två tvillingsystem med ett påhittat företag; inget riktigt konto rörs.`, `Kontobro ${version}, demo. Two twin systems with an invented company; no real account is touched.`))
    const opened = await open({
      environment, owner, port: options.once ? null : await freePort(environment.port, environment.host), work: !options.once, log: await quietLog(environment, terminal), afresh: again,
    })
    try {
      const report = await firstSync(terminal, apiClient((path, init) => opened.call(path, init)), sandbox, options.json)
      if (options.json) terminal.out(JSON.stringify(publicReport(report)))
      if (options.once) return exitCodeOfRun(report)
      return await leaveOpen(terminal, opened, environment)
    } finally {
      await opened.stop()
    }
  } finally {
    await sandbox.close()
  }
}

async function leaveOpen(terminal: Terminal, opened: Opened, environment: Environment): Promise<ExitCode> {
  const { t } = terminal
  terminal.out('')
  terminal.out(`${t('Sidan', 'The page')}: http://${environment.host}:${opened.port}`)
  terminal.out(`${t('Nyckel', 'Key')}:  ${opened.token}`)
  terminal.err(t('Avsluta med Ctrl-C.', 'End with Ctrl-C.'))
  await untilStopped(terminal, opened)
  return exitCodes.done
}

async function firstSync(terminal: Terminal, operations: ApiOperations, sandbox: Sandbox, json: boolean): Promise<RunReport> {
  const { t } = terminal
  terminal.err(t('Ansluter systemen och gör upp flödet ...', 'Connecting the systems and making the flow ...'))
  const applied = await operations.apply({ files: [{ name: 'demo.yaml', text: demoConfig(new Date()) }], environment: sandbox.environment, dryRun: false, removeMissing: true })
  if (!applied.ok) {
    const text = applied.complaints.map((complaint) => complaintText(complaint, terminal)).join('\n')
    throw new CliProblem('demo-refused', exitCodes.error, { sv: `Demons konfiguration godtogs inte:\n${text}`, en: `The configuration of the demo was refused:\n${text}` })
  }
  terminal.err(t('Vunna affärer blir order i bokföringen. Så här går det till:', 'Won deals become orders in the books. This is how it goes:'))
  const report = await followRun({
    operations, terminal, org: 'main', onLook: tellAsItHappens(operations, terminal),
    start: () => operations.startRun('main', flow, { yes: true, trigger: 'demo', wait: false }),
  })
  if (!json) for (const line of tellDemo(report, await operations.held('main', { flow }), terminal)) terminal.out(line)
  return report
}

/** Own folder, own database, own key; the vendors' hosts and keys are the twins'. */
function demoEnvironment(own: Environment, sandbox: Sandbox): Environment {
  const variables: Record<string, string | undefined> = { ...sandbox.environment, KONTOBRO_DATA_DIR: join(own.dataDir, 'demo'), PORT: String(own.port), HOST: own.host }
  const read = readWholeEnvironment(variables)
  if (!read.ok) throw new Failure('unexpected', {}, { detail: environmentComplaint(read.problems, 'en') })
  return read.environment
}

/** A demo that could reach a real account would be no demo. */
function onlyTwins(environment: Environment, sandbox: Sandbox): void {
  const twins = new Set(Object.values(sandbox.urls).map((url) => new URL(url).origin))
  const strange = Object.values(environment.hosts).flatMap((hosts) => Object.values(hosts)).filter((url) => !twins.has(new URL(url).origin))
  if (strange.length > 0) throw new CliProblem('not-the-twins', exitCodes.wrongUse, { sv: `Demon talar bara med tvillingarna, inte med ${strange.join(', ')}.`, en: `The demo talks only to the twins, not to ${strange.join(', ')}.` })
}

/** The wanted port if nobody has it, else one that the system chooses: a demo should just start. */
async function freePort(wanted: number, host: string): Promise<number> {
  const { createServer } = await import('node:net')
  return await new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(wanted, host, () => probe.close(() => resolve(wanted)))
  })
}
