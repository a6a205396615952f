// The computer: versions, memory, and whether the ports are free.
import { createServer } from 'node:net'
import { freemem, totalmem } from 'node:os'
import type { Diagnosis } from '../../api/operations.ts'
import type { Environment } from '../../config/environment.ts'
import { version } from '../../version.ts'
import { bad, ok, reasonOf, warn } from './diagnosis.ts'

/** A server with its PostgreSQL stays below 300 MB; less than this, and the computer begins to swap. */
const scarceMemory = 400_000_000

export function examineVersion(): Diagnosis {
  const place = `${process.platform} ${process.arch}`
  const major = Number(process.versions.node.split('.')[0])
  return major >= 24
    ? ok('version', `Kontobro ${version} på Node.js ${process.versions.node} (${place}).`, `Kontobro ${version} on Node.js ${process.versions.node} (${place}).`)
    : warn('version', `Kontobro ${version} på Node.js ${process.versions.node} (${place}): Node 24 rekommenderas; "npm ci" hämtar det på de flesta datorer.`, `Kontobro ${version} on Node.js ${process.versions.node} (${place}): Node 24 is recommended; "npm ci" brings it on most computers.`)
}

export function examineMemory(): Diagnosis {
  // What may still be used, within the limit that a container or service was given.
  const free = Math.min(process.availableMemory(), totalmem())
  const shown = `${Math.round(free / 1e6)} MB`
  const all = `${(totalmem() / 1e9).toFixed(1)} GB`
  return free < scarceMemory && freemem() < scarceMemory
    ? warn('memory', `Bara ${shown} minne ledigt (av ${all}): en server med databas behöver upp till 300 MB. Stäng något annat.`, `Only ${shown} of memory free (of ${all}): a server with its database needs up to 300 MB. Close something else.`)
    : ok('memory', `${shown} minne ledigt (av ${all}).`, `${shown} of memory free (of ${all}).`)
}

/** Only asked when no server of ours runs, which would hold them. */
export async function examinePorts(environment: Environment): Promise<Diagnosis[]> {
  const wanted = [{ name: 'PORT', port: environment.port }, ...(environment.webhookPort === null ? [] : [{ name: 'WEBHOOK_PORT', port: environment.webhookPort }])]
  return await Promise.all(wanted.filter(({ port }) => port !== 0).map(async ({ name, port }) => {
    const trouble = await tryPort(environment.host, port)
    if (trouble === null) return ok('port', `Port ${port} är ledig.`, `Port ${port} is free.`)
    if (trouble === 'EADDRINUSE') return bad('port', `Port ${port} används av ett annat program: välj en annan med ${name}, eller stäng det.`, `Port ${port} is used by another program: choose another with ${name}, or close that one.`)
    return bad('port', `Port ${port} går inte att öppna (${trouble}): välj en annan med ${name}.`, `Port ${port} cannot be opened (${trouble}): choose another with ${name}.`)
  }))
}

async function tryPort(host: string, port: number): Promise<string | null> {
  const server = createServer()
  return await new Promise((resolve) => {
    server.once('error', (error) => resolve(reasonOf(error)))
    server.listen(port, host, () => server.close(() => resolve(null)))
  })
}
