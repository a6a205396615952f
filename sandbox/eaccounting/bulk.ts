// A realistic Swedish company without customers and orders, for benches and tests.
import type { CompanySeed, EAccountingSeed } from './seed.ts'
import { standardLists } from './standard-company.ts'

export type EmptyCompanyOptions = {
  /** Company name; also decides the derived CompanyIdentifier. */
  name?: string
  /** 0 none (default), 1 to whole kronor. */
  rounding?: 0 | 1
  /** Anything else in companySettings. */
  settings?: Partial<CompanySeed['companySettings']>
}

/** One company: BAS accounts, codings with every area's account, terms, units, delivery, three cost centres, years 2025-2027. */
export function emptyCompanySeed(options: EmptyCompanyOptions = {}): CompanySeed {
  return {
    companySettings: {
      Name: options.name ?? 'Testbolaget AB',
      CorporateIdentityNumber: '556036-0793',
      VatCode: 'SE556036079301',
      DomesticCurrencyRounding: options.rounding ?? 0,
      UsesCostCenter: true,
      UsesProject: true,
      ...options.settings,
    },
    ...standardLists(),
    costCenters: [
      { Name: 'Kontor', Items: [
        { Name: 'Stockholm', ShortName: 'STHLM' }, { Name: 'Göteborg', ShortName: 'GBG' }, { Name: 'Malmö', ShortName: 'MMÖ' },
        { Name: 'Umeå (nedlagt)', ShortName: 'UMEÅ', IsActive: false },
      ] },
      { Name: 'Säljare', Items: [{ Name: 'Anna Berg', ShortName: 'AB' }, { Name: 'Erik Lund', ShortName: 'EL' }] },
      { Name: 'Affärsområde', Items: [{ Name: 'Handel', ShortName: 'HANDEL' }, { Name: 'Service', ShortName: 'SERVICE' }] },
    ],
    projects: [
      { Number: 'P1', Name: 'Lansering', Status: 1, StartDate: '2025-01-01' },
      { Number: 'P0', Name: 'Avslutat projekt', Status: 2, StartDate: '2025-01-01', EndDate: '2025-12-31' },
    ],
  }
}

/** A whole seed with that one company, the client `kontobro-sandbox` and the refresh token `sandbox-refresh-token`. */
export function emptyBooksSeed(options: EmptyCompanyOptions = {}): EAccountingSeed {
  return { companies: [emptyCompanySeed(options)] }
}
