// For tests: what an installation holds and shows, to see that a command changed nothing.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from './test-command.ts'

/** The files of the data folder that are not the database's own, with their times; and what `status` says. */
export async function stateOf(bench: Bench): Promise<unknown> {
  const { server: _server, ...status } = JSON.parse((await bench.run(['status', '--json'])).out) as { server: unknown }
  return { ...status, files: filesOf(bench.dataDir) }
}

export function filesOf(dir: string): string[] {
  return readdirSync(dir).filter((name) => !['postgres', 'owner.json', 'owner.lock', 'kontobro.log', 'token'].includes(name)).map((name) => `${name} ${statSync(join(dir, name)).mtimeMs}`).sort()
}
