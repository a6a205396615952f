// Wire: connections that take back what they have not sent. A request that was given up must not leave later, when the network is back.
import { connect, type Socket } from 'node:net'
import { buildConnector } from 'undici'

/**
 * A plain close leaves bytes with the system, which goes on sending them for minutes: also after the request counts as lost, was looked for and made again.
 * A reset forgets them. HTTP/1.1 only: on a connection shared by several requests one could not be taken back alone.
 */
export function wireConnector(timeoutMs: number): buildConnector.connector {
  const join = buildConnector({ timeout: timeoutMs, allowH2: false })
  return (options, callback) => {
    // Under TLS the connection itself is ours, so that it can be reset.
    const wire = options.protocol === 'https:' ? connect({ host: options.hostname, port: Number(options.port === '' ? 443 : options.port), keepAlive: true, noDelay: true }) : null
    wire?.on('error', () => undefined)
    join({ ...options, ...(wire === null ? {} : { httpSocket: wire }) }, (...[error, socket]) => {
      if (error !== null) {
        wire?.destroy()
        callback(error, null)
      } else callback(null, resetting(socket, wire))
    })
  }
}

/** `wire`: the connection under a TLS socket. Whoever destroys the socket resets the connection. */
function resetting(socket: Socket, wire: Socket | null): typeof socket {
  const destroy = socket.destroy.bind(socket)
  let taken = false
  socket.destroy = (error?: Error) => {
    if (!taken) {
      taken = true
      if (wire !== null && !wire.destroyed) wire.resetAndDestroy()
      // Comes back here for its own end.
      else if (wire === null && !socket.destroyed) socket.resetAndDestroy()
    }
    return destroy(error)
  }
  return socket
}
