// Listening: an app on a port of this computer, with one plain sentence when the port is taken, and an orderly end.
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { Failure } from '../core/failure.ts'

export type Listener = { port: number; close(): Promise<void> }

/**
 * Serves `fetch` on host and port; port 0 lets the system choose. `close` takes no new calls and waits for those in flight, at most `patience` ms.
 * @throws Failure `port-taken` or `port-refused`.
 */
export async function listen(options: { fetch(request: Request): Response | Promise<Response>; host: string; port: number; patience?: number }): Promise<Listener> {
  const server = createAdaptorServer({ fetch: options.fetch }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refused(error, options.port)))
    server.listen(options.port, options.host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const late = setTimeout(() => server.closeAllConnections(), options.patience ?? 5_000)
      await closed
      clearTimeout(late)
    },
  }
}

function refused(error: NodeJS.ErrnoException, port: number): Failure {
  return new Failure(error.code === 'EADDRINUSE' ? 'port-taken' : 'port-refused', { port, reason: error.code ?? error.message }, { cause: error })
}
