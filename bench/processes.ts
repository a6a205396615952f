// Processes of the bench: children that run a TypeScript file, speak in messages, and are surely gone at the end.
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

export type Child<Out> = {
  pid: number
  send(message: object): void
  /** The next message. Throws when the child ends first. */
  next(): Promise<Out>
  end(): Promise<void>
}

/** Starts `file` of this folder. Its messages come in order, none is lost. */
export function startChild<Out>(file: string, words: string[], options: { nodeFlags?: string[]; environment?: Record<string, string> } = {}): Child<Out> {
  const child: ChildProcess = fork(join(import.meta.dirname, file), words, {
    execArgv: ['--disable-warning=ExperimentalWarning', ...(options.nodeFlags ?? [])], env: { ...process.env, ...options.environment }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'json',
  })
  const messages: Out[] = []
  let wake: () => void = () => undefined
  let ended = false
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      ended = true
      wake()
      resolve()
    })
  })
  child.on('message', (message) => {
    messages.push(message as Out)
    wake()
  })
  return {
    pid: child.pid ?? 0,
    // A child that has ended is told of by `next`.
    send: (message) => void (child.connected && child.send(message)),
    next: async () => {
      for (;;) {
        const message = messages.shift()
        if (message !== undefined) return message
        if (ended) throw new Error(`${file} ended without an answer`)
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
    end: async () => {
      if (ended) return
      if (child.connected) child.disconnect()
      const patience = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await exited
      clearTimeout(patience)
    },
  }
}
