// Which addresses a webhook may lead to: the public internet only, never this computer or the networks around it.
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** Ranges that are not the public internet (IANA special-purpose registries, RFC 6890). */
const notPublic4 = new BlockList()
const notPublic6 = new BlockList()
const ranges4: [string, number][] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24],
  ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
]
for (const [net, prefix] of ranges4) notPublic4.addSubnet(net, prefix, 'ipv4')
/** Also those that carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo). */
const ranges6: [string, number][] = [
  ['::', 96], ['::ffff:0:0', 96], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['100::', 64], ['2001::', 32], ['2001:db8::', 32], ['2002::', 16], ['fc00::', 7], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8],
]
for (const [net, prefix] of ranges6) notPublic6.addSubnet(net, prefix, 'ipv6')

export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  // Two lists: in one, every IPv4 address would match the range of mapped ones.
  return family === 4 ? !notPublic4.check(address, 'ipv4') : family === 6 && !notPublic6.check(address, 'ipv6')
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^127(\.\d{1,3}){3}$/.test(address)
}

/** Where a webhook's host leads: the address to connect to, or why it may not be used ("http", "private-address", "not-found"). */
export type Destination = { ok: true; address: string; family: 4 | 6 } | { ok: false; reason: string }

/**
 * Resolves the URL's host. Every address it has must be public; the connection is made to the one given here, so that a name that
 * answers differently a moment later changes nothing. `allowLoopback` (the sandbox) also lets http and this computer pass.
 */
export async function webhookDestination(url: URL, allowLoopback: boolean): Promise<Destination> {
  if (url.username !== '' || url.password !== '') return { ok: false, reason: 'password-in-address' }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  let addresses: { address: string; family: number }[]
  try {
    addresses = isIP(host) === 0 ? await lookup(host, { all: true }) : [{ address: host, family: isIP(host) }]
  } catch {
    return { ok: false, reason: 'not-found' }
  }
  const [first] = addresses
  if (first === undefined) return { ok: false, reason: 'not-found' }
  const local = allowLoopback && addresses.every(({ address }) => isLoopbackAddress(address))
  if (url.protocol !== 'https:' && !(local && url.protocol === 'http:')) return { ok: false, reason: 'not-https' }
  if (!local && !addresses.every(({ address }) => isPublicAddress(address))) return { ok: false, reason: 'private-address' }
  return { ok: true, address: first.address, family: first.family === 6 ? 6 : 4 }
}
