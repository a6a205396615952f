// The configuration of the bench: everything of a plain flow switched on, the brake off.

/** Text of kontobro.yaml; sales won since `startFrom` (ISO 8601) are taken. */
export function benchConfig(startFrom: string): string {
  return `organisation: main
connections:
  crm: { system: hubspot, accessToken: "\${HUBSPOT_TOKEN}" }
  books:
    system: eaccounting
    clientId: \${EA_ID}
    clientSecret: \${EA_SECRET}
    redirectUri: https://localhost:44300/callback
    refreshToken: \${EA_REFRESH}
flows:
  won-deals:
    flow: orders-to-accounting
    from: crm
    to: books
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
export function twinEnvironment(urls: { hubspot: string; eaccounting: string }): Record<string, string> {
  return {
    HUBSPOT_API_URL: urls.hubspot, HUBSPOT_APP_URL: urls.hubspot, EACCOUNTING_API_URL: urls.eaccounting, EACCOUNTING_IDENTITY_URL: urls.eaccounting,
    HUBSPOT_TOKEN: 'pat-eu1-sandbox', EA_ID: 'kontobro-sandbox', EA_SECRET: 'kontobro-sandbox-secret', EA_REFRESH: 'sandbox-refresh-token',
  }
}
