// Wire: a request that is given up is taken back from the system, with and without TLS, and ordinary connections work as ever.
import { once } from 'node:events'
import { createServer as createPlain, type Server, type Socket } from 'node:net'
import { createServer as createSecure, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { createTransport } from './transport.ts'

const open: { close(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

/** For 127.0.0.1 alone, valid for a hundred years, and its key open to everybody: it guards nothing. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUXEdhf9O4ouab5/qqrlgIjdl+5howCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODAyMTAzMloYDzIxMjYxMTA0
MDIxMDMyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASvK1/EQ0aulgJ7x7lEliyZseGa+z4BeZbQMJwkbm0fth4VlgkPPu3q
k2OJ6TcOOVCEdRMEtmOATiJ27itnDYpOo28wbTAdBgNVHQ4EFgQUjgOJCztI/w8B
M5/3NzN2iw+f2ugwHwYDVR0jBBgwFoAUjgOJCztI/w8BM5/3NzN2iw+f2ugwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAO/wWt9XPPvYT89ZwZJuLW6/L0yEo9JgF7jHbOqeEJIAAiAj
4reO3GsvSNbCqo7x9m+2lKvaljPBvmflLdQkO75JKA==
-----END CERTIFICATE-----
`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgvhrztLG9aByFivUV
sTa+lehNwkRNiIUD5zii2Dxz+NGhRANCAASvK1/EQ0aulgJ7x7lEliyZseGa+z4B
eZbQMJwkbm0fth4VlgkPPu3qk2OJ6TcOOVCEdRMEtmOATiJ27itnDYpO
-----END PRIVATE KEY-----
`

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(server)
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** How the other end sees the connection end. */
function ending(socket: Socket): Promise<string> {
  socket.on('data', () => undefined)
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
    socket.once('end', () => resolve('end'))
  })
}

const request = { path: '/', method: 'POST' as const, headers: {}, body: 'x'.repeat(100_000), signal: undefined, maySend: () => true }

test.each(['http', 'https'])('a request over %s that is given up resets its connection, so that no byte of it leaves later', async (scheme) => {
  if (scheme === 'https') setDefaultCACertificates([...getCACertificates('bundled'), certificate])
  const ends: Promise<string>[] = []
  const server = scheme === 'http' ? createPlain() : createSecure({ key, cert: certificate })
  server.on(scheme === 'http' ? 'connection' : 'secureConnection', (socket: Socket) => void ends.push(ending(socket)))
  const port = await listening(server)
  const transport = createTransport()
  expect(await transport.send({ ...request, origin: `${scheme}://127.0.0.1:${port}`, deadlineMs: 400 })).toMatchObject({ type: 'lost', reason: 'timeout' })
  expect(await ends[0]).toBe('ECONNRESET')
  await transport.close()
})

test.each(['http', 'https'])('an answer over %s comes as ever, on connections that are kept', async (scheme) => {
  if (scheme === 'https') setDefaultCACertificates([...getCACertificates('bundled'), certificate])
  let connections = 0
  const server = scheme === 'http' ? createPlain() : createSecure({ key, cert: certificate })
  server.on(scheme === 'http' ? 'connection' : 'secureConnection', (socket: Socket) => {
    connections += 1
    socket.on('error', () => undefined)
    socket.on('data', (data: Buffer) => data.toString('latin1').endsWith('!') && socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'))
  })
  const port = await listening(server)
  const transport = createTransport()
  for (let call = 0; call < 6; call += 1) {
    expect(await transport.send({ ...request, body: 'hello!', origin: `${scheme}://127.0.0.1:${port}`, deadlineMs: 5_000 })).toMatchObject({ type: 'answer', answer: { status: 200, text: 'ok' } })
  }
  expect(connections).toBeLessThan(6)
  await transport.close()
})

test.each(['http', 'https'])('nobody listens over %s: the request is surely not made', async (scheme) => {
  const server = createPlain()
  const port = await listening(server)
  server.close()
  const transport = createTransport()
  expect(await transport.send({ ...request, origin: `${scheme}://127.0.0.1:${port}`, deadlineMs: 2_000 })).toMatchObject({ type: 'unsent' })
  await transport.close()
})
