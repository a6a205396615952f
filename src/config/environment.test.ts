// The environment: parsed once, all problems in one complaint, plain http and time scaling only towards this computer.
import { describe, expect, it } from 'vitest'
import { environmentComplaint, readEnvironment } from './environment.ts'

const vendors = [{ system: 'books', hosts: { api: { env: 'BOOKS_API_URL', fallback: 'https://api.books.example/' }, identity: { env: 'BOOKS_IDENTITY_URL', fallback: 'https://id.books.example' } } }]
const read = (variables: Record<string, string>, platform = 'linux') => readEnvironment(variables, vendors, '/home/anna', platform)
const problems = (variables: Record<string, string>): string[] => {
  const result = read(variables)
  return result.ok ? [] : result.problems.map((problem) => problem.variable)
}

describe('the environment', () => {
  it('needs nothing', () => {
    expect(read({})).toEqual({ ok: true, environment: {
      dataDir: '/home/anna/.local/share/kontobro', databaseUrl: null, secretKey: null, port: 4400, host: '127.0.0.1', publicUrl: null, webhookPort: null, smtpUrl: null,
      hosts: { books: { api: 'https://api.books.example', identity: 'https://id.books.example' } }, timeScale: 1,
    } })
  })

  it.each<[Record<string, string>, string, string]>([
    [{ XDG_DATA_HOME: '/data' }, 'linux', '/data/kontobro'], [{ XDG_DATA_HOME: 'relative' }, 'linux', '/home/anna/.local/share/kontobro'],
    [{ KONTOBRO_DATA_DIR: '~/kb' }, 'linux', '/home/anna/kb'], [{}, 'darwin', '/home/anna/Library/Application Support/kontobro'],
  ])('keeps data for %j on %s in %s', (variables, platform, wanted) => {
    expect(read(variables, platform)).toMatchObject({ environment: { dataDir: wanted } })
  })

  it.each<[string, Record<string, string>, string[]]>([
    ['plain http to another computer', { BOOKS_API_URL: 'http://books.example' }, ['BOOKS_API_URL']],
    ['plain http to this computer', { BOOKS_API_URL: 'http://127.0.0.1:9' }, []],
    ['plain http to this computer by IPv6', { BOOKS_API_URL: 'http://[::1]:9' }, []],
    ['a name that only looks like this computer', { BOOKS_API_URL: 'http://127.0.0.1.example.com' }, ['BOOKS_API_URL']],
    ['time scaling with one real vendor host', { KONTOBRO_TIME_SCALE: '10', BOOKS_API_URL: 'http://localhost:9' }, ['KONTOBRO_TIME_SCALE']],
    ['time scaling with all hosts on this computer', { KONTOBRO_TIME_SCALE: '10', BOOKS_API_URL: 'http://localhost:9', BOOKS_IDENTITY_URL: 'http://localhost:8' }, []],
    ['time scaling below one', { KONTOBRO_TIME_SCALE: '0.5' }, ['KONTOBRO_TIME_SCALE']],
    ['an open listening address', { HOST: '0.0.0.0' }, ['HOST']],
    ['a port that is none', { PORT: '99999', WEBHOOK_PORT: 'x' }, ['PORT', 'WEBHOOK_PORT']],
    ['a database that is no PostgreSQL', { DATABASE_URL: 'mysql://u:hemligt@h/d' }, ['DATABASE_URL']],
    ['a short key', { KONTOBRO_SECRET_KEY: 'kort' }, ['KONTOBRO_SECRET_KEY']],
  ])('judges %s', (_name, variables, wanted) => {
    expect(problems(variables)).toEqual(wanted)
  })

  it('lists every problem in one complaint, without the values that may be secret', () => {
    const result = read({ DATABASE_URL: 'mysql://u:hemligt@h/d', PORT: 'x', SMTP_URL: 'ftp://hemligt' })
    if (result.ok) throw new Error('was accepted')
    const text = environmentComplaint(result.problems, 'en')
    expect(text.split('\n')).toHaveLength(4)
    expect(text).not.toContain('hemligt')
  })
})
