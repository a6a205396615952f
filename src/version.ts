// Version of this Kontobro, as package.json states it.
import { readFileSync } from 'node:fs'

export const version: string = readVersion(new URL('../package.json', import.meta.url))

function readVersion(file: URL): string {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'string' ? value.version : '0.0.0'
}
