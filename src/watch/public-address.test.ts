// Webhooks lead to the public internet only.
import { expect, test } from 'vitest'
import { isPublicAddress, webhookDestination } from './public-address.ts'

test.each(['10.1.2.3', '127.0.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::1', 'not an address'])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:400f:80c::200e'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

test.each([
  ['https://127.0.0.1/x', 'private-address'], ['https://[::1]/x', 'private-address'], ['https://localhost/x', 'private-address'], ['https://0x7f000001/x', 'private-address'], ['http://8.8.8.8/x', 'not-https'],
  ['https://user:word@8.8.8.8/x', 'password-in-address'], ['https://no-such-host.invalid/x', 'not-found'],
])('%s is refused: %s', async (url, reason) => {
  expect(await webhookDestination(new URL(url), false)).toEqual({ ok: false, reason })
})

test('in the sandbox this computer is allowed, also by http, but not the network around it', async () => {
  expect(await webhookDestination(new URL('http://127.0.0.1:8/x'), true)).toEqual({ ok: true, address: '127.0.0.1', family: 4 })
  expect(await webhookDestination(new URL('http://192.168.1.1/x'), true)).toEqual({ ok: false, reason: 'not-https' })
  expect(await webhookDestination(new URL('https://8.8.8.8/x'), false)).toEqual({ ok: true, address: '8.8.8.8', family: 4 })
})
