// The seed of the eAccounting twin: companies with all their data, OAuth clients and refresh tokens, loadable from a JSON file.
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { articleSeed, customerLabelSeed, customerSeed, draftSeed, invoiceSeed, orderSeed } from './seed-documents.ts'
import {
  accountSeed, bankAccountSeed, codingSeed, companySettingsSeed, costCenterSeed, deliverySeed, fiscalYearSeed,
  projectSeed, termsOfPaymentSeed, unitSeed, userSeed, vatCodeSeed,
} from './seed-reference.ts'

/**
 * One company. A reference list that is left out (terms, units, codings, accounts, ...) is filled with the
 * standard Swedish one of standard-company.ts, so the smallest seed is `{ companySettings: { Name } }`.
 * References between objects go by number or name in camelCase fields (`customer`, `article`, `coding`, `terms`, ...).
 * Order of loading: as the fields stand here.
 */
export const companySeed = z.strictObject({
  companySettings: companySettingsSeed,
  /** A sandbox-typed company; a sandbox client that meets a production company gets 4034. */
  sandbox: z.boolean().default(true),
  /** False: every call answers 4003. */
  startUpGuideDone: z.boolean().default(true),
  users: z.array(userSeed).optional(),
  fiscalYears: z.array(fiscalYearSeed).optional(),
  vatCodes: z.array(vatCodeSeed).optional(),
  accounts: z.array(accountSeed).optional(),
  termsOfPayment: z.array(termsOfPaymentSeed).optional(),
  deliveryMethods: z.array(deliverySeed).optional(),
  deliveryTerms: z.array(deliverySeed).optional(),
  units: z.array(unitSeed).optional(),
  codings: z.array(codingSeed).optional(),
  /** At most three; their place is the dimension number 1, 2, 3. */
  costCenters: z.array(costCenterSeed).max(3).default([]),
  bankAccounts: z.array(bankAccountSeed).optional(),
  /** Units of the company's currency for one unit of the key, e.g. { EUR: 11.25 }. */
  exchangeRates: z.record(z.string().length(3), z.number().positive()).default({}),
  customerLabels: z.array(customerLabelSeed).default([]),
  customers: z.array(customerSeed).default([]),
  projects: z.array(projectSeed).default([]),
  articles: z.array(articleSeed).default([]),
  orders: z.array(orderSeed).default([]),
  drafts: z.array(draftSeed).default([]),
  invoices: z.array(invoiceSeed).default([]),
})

export const oauthClientSeed = z.strictObject({
  clientId: z.string(),
  clientSecret: z.string(),
  redirectUris: z.array(z.string()).default([
    'https://localhost:44300/callback', 'http://127.0.0.1:4400/oauth/callback', 'http://localhost:4400/oauth/callback',
  ]),
  /** True: each refresh gives a new refresh token and the old one dies (clients from before autumn 2024). */
  rotating: z.boolean().default(false),
  sandbox: z.boolean().default(true),
})

export const refreshTokenSeed = z.strictObject({
  /** clientId; the first client when absent. */
  client: z.string().optional(),
  /** CompanyIdentifier or company name; the first company when absent. */
  company: z.string().optional(),
  /** E-mail of the user; the company's first user when absent. */
  user: z.string().optional(),
  scopes: z.array(z.string()).default(['ea:api', 'offline_access', 'ea:sales', 'ea:accounting', 'ea:purchase']),
})

export const eAccountingSeed = z.strictObject({
  companies: z.array(companySeed).min(1),
  oauthClients: z.array(oauthClientSeed).default([
    oauthClientSeed.parse({ clientId: 'kontobro-sandbox', clientSecret: 'kontobro-sandbox-secret' }),
  ]),
  /** Refresh token text -> whose it is. */
  refreshTokens: z.record(z.string(), refreshTokenSeed).default({
    'sandbox-refresh-token': refreshTokenSeed.parse({}),
  }),
})

/** What people write: everything optional may be left out. */
export type EAccountingSeed = z.input<typeof eAccountingSeed>
/** What the loader gets: every default filled in. */
export type FilledSeed = z.output<typeof eAccountingSeed>
export type CompanySeed = z.input<typeof companySeed>
export type FilledCompanySeed = z.output<typeof companySeed>

/** Reads and checks a seed file. Throws zod's error, which names the place, when the file does not fit. */
export async function readSeedFile(path: string): Promise<FilledSeed> {
  return eAccountingSeed.parse(JSON.parse(await readFile(path, 'utf8')))
}
