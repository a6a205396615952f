// Command: writes both sample seeds, the catalogue and kontobro.yaml into a folder. Usage: node sandbox/data/write.ts DIR
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sampleBooksSeed } from './company-books.ts'
import { sampleCrmSeed } from './company-crm.ts'
import { demoConfig } from './demo-config.ts'
import { oddities, ordinaryExpectations, untouched } from './oddities.ts'

/** Writes hubspot.json, eaccounting.json, expectations.json and kontobro.yaml; returns the paths. */
export function writeSample(folder: string, now: Date): string[] {
  mkdirSync(folder, { recursive: true })
  const files: Record<string, string> = {
    'hubspot.json': JSON.stringify(sampleCrmSeed(now), null, 2),
    'eaccounting.json': JSON.stringify(sampleBooksSeed(now), null, 2),
    'expectations.json': JSON.stringify({ oddities, ordinary: ordinaryExpectations, untouched }, null, 2),
    'kontobro.yaml': demoConfig(now),
  }
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name)
    writeFileSync(path, text.endsWith('\n') ? text : `${text}\n`)
    return path
  })
}

if (import.meta.main) {
  const folder = process.argv[2]
  if (folder === undefined) {
    process.stderr.write('Usage: node sandbox/data/write.ts DIR\n')
    process.exitCode = 2
  } else {
    for (const path of writeSample(folder, new Date())) process.stdout.write(`${path}\n`)
  }
}
