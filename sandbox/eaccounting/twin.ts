// The Visma eAccounting twin: a stateful, strict stand-in for identity.vismaonline.com and eaccountingapi.vismaonline.com.
import type { AddressInfo } from 'node:net'
import { emptyBooksSeed } from './bulk.ts'
import { businessDate } from './calendar.ts'
import type { Choices } from './choices.ts'
import { makeChoices } from './choices.ts'
import type { Company } from './company.ts'
import { everyScope } from './control.ts'
import type { DocumentView } from './documents.ts'
import { documentsOf } from './documents.ts'
import { exportSeed } from './export-seed.ts'
import { FaultBook } from './faults.ts'
import { Journal } from './journal.ts'
import { companyNamed, grantFor, loadSeed } from './load-seed.ts'
import { RateLimit } from './rate-limit.ts'
import type { EAccountingSeed } from './seed.ts'
import { makeServer } from './server.ts'
import { TokenBook } from './token-book.ts'
import type { World } from './world.ts'

export type TwinOptions = {
  /** 0 or absent: the OS chooses. Always on 127.0.0.1. */
  port?: number
  /** Absent: emptyBooksSeed(), one Swedish company without customers and documents. */
  seed?: EAccountingSeed
  /** 60 makes a minute of the rate limit and token lifetimes one second. Default 1. */
  timeScale?: number
  /** 'vendor': 600 per minute per client and path. Default 'vendor'. */
  limits?: 'vendor' | 'off'
  /** Milliseconds since 1970; Date.now by default. */
  now?: () => number
  /** Which of the unverified truths holds. */
  look?: Partial<Choices>
}

export type TwinState = {
  companies(): Company[]
  /** By CompanyIdentifier or name; the first when nothing is named. Its tables can be read and written. */
  company(wanted?: string): Company
  /** Orders, drafts and invoices with marks and totals; of all companies when none is named. */
  documents(wanted?: string): DocumentView[]
  /** The whole state as a loadable seed. */
  export(): EAccountingSeed
  /** Commits that a late-commit or delay fault has put off and not yet made. */
  pendingCommits(): number
}

export type EAccountingTwin = {
  url: string
  port: number
  state: TwinState
  faults: FaultBook
  journal: Journal
  /** The choices in force; assign to its fields to change one. */
  readonly choices: Choices
  /** An access token without the OAuth round; all scopes unless given. */
  issueToken(wanted?: { client?: string; company?: string; user?: string; scopes?: string[] }): string
  /** Adds a seed to what is there. */
  load(seed: EAccountingSeed): void
  close(): Promise<void>
}

/** Starts the twin on 127.0.0.1. Rejects when the port is taken or the seed does not fit. */
export async function startEAccountingTwin(options: TwinOptions = {}): Promise<EAccountingTwin> {
  const timeScale = options.timeScale ?? 1
  const world: World = {
    choices: makeChoices(options.look),
    now: options.now ?? Date.now,
    timeScale,
    companies: new Map(),
    tokens: new TokenBook(timeScale),
    journal: new Journal(),
    faults: new FaultBook(),
    limit: new RateLimit((options.limits ?? 'vendor') === 'vendor', timeScale),
    files: new Map(),
    url: '',
  }
  loadSeed(world, options.seed ?? emptyBooksSeed())
  const { server, late } = makeServer(world)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  world.url = `http://127.0.0.1:${port}`
  return {
    url: world.url,
    port,
    state: {
      companies: () => [...world.companies.values()],
      company: wanted => companyNamed(world, wanted),
      documents: wanted => (wanted === undefined ? [...world.companies.values()] : [companyNamed(world, wanted)]).flatMap(company => documentsOf(company, businessDate(world.now()))),
      export: () => exportSeed(world),
      pendingCommits: () => late.pending,
    },
    faults: world.faults,
    journal: world.journal,
    get choices() { return world.choices },
    issueToken: (wanted = {}) => world.tokens.issueAccess(grantFor(world, { ...wanted, scopes: wanted.scopes ?? [...everyScope] }), world.now()).token,
    load: seed => loadSeed(world, seed),
    close: () => new Promise<void>((resolve, reject) => {
      for (const timer of late.timers) clearTimeout(timer)
      server.close(error => (error ? reject(error) : resolve()))
      server.closeAllConnections()
    }),
  }
}
