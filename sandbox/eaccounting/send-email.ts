// Pretends to send a document by e-mail: recipients as the vendor chooses them (fact 151), noted in the journal, nothing leaves.
import type { Written } from './fields.ts'
import type { email } from './entities-reference.ts'
import { invalid } from './refusal.ts'
import type { Answer } from './world.ts'

/**
 * @param written null when no body was sent
 * @throws Refusal 2000 when there is no address at all
 */
export function sendEmail(
  written: Written<typeof email> | null, customerAddress: string | null, customerCopies: readonly string[] | null,
  document: { kind: string; id: string; number: number | null },
): Answer {
  const to = written?.Email ?? customerAddress
  if (to === null || to.trim() === '') throw invalid('Email', 'The customer has no e-mail address.')
  const asked = written?.CcRecipients
  const copies = asked === null ? [] : asked === undefined || asked.length === 0 ? customerCopies ?? [] : asked
  const subject = (written?.Subject ?? `${document.kind} ####`).replaceAll('####', String(document.number ?? ''))
  return {
    status: 200,
    body: null,
    note: { kind: 'email', action: 'sent', id: document.id, number: document.number, more: { document: document.kind, to, cc: copies, subject } },
  }
}
