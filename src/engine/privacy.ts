// What is stored of a person, and forgetting: found by keyed hash, told plainly, never in the books.
import { sql } from 'kysely'
import type { Operations, PersonReport } from '../api/operations.ts'
import { emailKey, orgNumberKey } from '../planner/keys.ts'
import { listHeld } from '../store/tables/held.ts'
import { allPayloads, erasePayloads, type PayloadPlace } from '../store/tables/payloads.ts'
import type { Installation } from './installation.ts'

export type PrivacyOperations = Pick<Operations, 'forget' | 'person'>

export function privacyOperations(installation: Installation): PrivacyOperations {
  const { db, secrets } = installation
  return {
    forget: async (org, choice) => {
      const rows = (await sql<{ n: string }>`select count(*) as n from links where org = ${org} and family = 'document' and (${choice.flow ?? null}::text is null or flow = ${choice.flow ?? null})
        and (${choice.record ?? null}::text is null or source_id = ${choice.record ?? null})`.execute(db)).rows
      const links = Number(rows[0]?.n ?? 0)
      if (!choice.dryRun) {
        await sql`delete from links where org = ${org} and family = 'document' and (${choice.flow ?? null}::text is null or flow = ${choice.flow ?? null})
          and (${choice.record ?? null}::text is null or source_id = ${choice.record ?? null})`.execute(db)
      }
      const verbSv = choice.dryRun ? 'Skulle glömma' : 'Glömde'
      const verbEn = choice.dryRun ? 'Would forget' : 'Forgot'
      return {
        links,
        sv: `${verbSv} ${links} kopplingar mellan affärer och dokument. Dokumenten ligger kvar i bokföringen med sina märken, så nästa körning hittar dem igen; ett dokument utan märke skulle däremot kunna göras en gång till.`,
        en: `${verbEn} ${links} links between sales and documents. The documents stay in the books with their marks, so the next run finds them again; a document without a mark, however, could be made once more.`,
      }
    },
    person: async (org, key, erase) => await person(org, key, erase),
  }

  async function person(org: string, key: { email?: string | undefined; orgNumber?: string | undefined }, erase: boolean): Promise<PersonReport> {
    const email = emailKey(key.email ?? null)
    const number = orgNumberKey(key.orgNumber ?? null)
    const emailHash = email === null ? '' : secrets.keyedHash('email', email)
    const orgHash = number === null ? '' : secrets.keyedHash('orgNumber', number)
    const cards = (await sql<{ account: string; id: string }>`select account, id from known_customers where org = ${org} and org_hash = ${orgHash}
      union select account, id from known_customer_emails where org = ${org} and email_hash = ${emailHash}`.execute(db)).rows
    const needles = [email, number].filter((text): text is string => text !== null)
    const matches = (value: unknown): boolean => {
      const text = JSON.stringify(value).toLowerCase()
      return needles.some((needle) => text.includes(needle) || text.replace(/-/g, '').includes(needle))
    }
    const held = (await listHeld(db, org, { limit: 50_000 })).filter((row) => row.sealed !== null && matches(installation.seal.open(row.sealed, `held:${org}:${row.flow}:${row.record_id}`)))
    const lines: { id: string; at: Date; place: PayloadPlace; record: unknown }[] = []
    for await (const { line, at, place, payload } of allPayloads(db, installation.seal, org)) if (matches(payload)) lines.push({ id: line, at, place, record: payload })
    if (erase) {
      await erasePayloads(db, installation.seal, org, lines.map((line) => line.place))
      await sql`delete from activities where org = ${org} and id = any(${lines.map((line) => line.id)}::uuid[])`.execute(db)
      await sql`update held set sealed = null where org = ${org} and record_id = any(${held.map((row) => row.record_id)})`.execute(db)
    }
    return {
      found: [
        { where: 'known_customers', n: cards.length, sv: 'kundkort i bokföringen (här bara som hash)', en: 'customer cards in the books (here only as hashes)' },
        { where: 'held', n: held.length, sv: 'poster som hålls', en: 'held records' },
        { where: 'activities', n: lines.length, sv: 'rader i loggen', en: 'lines of the log' },
      ],
      erased: erase,
      remains: [
        { sv: 'Kundkort och dokument i bokföringen: räkenskapsinformation, sju år.', en: 'Customer cards and documents in the books: accounting information, seven years.' },
        { sv: 'Backuper: nattens försvinner efter sju nätter; dem du gjort själv tar du bort själv, och efter en återställning raderas personen på nytt.', en: 'Backups: those of the nights are gone after seven; those you made yourself are yours to remove, and after a restore the person is erased anew.' },
        { sv: 'Kopplingar med id och nummer, utan namn.', en: 'Links with ids and numbers, without names.' },
      ],
      records: erase ? [] : [...lines.map((line) => ({ at: line.at.toISOString(), ...(typeof line.record === 'object' ? line.record : {}) })), ...held.map((row) => ({ held: row.record_id, title: row.title, code: row.code }))],
    }
  }
}
