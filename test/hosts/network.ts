// Hosts on one machine: network namespaces with addresses of their own on a bridge, whose links can be cut. Needs root and `ip`.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, connect, type Server } from 'node:net'

export type Host = { /** Name of the namespace. */ name: string; address: string; /** Takes the cable out. */ cut(): void; mend(): void }
export type Network = { /** Address of this process on the bridge. */ address: string; hosts: Host[]; /** Lets hosts reach a port of this machine's loopback under the bridge's address. */ open(port: number): Promise<void>; close(): void }

/** Null when hosts can be made here; else the sentence that says what is missing. */
export function whyNoHosts(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'Hosts need root on Linux: network namespaces cannot be made here.'
  try {
    execFileSync('ip', ['-V'], { stdio: 'ignore' })
  } catch {
    return 'Hosts need the command "ip" (package iproute2).'
  }
  const probe = `kbp${process.pid}`
  try {
    ip('netns', 'add', probe)
    ip('netns', 'del', probe)
    return null
  } catch {
    return 'Network namespaces cannot be made here, although this is root (a container without the right to?).'
  }
}

function ip(...words: string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] })
}

function quietly(...words: string[]): void {
  try {
    ip(...words)
  } catch {
    // It is gone already.
  }
}

/** Makes a bridge and `n` hosts on it. Everything carries this process's number in its name, and goes with it. */
export function openNetwork(n: number): Network {
  sweep()
  const serial = String(Math.floor(Math.random() * 36 ** 2).toString(36)).padStart(2, '0')
  const base = `kb${process.pid}${serial}`
  const bridge = `${base}b`
  const net = `10.${200 + Math.floor(Math.random() * 50)}.${Math.floor(Math.random() * 250)}`
  const address = `${net}.1`
  const servers: Server[] = []
  const hosts: Host[] = []
  const close = (): void => {
    process.off('exit', close)
    for (const server of servers) server.close()
    for (const host of hosts) quietly('netns', 'del', host.name)
    quietly('link', 'del', bridge)
  }
  process.on('exit', close)
  try {
    ip('link', 'add', bridge, 'type', 'bridge')
    ip('addr', 'add', `${address}/24`, 'dev', bridge)
    ip('link', 'set', bridge, 'up')
    for (let host = 0; host < n; host += 1) {
      const name = `${base}n${host}`
      const cable = `${base}v${host}`
      ip('netns', 'add', name)
      hosts.push({ name, address: `${net}.${host + 2}`, cut: () => ip('link', 'set', cable, 'down'), mend: () => ip('link', 'set', cable, 'up') })
      ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
      ip('link', 'set', cable, 'master', bridge, 'up')
      ip('-n', name, 'addr', 'add', `${net}.${host + 2}/24`, 'dev', 'eth0')
      ip('-n', name, 'link', 'set', 'lo', 'up')
      ip('-n', name, 'link', 'set', 'eth0', 'up')
    }
  } catch (error) {
    close()
    throw error
  }
  return {
    address, hosts, close,
    open: async (port) => {
      servers.push(await forward({ host: address, port }, { host: '127.0.0.1', port }))
    },
  }
}

/** What a killed test left behind: names hold the number of the process that made them. */
function sweep(): void {
  const names = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }).split('\n').map((line) => line.split(' ')[0] ?? '')
  for (const name of names) {
    const pid = /^kb(\d+)..n\d+$/.exec(name)?.[1]
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue
    quietly('netns', 'del', name)
    quietly('link', 'del', name.replace(/n\d+$/, 'b'))
  }
}

/** Passes connections on, byte by byte. */
export function forward(from: { host: string; port: number }, to: { host: string; port: number }): Promise<Server> {
  const server = createServer((near) => {
    const far = connect(to)
    near.setNoDelay(true)
    far.setNoDelay(true)
    near.pipe(far).pipe(near)
    // An end that breaks takes the other with it, at once: nothing is sent on behalf of somebody who left.
    near.on('error', () => far.resetAndDestroy())
    far.on('error', () => near.resetAndDestroy())
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  return new Promise((resolve, reject) => server.once('error', reject).listen(from.port, from.host, () => resolve(server)))
}
