// What only an open installation can tell: its database, whether the key opens what is stored, its connections, and the clocks of their systems.
import type { Diagnosis } from '../../api/operations.ts'
import { databaseHealth, sealedHealth } from '../../store/health.ts'
import { StoreProblem, errorText } from '../../store/problem.ts'
import { listConnections } from '../../store/tables/connections.ts'
import { listOrganisations } from '../../store/tables/flows.ts'
import type { Installation } from '../installation.ts'
import { placeName } from '../restore.ts'
import { sentencesOf } from '../run-report.ts'
import { examineClocks, skewSeconds } from './clocks.ts'
import { bad, ok, warn } from './diagnosis.ts'

export async function examineInside(installation: Installation): Promise<Diagnosis[]> {
  const { db, environment } = installation
  const health = await databaseHealth(db)
  const kind = installation.embedded ? { sv: 'inbyggd', en: 'embedded' } : { sv: `DATABASE_URL, ${placeName(environment)}`, en: `DATABASE_URL, ${placeName(environment)}` }
  const size = `${(health.bytes / 1e6).toFixed(0)} MB`
  const seconds = Math.round(health.skewMs / 1_000)
  const connections = (await Promise.all((await listOrganisations(db)).map((one) => listConnections(db, one.id)))).flat()
  return [
    ok('database', `Databasen fungerar: PostgreSQL ${health.version} (${kind.sv}), ${size}, tabeller ${health.steps.at(-1) ?? '–'}.`, `The database works: PostgreSQL ${health.version} (${kind.en}), ${size}, tables ${health.steps.at(-1) ?? '–'}.`),
    ...health.unsafe.map((name) => bad('database', `Databasens inställning ${name} är avslagen: det som är kvitterat kan gå förlorat vid strömavbrott. Slå på den.`, `The database's setting ${name} is off: what was acknowledged can be lost in a power cut. Turn it on.`)),
    Math.abs(seconds) > skewSeconds
      ? bad('clock', `Datorns klocka går ${seconds} s fel mot databasens: ställ båda (NTP).`, `The clock of this computer is ${seconds} s off from the database's: set both (NTP).`)
      : ok('clock', 'Datorns klocka och databasens stämmer överens.', 'The clocks of this computer and the database agree.'),
    await examineSeals(installation),
    ...connections.flatMap((row) => {
      const name = row.org === 'main' ? row.name : `${row.org}/${row.name}`
      if (row.state === 'broken' && row.problem !== null) {
        const said = sentencesOf(row.problem)
        return [warn('connection', `${name}: ${said.sv} ${said.cureSv}`, `${name}: ${said.en} ${said.cureEn}`)]
      }
      if (row.restored_at === null) return []
      return [warn('connection', `${name} kom ur en backup: nästa körning läser först bokföringen hel.`, `${name} came out of a backup: the next run reads the books whole first.`)]
    }),
    ...(await examineClocks(environment.hosts, new Set(connections.map((row) => row.system)))),
  ]
}

async function examineSeals(installation: Installation): Promise<Diagnosis> {
  const { opened, failure } = await sealedHealth(installation.db, installation.seal)
  if (failure instanceof StoreProblem) return bad('key', failure.sv, failure.en)
  if (failure !== null) return bad('key', errorText(failure), errorText(failure))
  return opened === 0 ? ok('key', 'Inget är förseglat än.', 'Nothing is sealed yet.') : ok('key', `Nyckeln öppnar det som är förseglat (${opened} av ${opened}).`, `The key opens what is sealed (${opened} of ${opened}).`)
}
