// The examination behind `kontobro doctor`: what this process can see itself, and what only the open installation knows, here or in the server.
import { existsSync } from 'node:fs'
import type { Diagnosis } from '../api/operations.ts'
import type { Environment } from '../config/environment.ts'
import { examineBackups } from '../engine/examine/backups.ts'
import { examineClocks } from '../engine/examine/clocks.ts'
import { examineDisk, examineRights } from '../engine/examine/folder.ts'
import { examineKey } from '../engine/examine/key.ts'
import { examineMemory, examinePorts, examineVersion } from '../engine/examine/machine.ts'
import { open } from '../main.ts'
import { claimDataFolder, type Held, type Owner } from '../store/data-folder.ts'
import { version } from '../version.ts'
import { apiClient } from './api-client.ts'
import { tell } from './complain.ts'
import { overHttp, quietLog } from './session.ts'
import type { Terminal } from './terminal.ts'

/** Never throws: whatever does not work is a finding. */
export async function examine(environment: Environment, terminal: Terminal): Promise<Diagnosis[]> {
  // Before anything is opened: opening takes away rights that others should not have, and would hide that they had them.
  const rights = existsSync(environment.dataDir) ? examineRights(environment.dataDir) : []
  const key = examineKey(environment)
  const claimed = await claim(environment)
  const owner = 'finding' in claimed ? [claimed.finding] : 'held' in claimed ? [ownerFinding(claimed)] : [{ what: 'owner', state: 'ok' as const, sv: 'Ingen server körs.', en: 'No server is running.' }]
  const ports = 'release' in claimed ? await examinePorts(environment) : []
  const disk = 'finding' in claimed ? [] : await examineDisk(environment.dataDir)
  const backups = 'finding' in claimed ? [] : [await examineBackups(environment, new Date())]
  const inside = 'finding' in claimed ? await examineClocks(environment.hosts, null) : await examineDatabase(environment, claimed, terminal)
  return [examineVersion(), examineMemory(), ...owner, ...ports, ...disk, ...rights, key, ...backups, ...inside]
}

async function claim(environment: Environment): Promise<Owner | Held | { finding: Diagnosis }> {
  try {
    return await claimDataFolder(environment.dataDir, { version, host: environment.host })
  } catch (caught) {
    return { finding: finding('folder', caught) }
  }
}

function ownerFinding({ held, alive }: Held): Diagnosis {
  const who = `process ${held.pid}, version ${held.version}, port ${held.port ?? '–'}`
  if (!alive) {
    return {
      what: 'owner', state: 'bad', sv: `Datamappen används av ${who}, som inte svarar: vänta tills den är klar, eller avsluta den själv.`,
      en: `The data folder is used by ${who}, which does not answer: wait until it is done, or end it yourself.`,
    }
  }
  if (held.version !== version) return { what: 'owner', state: 'warn', sv: `Servern körs (${who}), men det här är ${version}: starta om den.`, en: `The server is running (${who}), but this is ${version}: start it again.` }
  return { what: 'owner', state: 'ok', sv: `Servern körs (${who}).`, en: `The server is running (${who}).` }
}

async function examineDatabase(environment: Environment, place: Owner | Held, terminal: Terminal): Promise<Diagnosis[]> {
  try {
    if ('held' in place) return place.alive && place.held.version === version ? await apiClient(overHttp(place.held, 30_000)).examine() : []
    const opened = await open({ environment, owner: place, port: null, work: false, log: await quietLog(environment, terminal) })
    try {
      return await opened.operations.examine()
    } finally {
      await opened.stop()
    }
  } catch (caught) {
    // Without the database nobody knows which systems are connected.
    return [finding('database', caught), ...(await examineClocks(environment.hosts, null))]
  } finally {
    if ('release' in place) await place.release()
  }
}

function finding(what: string, caught: unknown): Diagnosis {
  const told = { sv: tell(caught, words('sv')), en: tell(caught, words('en')) }
  return { what, state: 'bad', sv: `${told.sv.text} ${told.sv.cure}`.trim(), en: `${told.en.text} ${told.en.cure}`.trim() }
}

function words(language: 'sv' | 'en'): Pick<Terminal, 't' | 'language' | 'verbose'> {
  return { language, verbose: false, t: (sv, en) => (language === 'sv' ? sv : en) }
}
