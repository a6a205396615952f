// One owner per data folder: whoever races, crashes or hangs.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Owner, claimDataFolder, readOwner } from './data-folder.ts'

let dir: string
const children: ChildProcess[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kontobro-owner-'))
})

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

const code = `
import { claimDataFolder } from ${JSON.stringify(new URL('data-folder.ts', import.meta.url).href)}
import { setTimeout as pause } from 'node:timers/promises'
import { openSync, closeSync, rmSync } from 'node:fs'
const [, dir, mode] = process.argv
const claim = async () => await claimDataFolder(dir, { version: '1.2.3' })
const commands = {
  async hold() {
    const result = await claim()
    console.log('held' in result ? 'held ' + result.held.pid : 'owner')
    await pause(60_000)
  },
  // Owns again and again, each time checking that nobody else is inside.
  async alternate() {
    const until = Date.now() + 1_500
    let owned = 0
    while (Date.now() < until) {
      const result = await claim()
      if ('held' in result) continue
      closeSync(openSync(dir + '/inside', 'wx'))
      await pause(3)
      rmSync(dir + '/inside')
      owned += 1
      await result.release()
      await pause(1)
    }
    console.log('owned ' + owned)
  },
}
await commands[mode]()
`

/** Starts a process and gives its first line. */
async function run(mode: 'hold' | 'alternate'): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code, dir, mode], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const lines = createInterface({ input: child.stdout })
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => ['ended'])])) as [string]
  return { child, line }
}

async function own(): Promise<Owner> {
  const result = await claimDataFolder(dir, { version: '9' })
  if ('held' in result) throw new Error(`held by ${result.held.pid}`)
  return result
}

test('of six processes that claim a folder at the same moment exactly one owns it, and the others name it', async () => {
  const results = await Promise.all(Array.from({ length: 6 }, () => run('hold')))
  const owners = results.filter(({ line }) => line === 'owner')
  expect(owners).toHaveLength(1)
  const pid = owners[0]?.child.pid
  expect(results.filter(({ line }) => line === `held ${pid}`)).toHaveLength(5)
})

test('processes that own and release all the time are never two inside', async () => {
  const results = await Promise.all(Array.from({ length: 3 }, () => run('alternate')))
  for (const { line } of results) expect(line).toMatch(/^owned \d+/)
  expect(results.reduce((sum, { line }) => sum + Number(line.split(' ')[1]), 0)).toBeGreaterThan(20)
})

test('after kill -9 the next one owns at once', async () => {
  const { child, line } = await run('hold')
  expect(line).toBe('owner')
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  expect(readOwner(dir)?.pid).toBe(child.pid)
  const owner = await own()
  expect(readOwner(dir)?.pid).toBe(process.pid)
  await owner.release()
})

test('an owner that hangs is named with its version and left alone', async () => {
  const { child } = await run('hold')
  child.kill('SIGSTOP')
  const result = await claimDataFolder(dir)
  expect(result).toMatchObject({ held: { pid: child.pid, version: '1.2.3', port: null }, alive: false })
  expect(child.exitCode).toBeNull()
  expect(child.signalCode).toBeNull()
})

test('an owner that answers on its port is alive, whatever it answers', async () => {
  const owner = await own()
  const server = createServer((_request, response) => response.writeHead(503).end())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  owner.publish({ port: (server.address() as AddressInfo).port })
  expect(await claimDataFolder(dir)).toMatchObject({ held: { pid: process.pid, version: '9' }, alive: true })
  server.close()
  expect(await claimDataFolder(dir)).toMatchObject({ alive: false })
  // Asking again in the same process must not loosen the lock towards others.
  expect((await run('hold')).line).toBe(`held ${process.pid}`)
  await owner.release()
})

test('releasing twice is harmless, leaves no name behind, and the folder can be claimed again', async () => {
  const owner = await own()
  expect(statSync(join(owner.dir, 'owner.json')).mode & 0o777).toBe(0o600)
  expect(JSON.parse(readFileSync(join(owner.dir, 'owner.json'), 'utf8'))).toMatchObject({ pid: process.pid, tokenFile: join(owner.dir, 'token') })
  await owner.release()
  const second = await own()
  await owner.release()
  expect(existsSync(join(dir, 'owner.json'))).toBe(true)
  await second.release()
  expect(existsSync(join(dir, 'owner.json'))).toBe(false)
})
