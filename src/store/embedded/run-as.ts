// Chooses the unprivileged user that PostgreSQL runs as when Kontobro itself runs as root, which PostgreSQL refuses.
import { readFileSync } from 'node:fs'
import { StoreProblem } from '../problem.ts'

/** A user of the operating system. */
export type RunAs = { name: string; uid: number; gid: number }

const preferred = ['kontobro', 'postgres', '_postgres', 'nobody']

/** The users of a passwd file (name:password:uid:gid:...). macOS writes nobody as -2, which is 2^32 - 2. */
export function parseUsers(passwd: string): RunAs[] {
  const users: RunAs[] = []
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name === undefined || !/^-?\d+$/.test(uid ?? '') || !/^-?\d+$/.test(gid ?? '')) continue
    users.push({ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 })
  }
  return users
}

/** Whether this process is root (never on Windows, where initdb and pg_ctl drop administrator rights themselves). */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * The user to run PostgreSQL as: the owner of an existing cluster, else kontobro, postgres or nobody, the first that exists.
 * @throws StoreProblem `database-root` when no such user exists.
 */
export function chooseRunAs(clusterOwner: number | undefined, passwd = readFileSync('/etc/passwd', 'utf8')): RunAs {
  const users = parseUsers(passwd)
  const owner = clusterOwner === undefined || clusterOwner === 0 ? undefined : users.find(user => user.uid === clusterOwner)
  const chosen = owner ?? preferred.map(name => users.find(user => user.name === name && user.uid !== 0)).find(user => user !== undefined)
  if (chosen !== undefined) return chosen
  throw new StoreProblem('database-root', {
    sv: 'PostgreSQL får inte köras som root och ingen av användarna kontobro, postgres eller nobody finns: kör Kontobro som en vanlig användare, eller ange DATABASE_URL.',
    en: 'PostgreSQL refuses to run as root and none of the users kontobro, postgres or nobody exists: run Kontobro as an ordinary user, or set DATABASE_URL.',
  })
}

/** The part of spawn options that makes a child run as a user. */
export function spawnIdentity(runAs: RunAs | undefined): { uid?: number; gid?: number } {
  return runAs === undefined ? {} : { uid: runAs.uid, gid: runAs.gid }
}
