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
 * Whether the process is the PostgreSQL server of this cluster, running as `runAs` (or as us), so that a stale id never leads to the
 * machine's own PostgreSQL. Windows shows neither folder nor command line cheaply; there the program's name must do.
 */
export function servesCluster(pid: number, { cluster, runAs }: Pick<Placement, 'cluster' | 'runAs'>): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'win32') return output('tasklist', ['/FI', `PID eq ${pid}`, '/NH']).includes('postgres.exe')
  if (process.platform !== 'linux') return output('ps', ['-ww', '-p', String(pid), '-o', 'command=']).includes(`postgres -D ${cluster} `)
  try {
    // A dead child that nobody has waited for has an empty command line.
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    if (statSync(`/proc/${pid}`).uid !== (runAs?.uid ?? process.getuid?.()) || words[0]?.endsWith('postgres') !== true) return false
    return worksIn(pid, cluster) ?? words.includes(cluster)
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(errorCode(error) ?? '')) return false
    throw error
  }
}

/** A server's working folder is its cluster, whatever path led there. Undefined where root may not look (containers without SYS_PTRACE). */
function worksIn(pid: number, cluster: string): boolean | undefined {
  try {
    const folder = statSync(`/proc/${pid}/cwd`)
    const wanted = statSync(cluster)
    return folder.dev === wanted.dev && folder.ino === wanted.ino
  } catch (error) {
    if (['EACCES', 'EPERM'].includes(errorCode(error) ?? '')) return undefined
    throw error
  }
}

function output(program: string, words: string[]): string {
  return spawnSync(program, words, { encoding: 'utf8', windowsHide: true }).stdout ?? ''
}
