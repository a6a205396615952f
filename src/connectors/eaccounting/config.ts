// What a connection to the books needs from the configuration file, and the vendor's hosts.
import { z } from 'zod'

export const systemName = 'eAccounting'

/** `refreshToken` is a seed: used until a token of ours is stored. */
export const connectionConfig = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  redirectUri: z.string().min(1).default('https://localhost:44300/callback'),
  refreshToken: z.string().min(1).optional(),
})
export type ConnectionConfig = z.output<typeof connectionConfig>

/** There is no separate sandbox host (facts 2, 3, 5). */
export const vendorHosts = {
  api: { env: 'EACCOUNTING_API_URL', fallback: 'https://eaccountingapi.vismaonline.com' },
  identity: { env: 'EACCOUNTING_IDENTITY_URL', fallback: 'https://identity.vismaonline.com' },
}

/** The web client, where a person opens the company (fact 3). Addresses of single documents in it are not documented. */
export const webClientUrl = 'https://eaccounting.vismaonline.com'
