// What a HubSpot connection needs from the configuration file, the vendor's hosts, and the API version everything is pinned to.
import { z } from 'zod'

export const systemName = 'HubSpot'

/** Date version in every path (facts 1.1, 1.2, 1.12): GA 2026-09-08, supported 18 months. */
export const apiVersion = '2026-09'

const secret = z.string().min(1)

/** A service key, or an app's client id and secret with tokens from `connect`. `refreshToken` is a seed. */
export const connectionConfig = z
  .strictObject({
    accessToken: secret.optional(),
    clientId: secret.optional(),
    clientSecret: secret.optional(),
    refreshToken: secret.optional(),
    webhookSecret: secret.optional(),
    redirectUri: z.string().min(1).default('https://localhost:44300/callback'),
  })
  .refine((config) => config.accessToken !== undefined || (config.clientId !== undefined && config.clientSecret !== undefined), {
    message: 'give accessToken (a service key), or clientId and clientSecret',
  })
export type ConnectionConfig = z.output<typeof connectionConfig>

/** One API host for all data centres; only the user interface has its own per region (fact 2.11). */
export const vendorHosts = {
  api: { env: 'HUBSPOT_API_URL', fallback: 'https://api.hubapi.com' },
  app: { env: 'HUBSPOT_APP_URL', fallback: 'https://app.hubspot.com' },
}
