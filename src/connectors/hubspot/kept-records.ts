// Kept records: companies, contacts and products that many sales share, read once a minute however many blocks of sales need them.
import type { Api } from './api.ts'
import type { ObjectType } from './object-types.ts'
import { readRecords } from './records.ts'
import type { RecordRead } from './records.ts'
import type { WireRecord } from './schemas.ts'

/** A sale that waits longer than this before it is written is read again anyway. */
const keepMs = 60_000
const mostKept = 5_000

export type KeptRecords = {
  /** As `readRecords`, without history. Only records that answered by their own id are kept; survivors of merges are asked for each time. */
  read(type: ObjectType, ids: string[], properties: string[]): Promise<RecordRead>
}

export function keptRecords(api: Api): KeptRecords {
  const kept = new Map<string, { record: WireRecord; at: number }>()
  return {
    async read(type, ids, properties) {
      const place = `${type} ${properties.join(',')}`
      const since = api.now() - keepMs
      const records: WireRecord[] = []
      const asked = ids.filter((id) => {
        const found = kept.get(`${id} ${place}`)
        if (found === undefined || found.at <= since) return true
        records.push(found.record)
        return false
      })
      if (asked.length === 0) return { records, misfits: [] }
      const at = api.now()
      const fresh = await readRecords(api, type, asked, { properties, sure: true })
      if (kept.size + fresh.records.length > mostKept) kept.clear()
      const own = new Set(asked)
      for (const record of fresh.records) if (own.has(record.id) && kept.size < mostKept) kept.set(`${record.id} ${place}`, { record, at })
      return { records: [...records, ...fresh.records], misfits: fresh.misfits }
    },
  }
}
