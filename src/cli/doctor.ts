// The examination behind `kontobro doctor`: each finding is one sentence with its cure.
import { statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environment } from '../config/environment.ts'
import { open } from '../main.ts'
import { claimDataFolder, dataFiles } from '../store/data-folder.ts'
import { version } from '../version.ts'
import { tell } from './complain.ts'
import { quietLog } from './session.ts'
import type { Terminal } from './terminal.ts'

export type Diagnosis = { what: string; state: 'ok' | 'warn' | 'bad'; sv: string; en: string }

/** Less than this is too little for a database that grows. */
const scarceBytes = 1_000_000_000
/** OAuth and signatures bear a few minutes; logs and leases do not need that much. */
const skewSeconds = 30

export async function examine(environment: Environment, terminal: Terminal): Promise<Diagnosis[]> {
  const findings: Diagnosis[] = [{ what: 'version', state: 'ok', sv: `Kontobro ${version} på Node.js ${process.versions.node} (${process.platform} ${process.arch}).`, en: `Kontobro ${version} on Node.js ${process.versions.node} (${process.platform} ${process.arch}).` }]
  findings.push(...(await database(environment, terminal)))
  findings.push(await disk(environment), ...rights(environment), ...(await clocks(environment)))
  return findings
}

async function database(environment: Environment, terminal: Terminal): Promise<Diagnosis[]> {
  const kind = environment.databaseUrl === null ? { sv: 'inbyggd databas', en: 'embedded database' } : { sv: 'databas enligt DATABASE_URL', en: 'database of DATABASE_URL' }
  try {
    const owner = await claimDataFolder(environment.dataDir, { version, host: environment.host })
    if ('held' in owner) {
      const { held, alive } = owner
      const who = `process ${held.pid}, version ${held.version}, port ${held.port ?? '–'}`
      const state = alive ? 'ok' : 'warn'
      return [
        { what: 'owner', state, sv: alive ? `Servern körs (${who}).` : `Datamappen används av ${who}, som inte svarar.`, en: alive ? `The server is running (${who}).` : `The data folder is used by ${who}, which does not answer.` },
        ...(alive ? [await readiness(held.host, held.port, kind)] : []),
      ]
    }
    const opened = await open({ environment, owner, port: null, work: false, log: await quietLog(environment, terminal) })
    await opened.stop()
    return [{ what: 'owner', state: 'ok', sv: 'Ingen server körs.', en: 'No server is running.' }, { what: 'database', state: 'ok', sv: `Databasen fungerar (${kind.sv}).`, en: `The database works (${kind.en}).` }]
  } catch (caught) {
    const told = { sv: tell(caught, words('sv')), en: tell(caught, words('en')) }
    return [{ what: 'database', state: 'bad', sv: `${told.sv.text} ${told.sv.cure}`.trim(), en: `${told.en.text} ${told.en.cure}`.trim() }]
  }
}

function words(language: 'sv' | 'en'): Pick<Terminal, 't' | 'language' | 'verbose'> {
  return { language, verbose: false, t: (sv, en) => (language === 'sv' ? sv : en) }
}

async function readiness(host: string, port: number | null, kind: { sv: string; en: string }): Promise<Diagnosis> {
  const response = await fetch(`http://${host}:${port}/readyz`, { signal: AbortSignal.timeout(5_000) })
  const text = await response.text()
  return response.ok
    ? { what: 'database', state: 'ok', sv: `Databasen fungerar (${kind.sv}).`, en: `The database works (${kind.en}).` }
    : { what: 'database', state: 'bad', sv: `Servern är inte redo: ${text}.`, en: `The server is not ready: ${text}.` }
}

async function disk(environment: Environment): Promise<Diagnosis> {
  const found = await statfs(environment.dataDir)
  const free = found.bavail * found.bsize
  const shown = `${(free / 1e9).toFixed(1)} GB`
  return free < scarceBytes
    ? { what: 'disk', state: 'warn', sv: `Bara ${shown} ledigt för datamappen ${environment.dataDir}: frigör utrymme.`, en: `Only ${shown} free for the data folder ${environment.dataDir}: make room.` }
    : { what: 'disk', state: 'ok', sv: `Datamappen ${environment.dataDir} har ${shown} ledigt.`, en: `The data folder ${environment.dataDir} has ${shown} free.` }
}

function rights(environment: Environment): Diagnosis[] {
  const files = [dataFiles.secretKey, dataFiles.token].flatMap((name) => {
    const path = join(environment.dataDir, name)
    const mode = statSync(path, { throwIfNoEntry: false })?.mode
    return mode === undefined ? [] : [{ path, open: process.platform !== 'win32' && (mode & 0o077) !== 0 }]
  })
  const readable = files.filter((file) => file.open)
  const key: Diagnosis = environment.secretKey !== null
    ? { what: 'key', state: 'ok', sv: 'Nyckeln ges i KONTOBRO_SECRET_KEY.', en: 'The key is given in KONTOBRO_SECRET_KEY.' }
    : { what: 'key', state: 'ok', sv: `Nyckeln ligger i ${join(environment.dataDir, dataFiles.secretKey)}: säkerhetskopiera den skild från databasen.`, en: `The key lies in ${join(environment.dataDir, dataFiles.secretKey)}: back it up apart from the database.` }
  return [key, ...readable.map((file): Diagnosis => ({ what: 'rights', state: 'bad', sv: `Andra kan läsa ${file.path}: kör chmod 600 på den.`, en: `Others can read ${file.path}: run chmod 600 on it.` }))]
}

/** The clocks of the vendors' hosts, read from the Date of any answer. */
async function clocks(environment: Environment): Promise<Diagnosis[]> {
  const urls = [...new Set(Object.values(environment.hosts).flatMap((hosts) => Object.values(hosts)))]
  return await Promise.all(urls.map(async (url): Promise<Diagnosis> => {
    const name = new URL(url).host
    try {
      const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(5_000) })
      const seconds = Math.round((Date.now() - Date.parse(response.headers.get('date') ?? '')) / 1000)
      if (Number.isNaN(seconds)) return { what: 'clock', state: 'ok', sv: `${name} svarar.`, en: `${name} answers.` }
      return Math.abs(seconds) > skewSeconds
        ? { what: 'clock', state: 'bad', sv: `Datorns klocka går ${seconds} s fel mot ${name}: ställ den (NTP).`, en: `The clock of this computer is ${seconds} s off from ${name}: set it (NTP).` }
        : { what: 'clock', state: 'ok', sv: `${name} svarar och klockan stämmer.`, en: `${name} answers and the clock is right.` }
    } catch (caught) {
      const reason = caught instanceof Error && caught.cause instanceof Error ? caught.cause.message : String(caught)
      return { what: 'network', state: 'warn', sv: `${name} svarar inte (${reason}): kontrollera nätet och brandväggen.`, en: `${name} does not answer (${reason}): check the network and the firewall.` }
    }
  }))
}
