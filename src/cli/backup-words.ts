// Backups in words: what one holds, what opens it, and what a person should know after a restore.
import { readFile } from 'node:fs/promises'
import { claimPatiently } from './session.ts'
import type { Environment } from '../config/environment.ts'
import type { Restored } from '../engine/restore.ts'
import type { Owner, OwnerInfo } from '../store/data-folder.ts'
import { exitCodes } from './exit-codes.ts'
import { CliProblem, wrongUse } from './problem.ts'
import { shortTime } from './table.ts'
import type { Terminal } from './terminal.ts'

type Manifest = Restored['manifest']
type Words = Pick<Terminal, 't'>

/** "2 connections, 1 flow, 240 links, 3 held, 512 lines of the log": the tables that a person knows. */
export function contentWords(manifest: Manifest, { t }: Words): string {
  const known: [table: string, one: [sv: string, en: string], many: [sv: string, en: string]][] = [
    ['organisations', ['organisation', 'organisation'], ['organisationer', 'organisations']], ['connections', ['anslutning', 'connection'], ['anslutningar', 'connections']],
    ['flows', ['flöde', 'flow'], ['flöden', 'flows']], ['links', ['koppling', 'link'], ['kopplingar', 'links']], ['held', ['post som hålls', 'held record'], ['poster som hålls', 'held records']],
    ['intents', ['skrivning utan besked', 'write without an answer'], ['skrivningar utan besked', 'writes without an answer']], ['activities', ['rad i loggen', 'line of the log'], ['rader i loggen', 'lines of the log']],
  ]
  return known.map(([table, one, many]) => {
    const rows = manifest.tables.find((each) => each.table === table)?.rows ?? 0
    return `${rows} ${t(...(rows === 1 ? one : many))}`
  }).join(', ')
}

export function madeWords(manifest: Manifest, { t }: Words): string {
  return t(`Gjord ${shortTime(manifest.madeAt)} av Kontobro ${manifest.product}: ${contentWords(manifest, { t })}.`, `Made ${shortTime(manifest.madeAt)} by Kontobro ${manifest.product}: ${contentWords(manifest, { t })}.`)
}

export function sizeWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** What a restore or move leaves a person to know. */
export function afterWords(restored: Restored, { t }: Words): string[] {
  const { loaded: { unsettled }, safety, keptKey } = restored
  return [
    ...(safety === null ? [] : [t(`Det som fanns där före ligger i ${safety}.`, `What was there before lies in ${safety}.`)]),
    ...(keptKey === null ? [] : [t(`Den förra nyckeln ligger i ${keptKey}; den backupen behöver den.`, `The previous key lies in ${keptKey}; that backup needs it.`)]),
    t('Anslutningarna väntar: nästa körning läser först bokföringen hel, kopplar det som redan finns och skriver sedan bara det som saknas.', 'The connections wait: the next run first reads the books whole, links what is there already, and then writes only what is missing.'),
    ...(unsettled.intents === 0 ? [] : [t(`${unsettled.intents} skrivningar saknade besked när backupen gjordes; de letas upp i bokföringen.`, `${unsettled.intents} writes had no answer when the backup was made; they are looked for in the books.`)]),
    ...(unsettled.unsent === 0 ? [] : [t(`${unsettled.unsent} fakturor skulle just skickas när backupen gjordes; de hålls, så att du kan se om de är skickade.`, `${unsettled.unsent} invoices were about to be sent when the backup was made; they are held, so that you can see whether they were sent.`)]),
    t('Säger en anslutning att den inte längre är godkänd har dess nyckel bytts sedan backupen: kör kontobro connect NAMN.', 'If a connection says that it is no longer authorised, its token was replaced after the backup: run kontobro connect NAME.'),
  ]
}

/** The first line of the file; null when none is named. */
export async function readPassphrase(file: string | undefined): Promise<string | null> {
  if (file === undefined) return null
  const text = await readFile(file, 'utf8').catch(() => {
    throw wrongUse(`Filen med lösenfrasen, ${file}, kan inte läsas.`, `The file with the passphrase, ${file}, cannot be read.`)
  })
  const [line = ''] = text.split(/\r?\n/)
  if (line.trim() === '') throw wrongUse(`Filen med lösenfrasen, ${file}, är tom.`, `The file with the passphrase, ${file}, is empty.`)
  return line.trim()
}

/** The data folder as ours, or one sentence that names the server that has it. */
export async function claimForRestore(environment: Environment): Promise<Owner> {
  const found = await claimPatiently(environment)
  if (!('held' in found)) return found
  throw running(found.held)
}

function running(held: OwnerInfo): CliProblem {
  return new CliProblem('server-running', exitCodes.error, {
    sv: `Kontobro körs här (process ${held.pid}, port ${held.port ?? '–'}), så inget har ändrats.`, en: `Kontobro is running here (process ${held.pid}, port ${held.port ?? '–'}), so nothing was changed.`,
  }, { sv: 'Stoppa den först och kör sedan om kommandot.', en: 'Stop it first, then run this again.' })
}
