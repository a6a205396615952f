// Filters: which questions this company's lists answer is not documented per property (facts 59-61), so it is learnt and remembered.
import { Failure } from '../../core/failure.ts'
import { isQueryRefused } from './refusal.ts'

/** Names of questions that were refused with 6000. One per client. */
export type FilterMemory = Set<string>

/**
 * Streams the answer of the first question that is taken. One that is refused is remembered and not asked again; the last must always work.
 * A refusal in mid-stream begins the next question from its start, so objects may come twice.
 */
export async function* firstAccepted<T>(memory: FilterMemory, questions: { name: string; ask: () => AsyncIterable<T> }[]): AsyncIterable<T> {
  for (const [index, question] of questions.entries()) {
    const isLast = index === questions.length - 1
    if (memory.has(question.name) && !isLast) continue
    try {
      yield* question.ask()
      return
    } catch (caught) {
      if (isLast || !(caught instanceof Failure) || !isQueryRefused(caught)) throw caught
      memory.add(question.name)
    }
  }
}

/** A text literal; quotes are doubled (fact 56). */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
