// The configuration of the bench: everything of a plain flow switched on, the brake off; one file for each organisation.

/** Names of one organisation's secrets in the environment, and what stands in them. */
export type Account = { org: string; hubspotToken: string; refreshToken: string; company: string }

export const main: Account = { org: 'main', hubspotToken: 'pat-eu1-sandbox', refreshToken: 'sandbox-refresh-token', company: 'Testbolaget AB' }

export function account(n: number): Account {
  const number = String(n).padStart(2, '0')
  return { org: `org-${number}`, hubspotToken: `pat-eu1-${number}`, refreshToken: `refresh-${number}`, company: `Bolag ${number} AB` }
}

/** Text of kontobro.yaml; sales won since `startFrom` (ISO 8601) are taken. */
export function benchConfig(of: Account, startFrom: string): string {
  return `organisation: ${of.org}
connections:
  crm: { system: hubspot, accessToken: "\${${nameOf('HUBSPOT_TOKEN', of)}}" }
  books:
    system: eaccounting
    clientId: \${EA_ID}
    clientSecret: \${EA_SECRET}
    redirectUri: https://localhost:44300/callback
    refreshToken: \${${nameOf('EA_REFRESH', of)}}
flows:
  won-deals:
    flow: orders-to-accounting
    from: crm
    to: books
    schedule: off
    settings:
      stages: [default/closedwon]
      startFrom: ${startFrom}
      maxCreatesPerRun: off
      orderType: order
      fields: { orgNumber: orgno, invoiceEmail: invoice_email, street: address, postalCode: zip, city: city, country: country }
      missingProducts: create
      newArticle: { unit: Styck, coding: { 25: Varor 25 %, 12: Varor 12 %, 6: Varor 6 %, 0: Varor 0 % } }
`
}

/** What opens the twins, and where they are. */
export function twinEnvironment(urls: { hubspot: string; eaccounting: string }, accounts: Account[]): Record<string, string> {
  return {
    HUBSPOT_API_URL: urls.hubspot, HUBSPOT_APP_URL: urls.hubspot, EACCOUNTING_API_URL: urls.eaccounting, EACCOUNTING_IDENTITY_URL: urls.eaccounting,
    EA_ID: 'kontobro-sandbox', EA_SECRET: 'kontobro-sandbox-secret',
    ...Object.fromEntries(accounts.flatMap((of) => [[nameOf('HUBSPOT_TOKEN', of), of.hubspotToken], [nameOf('EA_REFRESH', of), of.refreshToken]])),
  }
}

function nameOf(what: string, of: Account): string {
  return `${what}_${of.org.toUpperCase().replaceAll('-', '_')}`
}
