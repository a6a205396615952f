// The key: where it lies. Whether it opens what is stored is asked where the database is.
import { join } from 'node:path'
import type { Diagnosis } from '../../api/operations.ts'
import type { Environment } from '../../config/environment.ts'
import { dataFiles } from '../../store/data-folder.ts'
import { StoreProblem, errorText } from '../../store/problem.ts'
import { findMasterKey } from '../../store/secret-key.ts'
import { createSecrets } from '../../store/secrets.ts'
import { bad, ok } from './diagnosis.ts'

export function examineKey(environment: Pick<Environment, 'dataDir' | 'secretKey'>): Diagnosis {
  try {
    const key = findMasterKey(environment.dataDir, environment.secretKey ?? undefined)
    if (key === null) return ok('key', 'Det finns ingen nyckel än: den görs vid första start.', 'There is no key yet: it is made at the first start.')
    const { keyId } = createSecrets(key)
    if (environment.secretKey !== null) return ok('key', `Nyckeln ${keyId} ges i KONTOBRO_SECRET_KEY: ha en kopia av den på ett annat ställe.`, `The key ${keyId} is given in KONTOBRO_SECRET_KEY: have a copy of it in another place.`)
    const path = join(environment.dataDir, dataFiles.secretKey)
    return ok('key', `Nyckeln ${keyId} ligger i ${path}: ha en kopia av den på ett annat ställe än backuperna.`, `The key ${keyId} lies in ${path}: have a copy of it in another place than the backups.`)
  } catch (error) {
    return error instanceof StoreProblem ? bad('key', error.sv, error.en) : bad('key', errorText(error), errorText(error))
  }
}
