// Problems of the command line: what is wrong, what to do about it, and the exit code that says so.
import type { Sentence } from '../core/language.ts'
import { exitCodes, exitCodeOfRemedy, type ExitCode } from './exit-codes.ts'

/** An error that a person reads. `code` is stable for scripts (`--json` prints it). */
export class CliProblem extends Error {
  readonly code: string
  readonly exitCode: ExitCode
  readonly sentence: Sentence
  readonly cure: Sentence

  constructor(code: string, exitCode: ExitCode, sentence: Sentence, cure: Sentence = { sv: '', en: '' }) {
    super(sentence.en)
    this.name = 'CliProblem'
    this.code = code
    this.exitCode = exitCode
    this.sentence = sentence
    this.cure = cure
  }
}

/** What the API answered when it refused. Shape: `Problem` of api/errors.ts. */
export type ApiProblem = { code: string; sv: string; en: string; cureSv: string; cureEn: string; remedy: string; params: Record<string, unknown> }

export class ApiRefusal extends CliProblem {
  readonly problem: ApiProblem
  readonly status: number

  constructor(status: number, problem: ApiProblem) {
    super(problem.code, exitCodeOfRemedy(problem.remedy), { sv: problem.sv, en: problem.en }, { sv: problem.cureSv, en: problem.cureEn })
    this.name = 'ApiRefusal'
    this.problem = problem
    this.status = status
  }
}

export function wrongUse(sv: string, en: string, cure: Sentence = { sv: '', en: '' }): CliProblem {
  return new CliProblem('wrong-use', exitCodes.wrongUse, { sv, en }, cure)
}
