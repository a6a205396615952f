// Words of the command line: exit codes, times as people write them, tables, languages, pasted addresses.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunReport } from '../api/operations.ts'
import { readConfigFiles } from './config-files.ts'
import { codeOf } from './connect-account.ts'
import { takeDemoFolder } from './demo-folder.ts'
import { exitCodeOfRun } from './exit-codes.ts'
import { publicReport, readTime } from './run-words.ts'
import { shortDuration, tableLines } from './table.ts'
import { chooseLanguage } from './terminal.ts'

describe('the exit code of a run', () => {
  const failure = (remedy: string) => ({ code: 'network', params: {}, sv: '', en: '', cureSv: '', cureEn: '', remedy }) as RunReport['failure']
  it.each([
    ['done', 0, 0, null, 0], ['done', 1, 0, null, 3], ['done', 0, 1, null, 3], ['braked', 0, 0, null, 3], ['failed', 0, 0, failure('retry'), 1], ['failed', 0, 0, failure('reconnect'), 2],
    ['failed', 0, 0, failure('fix-settings'), 2], ['failed', 0, 0, null, 1], ['stopped', 0, 0, null, 1], ['interrupted', 5, 0, null, 1],
  ])('%s with %i held and %i failed', (state, held, failed, why, code) => expect(exitCodeOfRun({ state, held, failed, failure: why })).toBe(code))
})

it('the report begins with the public names in their order', () => {
  const report = { heldByCause: [], brake: null, durationMs: 1, apiCalls: {}, failed: 0, held: 0, skipped: 0, adopted: 0, updated: 0, created: 0, read: 0, state: 'done', trigger: 'manual', flow: 'f', run: 'r', preview: false, joined: false, startedAt: '', progress: null, failure: null }
  expect(Object.keys(publicReport(report)).slice(0, 13)).toEqual(['run', 'flow', 'trigger', 'state', 'read', 'created', 'updated', 'adopted', 'skipped', 'held', 'failed', 'apiCalls', 'durationMs'])
})

describe('times', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  it('are read as people write them', () => {
    expect(readTime('2h', now)).toBe('2026-11-22T10:00:00.000Z')
    expect(readTime('3d', now)).toBe('2026-11-19T12:00:00.000Z')
    expect(readTime('2026-11-01T08:00:00+01:00', now)).toBe('2026-11-01T07:00:00.000Z')
    expect(readTime('2026-11-01', now)).toBe(new Date(2026, 10, 1).toISOString())
    expect(readTime(undefined)).toBeUndefined()
  })
  it.each(['yesterday', '2026-13-01', '12', ''])('refuses "%s"', (text) => expect(() => readTime(text)).toThrow('cannot be read'))
})

it('tables are aligned, numbers to the right', () => {
  expect(tableLines([{ title: 'Name' }, { title: 'N', right: true }], [['a', 5], ['longer', 120]])).toEqual(['Name      N', 'a         5', 'longer  120'])
  expect([shortDuration(850), shortDuration(12_400), shortDuration(200_000)]).toEqual(['850 ms', '12.4 s', '3 min 20 s'])
})

it.each([
  [undefined, { LANG: 'sv_SE.UTF-8' }, 'sv'], [undefined, { LANG: 'en_US.UTF-8' }, 'en'], [undefined, { LC_ALL: 'C', LANG: 'sv_SE.UTF-8' }, 'en'], [undefined, {}, 'en'], ['sv', { LANG: 'C' }, 'sv'], ['en', { LANG: 'sv_SE' }, 'en'],
] as const)('language %s with %o is %s', (asked, variables, language) => expect(chooseLanguage(asked, variables)).toBe(language))

describe('a pasted address', () => {
  it('gives its code when the state is ours', () => {
    expect(codeOf('https://localhost:44300/callback?code=abc&state=s1', 's1')).toBe('abc')
    expect(codeOf('abc', 's1')).toBe('abc')
  })
  it('is refused when it belongs to another attempt, was not approved, or holds no code', () => {
    expect(() => codeOf('https://localhost/callback?code=abc&state=other', 's1')).toThrow('another attempt')
    expect(() => codeOf('https://localhost/callback?error=access_denied&state=s1', 's1')).toThrow('access_denied')
    expect(() => codeOf('https://localhost/callback?state=s1', 's1')).toThrow('no code')
  })
})

describe('files', () => {
  const within = async (work: (dir: string) => Promise<void>): Promise<void> => {
    const dir = mkdtempSync(join(tmpdir(), 'kontobro-files-'))
    try {
      await work(dir)
    } finally {
      rmSync(dir, { recursive: true })
    }
  }
  it('go along with what they extend and only the variables they name', async () => {
    await within(async (dir) => {
      mkdirSync(join(dir, 'shared'))
      writeFileSync(join(dir, 'kontobro.yaml'), 'extends: shared/base.yaml\nconnections: { crm: { accessToken: "${TOKEN}" } }\n')
      writeFileSync(join(dir, 'shared', 'base.yaml'), 'retentionDays: ${DAYS}\n')
      const { files, environment } = await readConfigFiles(join(dir, 'kontobro.yaml'), { TOKEN: 't', DAYS: '', HOME: '/home/anna', OTHER: 'secret' })
      expect(files.map((file) => file.name)).toEqual([join(dir, 'kontobro.yaml'), join(dir, 'shared', 'base.yaml')])
      expect(environment).toEqual({ TOKEN: 't' })
    })
  })
  it('that do not exist are named', async () => {
    await expect(readConfigFiles('/nowhere/kontobro.yaml', {})).rejects.toThrow('/nowhere/kontobro.yaml')
  })
  it('of something else keep the demo out of a folder', async () => {
    await within(async (dir) => {
      expect(takeDemoFolder(dir)).toBe(false)
      expect(takeDemoFolder(dir)).toBe(true)
    })
    await within(async (dir) => {
      writeFileSync(join(dir, 'secret.key'), 'x')
      expect(() => takeDemoFolder(dir)).toThrow('not touched')
    })
  })
})
