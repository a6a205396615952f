// Help of every setting in two languages: the source of the README's table, of `kontobro schema` and of the wizard.
import type { z } from 'zod'
import { articleHelp } from './settings-help-articles.ts'
import { customerHelp } from './settings-help-customers.ts'

/** `values`: what may be written, the default first. "-" = nothing unless chosen. */
export type SettingHelp = { values: string; sv: string; en: string }

export const settingsHelp = {
  source: { values: 'deal, order', sv: 'Vilket objekt i CRM som blir dokument: affär eller order.', en: 'Which CRM object becomes documents: the deal or the order object.' },
  stages: { values: 'required', sv: 'Vilka steg som skickas, som "pipeline/steg" med namn eller id; hur många som helst.', en: 'Which stages are sent, as "pipeline/stage" by label or id; any number.' },
  startFrom: { values: 'golive, a time, all', sv: 'Från när: efter det ögonblick affären kom in i ett valt steg. golive = första apply. En förfluten tid eller all kräver förhandsvisning eller --yes.', en: 'From when: by the moment the sale entered a chosen stage. golive = the first apply. A past time or all needs a preview or --yes.' },
  maxCreatesPerRun: { values: '500 (orders, drafts), 50 (invoices), off', sv: 'Bromsen: en körning som skulle skapa fler skapar inga förrän någon godkänner.', en: 'The brake: a run that would create more creates none until a person approves.' },
  filter: { values: '-', sv: 'Villkor på egenskaper, med and och or.', en: 'Conditions on properties, with and / or.' },
  holdWhen: { values: '[]', sv: 'Affärer som en människa ska ta hand om: villkor (when) och skäl (because). De hålls med skälet i stället för att skrivas.', en: 'Sales that a person takes care of: condition (when) and reason (because). They are held with the reason instead of being written.' },
  quietSeconds: { values: '60', sv: 'Sekunder som affären ska ha stått i steget innan den tas. 0: den tas genast.', en: 'Seconds the sale must have been in the stage before it is taken. 0: it is taken at once.' },
  orderType: { values: 'order, invoiceDraft, invoice', sv: 'Vad som skapas: order, fakturautkast eller bokförd faktura (alltid först som utkast).', en: 'What is made: an order, an invoice draft or a booked invoice (always a draft first).' },
  orderStatus: { values: 'ongoing, draft', sv: 'Orderns status när den skapas; ett utkast har inget nummer.', en: 'Status of the order when made; a draft has no number.' },
  send: { values: 'none, email, einvoice', sv: 'Om den bokförda fakturan skickas, högst en gång.', en: 'Whether the booked invoice is sent, at most once.' },
  sendOnlyTo: { values: '-', sv: 'Prov: skicka bara till den här adressen.', en: 'Trials: send to this address only.' },
  documentDate: { values: 'today, closeDate, {property}', sv: 'Dokumentets datum, i företagets tidszon.', en: "The document's date, in the company's time zone." },
  closedPeriod: { values: 'hold, today', sv: 'När dokumentdatum ligger i en låst period.', en: 'When the document date lies in a locked period.' },
  deliveryDate: { values: 'none, closeDate, {property}', sv: 'Leveransdatum.', en: 'Delivery date.' },
  'mark.field': { values: 'ourReference, yourReference, buyersOrderReference, textRow', sv: 'Fält som bär Kontobros märke, som hindrar dubbletter.', en: "Field that carries Kontobro's mark, which prevents duplicates." },
  onChange: { values: 'skip, updateWhileOpen, hold', sv: 'Vad som skrivs när affären ändras efteråt; en notis ges alltid.', en: 'What is written when the sale changes afterwards; a notice is always given.' },
  writeBack: { values: 'true, false', sv: 'Skriv status, meddelande, nummer och länk på affären.', en: 'Write status, message, number and link on the sale.' },
  ...customerHelp,
  ...articleHelp,
  privatePricesIncludeVat: { values: 'ask, true, false', sv: 'Om priser till privatpersoner räknas inklusive moms i bokföringen; ask = lärs på ett utkast.', en: 'Whether prices to private persons include VAT in the books; ask = learnt on a draft.' },
  language: { values: 'sv, en', sv: 'Språk i meddelandet på affären.', en: 'Language of the message on the sale.' },
  settleSeconds: { values: '60', sv: 'Sekunder att vänta innan ett uteblivet svar utreds och ett utkast bokförs.', en: 'Seconds to wait before a lost reply is settled and a draft is booked.' },
} satisfies Record<string, SettingHelp>

export type SettingName = keyof typeof settingsHelp

/** Hangs the English help on the schema as description, and both languages as metadata, so that the JSON schema shows them. */
export function describeSettings<T extends z.ZodObject>(schema: T): T {
  const help: Record<string, SettingHelp> = settingsHelp
  const attach = (object: z.ZodObject, prefix: string): void => {
    for (const [key, member] of Object.entries(object.shape)) {
      const name = `${prefix}${key}`
      const entry = help[name]
      if (entry !== undefined) object.shape[key] = (member as z.ZodType).meta({ description: entry.en, 'x-sv': entry.sv, 'x-values': entry.values })
      const inner = innerObject(member as z.ZodType)
      if (inner !== null) attach(inner, `${name}.`)
    }
  }
  attach(schema, '')
  return schema
}

/** The object inside defaults and optionals; null when the setting is no object. */
export function innerObject(schema: z.ZodType): z.ZodObject | null {
  const definition = schema.def as { type: string; innerType?: z.ZodType }
  if (definition.type === 'object') return schema as z.ZodObject
  return definition.innerType === undefined ? null : innerObject(definition.innerType)
}
