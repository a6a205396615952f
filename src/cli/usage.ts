// Wrong usage in words: commander's complaints as sentences in the language of the person.
import type { CommanderError } from 'commander'
import type { Sentence } from '../core/language.ts'
import { wrongUse, type CliProblem } from './problem.ts'

/** `command`: the words typed before the first option, for the hint about help. */
export function usageProblem(error: Pick<CommanderError, 'code' | 'message'>, command: string): CliProblem {
  const [what = '', second = ''] = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '')
  const meant = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(error.message)?.[1]
  const { sv, en } = sentence(error.code, what, second)
  const nearest = meant === undefined ? { sv: '', en: '' } : { sv: ` Menas ${meant}?`, en: ` Is ${meant} meant?` }
  const help = `kontobro ${command === '' ? '' : `${command} `}--help`
  return wrongUse(`${sv}${nearest.sv}`, `${en}${nearest.en}`, { sv: `Se: ${help}`, en: `See: ${help}` })
}

function sentence(code: string, what: string, second: string): Sentence {
  switch (code) {
    case 'commander.unknownCommand': return { sv: `Kommandot "${what}" finns inte.`, en: `There is no command "${what}".` }
    case 'commander.unknownOption': return { sv: `Valet ${what} finns inte här.`, en: `There is no option ${what} here.` }
    case 'commander.missingArgument': return { sv: `Argumentet <${what}> saknas.`, en: `The argument <${what}> is missing.` }
    case 'commander.optionMissingArgument': return { sv: `Valet ${what} saknar sitt värde.`, en: `The option ${what} lacks its value.` }
    case 'commander.missingMandatoryOptionValue': return { sv: `Valet ${what} måste anges.`, en: `The option ${what} must be given.` }
    case 'commander.excessArguments': return { sv: 'För många argument.', en: 'Too many arguments.' }
    case 'commander.conflictingOption': return { sv: `${what} och ${second} går inte ihop.`, en: `${what} and ${second} do not go together.` }
    default: return { sv: 'Det går inte att tyda.', en: 'That cannot be understood.' }
  }
}
