// Makes the library links that npm packages cannot carry (libpq.so.5 -> libpq.so.5.18), also when install scripts were switched off.
import { lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { errorCode } from '../problem.ts'

const linksFile = z.array(z.object({ source: z.string(), target: z.string() }))

/** A link to make: `path` is the link itself, `to` the file name it points at, beside it. */
type Link = { path: string; to: string }

/** The links that a native folder lacks. */
export function missingLinks(native: string): Link[] {
  return listedLinks(native).filter(link => lstatSync(link.path, { throwIfNoEntry: false }) === undefined)
}

/** Makes the missing links of a native folder; safe when several processes do it at once. */
export function makeLinks(native: string): void {
  for (const link of missingLinks(native)) {
    try {
      symlinkSync(link.to, link.path)
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
  }
}

function listedLinks(native: string): Link[] {
  const links: Link[] = []
  for (const { source, target } of readList(native)) {
    // The list is relative to the package's root; a native folder copied elsewhere keeps only what lies beneath "native/".
    const path = resolve(native, relative('native', target))
    if (!path.startsWith(resolve(native)) || dirname(source) !== dirname(target)) continue
    links.push({ path, to: basename(source) })
  }
  return links
}

/** Windows packages have no list: their libraries need no links. */
function readList(native: string): z.infer<typeof linksFile> {
  try {
    return linksFile.parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}
