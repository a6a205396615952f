// Entry of `kontobro`: chooses the language, runs one command, and ends with the exit code that the result means.
import { CommanderError } from 'commander'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import { wrongUse } from './problem.ts'
import { buildProgram } from './program.ts'
import { chooseLanguage, openTerminal } from './terminal.ts'

process.exitCode = await main(process.argv.slice(2))

async function main(words: string[]): Promise<ExitCode> {
  const asked = valueOf(words, '--lang')
  const language = chooseLanguage(asked, process.env)
  const dataDir = valueOf(words, '--data-dir')
  const variables = dataDir === undefined ? process.env : { ...process.env, KONTOBRO_DATA_DIR: dataDir }
  const terminal = openTerminal(language, variables, words.includes('--verbose'))
  // A reader that has gone (`| head`) is no reason to leave work half done.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  endWithLauncher()
  let code: ExitCode = exitCodes.done
  const program = buildProgram(terminal, (given) => { code = given })
  try {
    if (asked !== undefined && asked !== language) throw wrongUse(`Språket "${asked}" finns inte; välj sv eller en.`, `There is no language "${asked}"; choose sv or en.`)
    await program.parseAsync(words, { from: 'user' })
    return code
  } catch (caught) {
    if (caught instanceof CommanderError) {
      if (caught.exitCode === 0) return exitCodes.done
      if (words.length === 0 || caught.code === 'commander.help') {
        program.outputHelp()
        return exitCodes.wrongUse
      }
      const [{ usageProblem }, { complain }] = await Promise.all([import('./usage.ts'), import('./complain.ts')])
      return complain(terminal, usageProblem(caught, commandOf(words, program.commands.map((command) => command.name()))), false)
    }
    const { complain } = await import('./complain.ts')
    return complain(terminal, caught, words.includes('--json'))
  }
}

/** "--lang sv" or "--lang=sv"; read before commander, since its help needs the language. */
function valueOf(words: string[], name: string): string | undefined {
  const index = words.indexOf(name)
  if (index >= 0) return words[index + 1]
  return words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)
}

function commandOf(words: string[], known: string[]): string {
  return words.find((word) => known.includes(word)) ?? ''
}

/** Started through the launcher we are its child: when it is killed outright, nobody else would tell us. */
function endWithLauncher(): void {
  if (process.channel === undefined || process.env.KONTOBRO_LAUNCHER === undefined) return
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.channel.unref()
}
