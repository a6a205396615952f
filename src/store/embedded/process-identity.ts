// Tells whether a process id still belongs to a PostgreSQL server, since ids are given out again after a crash or a container's restart.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { errorCode } from '../problem.ts'
import type { Placement } from './placement.ts'

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/**
 * Whether the process is the PostgreSQL server of this cluster, running as `runAs` (or as us). The cluster is looked for in its command
 * line, so that a stale id never leads to the machine's own PostgreSQL; Windows does not show command lines cheaply.
 */
export function servesCluster(pid: number, { cluster, runAs }: Pick<Placement, 'cluster' | 'runAs'>): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'win32') return output('tasklist', ['/FI', `PID eq ${pid}`, '/NH']).includes('postgres.exe')
  if (process.platform !== 'linux') return output('ps', ['-ww', '-p', String(pid), '-o', 'command=']).includes(`postgres -D ${cluster} `)
  try {
    // A dead child that nobody has waited for has an empty command line.
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return statSync(`/proc/${pid}`).uid === (runAs?.uid ?? process.getuid?.()) && words[0]?.endsWith('postgres') === true && words.includes(cluster)
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(errorCode(error) ?? '')) return false
    throw error
  }
}

function output(program: string, words: string[]): string {
  return spawnSync(program, words, { encoding: 'utf8', windowsHide: true }).stdout ?? ''
}
