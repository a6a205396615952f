// The log: JSON lines to stderr or a file, with every secret and personal number masked before a line is written.
import pino, { type ChildLoggerOptions, type DestinationStream, type Logger } from 'pino'
import { maskDeep, maskSecrets, maskText } from './core/mask.ts'

export type { Logger } from 'pino'

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

export type LogOptions = {
  /** Least important level that is written; default "info". */
  level?: LogLevel
  /** A file to append to (0600) instead of stderr. */
  file?: string
  /** Said on every line, for example the room or the worker. */
  bindings?: Record<string, unknown>
  /** Takes the lines instead of stderr or a file. */
  stream?: DestinationStream
}

/** Makes a logger. Lines are written at once, so that the last ones before a crash are there. */
export function createLogger(options: LogOptions = {}): Logger {
  const destination =
    options.stream ?? (options.file === undefined ? pino.destination({ dest: 2, sync: true }) : pino.destination({ dest: options.file, sync: true, mkdir: true, mode: 0o600 }))
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: maskObject(options.bindings ?? {}),
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }), log: maskObject, bindings: maskObject },
      // Errors are already plain, masked objects by then.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(words, method) {
          method.apply(this, maskWords(words) as Parameters<typeof method>)
        },
        // The last door: whatever came another way (a serializer, a nested message) still shows no token.
        streamWrite: maskSecrets,
      },
    },
    destination,
  )
  return maskBindings(logger)
}

/** The two methods of a pino logger that take bindings. */
type Binding = {
  child(bindings: Record<string, unknown>, options?: ChildLoggerOptions): Logger
  setBindings(bindings: Record<string, unknown>): void
}

/** pino formats only the first logger's bindings; children inherit these two methods. */
function maskBindings(logger: Logger): Logger {
  const plain = Object.getPrototypeOf(logger) as Binding
  return Object.assign(logger, {
    child(this: Logger, bindings: Record<string, unknown>, options?: ChildLoggerOptions): Logger {
      return plain.child.call(this, maskObject(bindings), options)
    },
    setBindings(this: Logger, bindings: Record<string, unknown>): void {
      plain.setBindings.call(this, maskObject(bindings))
    },
  })
}

function maskObject(value: Record<string, unknown>): Record<string, unknown> {
  return maskDeep(value) as Record<string, unknown>
}

/** Messages and their parts. An error given alone lends its message to the line, so that is spelled out and masked here. */
function maskWords(words: unknown[]): unknown[] {
  const [first, second] = words
  const error = first instanceof Error ? first : typeof first === 'object' && first !== null && 'err' in first && first.err instanceof Error ? first.err : undefined
  if (error !== undefined && second === undefined) return [first instanceof Error ? { err: first } : first, maskText(error.message)]
  return words.map((word, index) => (typeof word === 'string' ? maskText(word) : index === 0 ? word : maskDeep(word)))
}
