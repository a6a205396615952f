// The twins' data as files: written for a person to change, and read back with one sentence for what does not fit.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { wrongUse } from './problem.ts'

/** Which files of a data folder are there; at least one must be. */
export function seedFilesIn(folder: string): { hubspot?: string; eaccounting?: string } {
  const [hubspot, eaccounting] = [join(folder, 'hubspot.json'), join(folder, 'eaccounting.json')]
  const found = { ...(existsSync(hubspot) ? { hubspot } : {}), ...(existsSync(eaccounting) ? { eaccounting } : {}) }
  if (Object.keys(found).length === 0) {
    throw wrongUse(`I mappen ${folder} finns varken hubspot.json eller eaccounting.json.`, `The folder ${folder} has neither hubspot.json nor eaccounting.json.`, {
      sv: 'Skriv en mall att ändra i med: kontobro sandbox --write-data MAPP', en: 'Write a sample to change with: kontobro sandbox --write-data FOLDER',
    })
  }
  return found
}

/** A data file that cannot be read, as a person should hear it; anything else as it came. */
export function explainSeedError(error: unknown, folder: string): unknown {
  if (error instanceof z.ZodError) {
    const [first] = error.issues
    const place = first === undefined || first.path.length === 0 ? '' : ` (${first.path.map(String).join('.')})`
    return wrongUse(`Data i ${folder} stämmer inte${place}: ${first?.message ?? ''}`, `The data in ${folder} do not fit${place}: ${first?.message ?? ''}`)
  }
  if (error instanceof SyntaxError) return wrongUse(`En fil i ${folder} är inte giltig JSON: ${error.message}`, `A file in ${folder} is no valid JSON: ${error.message}`)
  return error
}
