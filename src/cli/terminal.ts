// The terminal: where a command writes and asks, in which language, and with which variables.
import { createInterface } from 'node:readline/promises'
import type { Language } from '../core/language.ts'

export type Terminal = {
  language: Language
  /** The sentence in the language of the person. */
  t(sv: string, en: string): string
  /** One line (or several) for the result; nothing else goes to stdout. */
  out(text: string): void
  /** Complaints, progress, hints. */
  err(text: string): void
  /** Overwrites the current line of stderr; only where `rewrites` is true. */
  rewrite(text: string): void
  /** stderr is a terminal, so that one line can be rewritten. */
  rewrites: boolean
  /** A person sits there: questions may be asked. */
  interactive: boolean
  columns: number
  verbose: boolean
  variables: Record<string, string | undefined>
  /** Asks on stderr and reads one line; empty at the end of input. */
  ask(question: string): Promise<string>
}

/** Language of the person: what was asked for, else the locale's; English when neither says Swedish. */
export function chooseLanguage(asked: string | undefined, variables: Record<string, string | undefined>): Language {
  if (asked === 'sv' || asked === 'en') return asked
  const locale = [variables.LC_ALL, variables.LC_MESSAGES, variables.LANG].find((value) => value !== undefined && value !== '') ?? ''
  return /^sv([_.@-]|$)/i.test(locale) ? 'sv' : 'en'
}

export function openTerminal(language: Language, variables: Record<string, string | undefined>, verbose: boolean): Terminal {
  return {
    language, verbose, variables,
    t: (sv, en) => (language === 'sv' ? sv : en),
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    rewrite: (text) => void process.stderr.write(`\r\u001b[2K${text}`),
    rewrites: process.stderr.isTTY === true,
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 100,
    ask: async (question) => {
      const reader = createInterface({ input: process.stdin, output: process.stderr, terminal: process.stdin.isTTY === true })
      try {
        // At the end of input a question would never be answered.
        const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')))
        return (await Promise.race([reader.question(question), ended])).trim()
      } finally {
        reader.close()
      }
    },
  }
}

/** Asks a yes-or-no question; no is the default. */
export async function confirmed(terminal: Terminal, question: string): Promise<boolean> {
  const answer = await terminal.ask(`${question} ${terminal.t('[j/N]', '[y/N]')} `)
  return /^(j|ja|y|yes)$/i.test(answer)
}
