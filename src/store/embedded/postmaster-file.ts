// Reads postmaster.pid, the file by which a running PostgreSQL says which process serves a cluster, where, and whether it is ready.
import { closeSync, constants, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../problem.ts'

/** What postmaster.pid tells (https://www.postgresql.org/docs/18/storage-file-layout.html). `port` and `status` come a moment after `pid`. */
export type Postmaster = { pid: number; port: number | undefined; status: string }

// The folder belongs to PostgreSQL's user while we may be root: never follow a link somebody put there.
const noFollow = constants.O_NOFOLLOW ?? 0

/** Reads the file of a cluster; undefined when no server has written one. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  const text = readText(join(cluster, 'postmaster.pid'))
  return text === undefined ? undefined : parsePostmaster(text)
}

/** Parses the file: pid, data folder, start time, port, socket folder, address, shared memory key, status; one a line. */
export function parsePostmaster(text: string): Postmaster | undefined {
  const lines = text.split('\n')
  // A single-user server writes its pid with a minus sign.
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10))
  if (!Number.isInteger(pid) || pid === 0) return undefined
  const port = Number.parseInt(lines[3] ?? '', 10)
  return { pid, port: port > 0 ? port : undefined, status: (lines[7] ?? '').trim() }
}

/**
 * Makes a stale file harmless whose process id has meanwhile been given to another program, which PostgreSQL would take for a living server.
 * The file is kept, since its shared memory key still protects against surviving server processes; only the process id is
 * replaced by ours: PostgreSQL ignores the id of its own parent.
 */
export function disownPostmaster(cluster: string): void {
  const path = join(cluster, 'postmaster.pid')
  const text = readText(path)
  if (text === undefined) return
  const file = openSync(path, constants.O_WRONLY | constants.O_TRUNC | noFollow)
  try {
    writeFileSync(file, [String(process.pid), ...text.split('\n').slice(1)].join('\n'))
  } finally {
    closeSync(file)
  }
}

function readText(path: string): string | undefined {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | noFollow)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}
