// Keys of the sample accounts. They open nothing but the twins on this machine, so they are no secrets.

export const sampleAccess = {
  hubSpotToken: 'pat-eu1-sandbox-nordisk-kontorsmiljo',
  hubSpotAppId: 'kontobro-sandbox-app',
  hubSpotAppSecret: 'kontobro-sandbox-app-secret',
  eAccountingClientId: 'kontobro-sandbox',
  eAccountingClientSecret: 'kontobro-sandbox-secret',
  eAccountingRefreshToken: 'sandbox-refresh-token',
} as const

/** The sample company: invented, with an organisation number in a group that is not given to limited companies. */
export const sampleCompany = { name: 'Nordisk Kontorsmiljö AB', orgNumber: '552900-1231', portalId: 147_258_369 } as const
