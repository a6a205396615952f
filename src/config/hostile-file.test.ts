// Strange configuration files: bombs, bottomless nesting, signs that no database keeps, names that are no names; each is refused with a place and tells no secret.
import { describe, expect, it } from 'vitest'
import { readEnvironment } from './environment.ts'
import { loadSetups } from './load.ts'
import { sampleEnvironment, sampleFile, sampleRegistry } from './sample-registry.ts'

const said = async (text: string): Promise<string> => {
  const loaded = await loadSetups('kontobro.yaml', { environment: sampleEnvironment, registry: sampleRegistry, files: new Map([['kontobro.yaml', text]]) })
  return loaded.ok ? 'taken' : loaded.complaints.map(({ line, en }) => `${line}: ${en}`).join('\n')
}
const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g'].map((name, index) => `${name}: &${name} [${`*${'abcdef'[index]},`.repeat(9)}]`).join('\n')}\n`

describe('a strange configuration file', () => {
  it.each([
    ['parts that stand for millions', bomb, /cannot be read as YAML: Excessive alias count/],
    ['lists without a bottom', `${'- '.repeat(5_000)}x`, /cannot be read as YAML: /],
    ['a merge of what is no map', `<<: 5\n${sampleFile}`, /cannot be read as YAML/],
    ['NUL in a text', sampleFile.replace('default: "10001"', 'default: "1\\0"'), /^\d+: The text holds a sign that cannot be kept/],
    ['half a character', sampleFile.replace('city: Okänd', 'city: "\\ud800"'), /The text holds a sign that cannot be kept/],
    ['__proto__ as target', sampleFile.replace('target: customer.note', 'target: __proto__'), /The target __proto__ must start with/],
  ])('with %s is refused with a sentence', async (_, text, sentence) => {
    expect(await said(text)).toMatch(sentence)
  })

  it('shows the name of a variable, never what it held, also where a whole part became a name', async () => {
    const wrongPlace = await said(sampleFile.replace('maxCreatesPerRun: off', 'maxCreatesPerRun: ${HOOK}'))
    expect(wrongPlace).toContain('${HOOK}')
    const complexName = await said(sampleFile.replace('  crm:\n', '? \n'))
    expect(complexName).toContain('A name must be plain text.')
    for (const value of Object.values(sampleEnvironment)) expect(`${wrongPlace}${complexName}`).not.toContain(value)
  })

  it('with a value of a million signs is refused in short words, and soon', async () => {
    const text = await said(sampleFile.replace('missingProducts: create', `missingProducts: ${'x'.repeat(1_000_000)}`))
    expect(text).toMatch(/^\d+: "x+…" is not a choice; choose create, fallbackArticle, hold/)
    expect(text.length).toBeLessThan(2_000)
  })

  it('shows of a wrong variable only what no secret could be', () => {
    const read = readEnvironment({ PORT: 'postgres://u:a-password@h/d', KONTOBRO_TIME_SCALE: 'x' }, [])
    expect(read.ok ? [] : read.problems.map(({ sv }) => sv).sort((a, b) => b.localeCompare(a))).toEqual(['PORT ska vara ett portnummer (0-65535), inte det som står där.', 'KONTOBRO_TIME_SCALE ska vara ett tal från 1 till 10000, inte "x".'])
  })
})
