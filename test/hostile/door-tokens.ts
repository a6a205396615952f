// The token endpoints' door: code exchange and renewal of both vendors, answered wrongly. What is stored afterwards must be usable, or nothing is stored.
import { emptyBooksSeed } from '../../sandbox/eaccounting/bulk.ts'
import { startEAccountingTwin } from '../../sandbox/eaccounting/twin.ts'
import { smallSeed } from '../../sandbox/hubspot/small-account.ts'
import { startHubSpotTwin } from '../../sandbox/hubspot/twin.ts'
import type { Connector, StoredTokens } from '../../src/connectors/connector.ts'
import { eAccounting } from '../../src/connectors/eaccounting/index.ts'
import { hubspot } from '../../src/connectors/hubspot/index.ts'
import { clientGround, memoryVault } from './client-ground.ts'
import type { Door, OpenDoor, Verdict } from './door.ts'
import { startLiar } from './liar.ts'
import type { Liar } from './liar.ts'
import { lieAbout } from './lies.ts'
import { judged, secrets } from './oracle.ts'

const [, clientSecret = '', refreshToken = '', , accessToken = ''] = secrets

type Side = { connector: Connector; liar: Liar; config: Record<string, unknown>; hosts: Record<string, string> }

function usable(tokens: StoredTokens | null): Verdict {
  if (tokens === null) return null
  if (!/^[\x21-\x7e]+$/.test(tokens.accessToken)) return 'stored an access token that no header carries'
  if (tokens.refreshToken !== null && !/^[\x21-\x7e]+$/.test(tokens.refreshToken)) return 'stored a refresh token that is none'
  return tokens.expiresAt === null || new Date(tokens.expiresAt).toISOString() === tokens.expiresAt ? null : `expires at ${tokens.expiresAt}`
}

export const tokensDoor: Door = {
  name: 'tokens', parts: 100,
  async open(): Promise<OpenDoor> {
    const crm = await startHubSpotTwin({ seed: smallSeed(), limits: 'off' })
    const books = await startEAccountingTwin({ limits: 'off', seed: emptyBooksSeed({}) })
    const sides: Side[] = await Promise.all([
      { connector: hubspot, url: crm.url, config: { clientId: 'app-1', clientSecret, refreshToken } }, { connector: eAccounting, url: books.url, config: { clientId: 'client', clientSecret, refreshToken } },
    ].map(async ({ url, ...side }) => { const liar = await startLiar(url); return { ...side, liar, hosts: { api: liar.url, app: liar.url, identity: liar.url } } }))
    const good = Buffer.from(JSON.stringify({ access_token: accessToken, refresh_token: `${refreshToken}-2`, expires_in: 1800, token_type: 'bearer', hub_id: 1, scopes: ['a'] }))
    return {
      async knock(chance) {
        const { connector, liar, config, hosts } = chance.pick(sides)
        const vault = memoryVault(null)
        const ground = clientGround(vault)
        const connection = { name: 'one', config }
        let what = 'no lie was told'
        const slow = chance.oneIn(60)
        const always = chance.oneIn(2)
        liar.from = 'memory'
        liar.begin((asked) => {
          const truth = { status: 200, headers: { 'content-type': 'application/json' }, body: good }
          if (!/token/.test(asked.url)) return { ...truth, body: Buffer.from('{"portalId":1,"results":[]}'), manner: 'plain' }
          if (asked.ordinal > 0 && !always) return { ...truth, manner: 'plain' }
          const told = lieAbout(chance, asked, truth, slow)
          what = told.what
          return told
        })
        const exchanging = chance.oneIn(2)
        const client = connector.open(connection, hosts, ground.deps)
        const verdict = exchanging
          ? await judged(() => connector.exchange(connection, hosts, 'the-code', 'https://localhost/callback', ground.deps), usable)
          : (await judged(() => client.identity())) ?? usable(vault.stored)
        await client.close()
        const whole = verdict ?? ground.told() ?? (liar.asked.some(({ url }) => secrets.some((secret) => url.includes(secret))) ? 'a secret in an address' : null)
        return whole === null ? null : `${connector.system} ${exchanging ? 'exchange' : 'renewal'}, ${what}: ${whole}`
      },
      close: async () => { await Promise.all([...sides.map(({ liar }) => liar.close()), crm.close(), books.close()]) },
    }
  },
}
