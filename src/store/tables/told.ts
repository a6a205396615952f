// What was told to whom: so that an alert is told once, and a mail that could not be sent is sent later.
import { sql, type Kysely } from 'kysely'

/** `recipient` is a hash of the address; `n` what was told of (held records in a daily mail); `owed`: it should have been sent and was not. */
export type ToldRow = { what: string; at: Date; n: number; owed: boolean }

export async function toldTo(db: Kysely<unknown>, org: string, recipient: string): Promise<Map<string, ToldRow>> {
  const rows = (await sql<ToldRow>`select what, at, n, owed from told where org = ${org} and recipient = ${recipient}`.execute(db)).rows
  return new Map(rows.map((row) => [row.what, row]))
}

export async function rememberTold(db: Kysely<unknown>, org: string, recipient: string, what: string[], told: { at: Date; n: number }): Promise<void> {
  if (what.length === 0) return
  await sql`insert into told (org, recipient, what, at, n, owed) select ${org}, ${recipient}, w, ${told.at}, ${told.n}, false from unnest(${what}::text[]) w
    on conflict (org, recipient, what) do update set at = excluded.at, n = excluded.n, owed = false`.execute(db)
}

/** It could not be sent: when it was last told stays as it was. */
export async function rememberOwed(db: Kysely<unknown>, org: string, recipient: string, what: string): Promise<void> {
  await sql`insert into told (org, recipient, what, at, n, owed) values (${org}, ${recipient}, ${what}, 'epoch', 0, true)
    on conflict (org, recipient, what) do update set owed = true`.execute(db)
}
