// The configuration's door: kontobro.yaml with its settings and mapping, spoilt as text and as values.
import { parse, stringify } from 'yaml'
import { sampleEnvironment, sampleFile, sampleRegistry } from '../../src/config/sample-registry.ts'
import { loadSetups } from '../../src/config/load.ts'
import { storableJson } from '../../src/core/broken-signs.ts'
import type { Chance } from './chance.ts'
import type { Door, OpenDoor, Verdict } from './door.ts'
import { jsonText, mutatedJson, spoiltBytes } from './mutate.ts'
import { strangeText } from './strange.ts'

const bombs: readonly string[] = [
  `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]},`.repeat(9)}]`).join('\n')}\n`,
  'a: &a\n  b: *a\n', '<<: *x\n', 'a: !!binary "////"\n', 'a: !!js/function "function(){}"\n', '!!set {a, b}\n', '? [a, b]\n: c\n', '? {a: b}\n: c\n', 'a: !<tag:yaml.org,2002:timestamp> 99999-99-99\n', '%YAML 9.9\n---\na: 1\n', '---\na: 1\n---\nb: 2\n', '...\n',
  `${'['.repeat(3_000)}`, `${'{a: '.repeat(2_000)}`, `${'- '.repeat(3_000)}x`, `a: ${'"'.repeat(9)}`, 'organisation: !!str 1\norganisation: 2\n', '\tflows: x\n', 'flows:\r\n  x:\r\n', '"\\0": "\\0"\n', 'organisation: "\\ud800"\n', '&a *a : *a\n', 'a: |999999999\n  x\n', `a: ${'1'.repeat(100_000)}\n`, 'a: 1e400\nb: -.inf\nc: .nan\nd: 0o777\ne: 0x1F\n',
]
const lines = ['organisation: "a\\0b"', 'retentionDays: 1e400', 'retentionDays: -0', 'extends: kontobro.yaml', 'extends: ../../etc/passwd', 'notify: [{ to: slack, url: "javascript:1" }]', 'flows: { __proto__: { flow: x } }', 'connections: { constructor: { system: crmtown } }', '? ', '- x', '<<: { organisation: x }', '${CRM_TOKEN}: x', 'x: ${NOT_SET} ${CRM_TOKEN}', 'retentionDays: &r 30\nother: *r']

/** A text to try: values changed and written again, bytes spoilt, lines put in, or one of the known bombs. */
export function strangeYaml(chance: Chance, good: string): string {
  switch (chance.below(8)) {
    case 0: return chance.pick(bombs) + (chance.oneIn(2) ? good : '')
    case 1: case 2: return spoiltBytes(chance, good).bytes.toString('utf8')
    case 3: { const all = good.split('\n'); all.splice(chance.below(all.length), chance.below(3), chance.pick(lines)); return all.join(chance.pick(['\n', '\r\n', '\n\t', '\n '])) }
    case 4: { const all = good.split('\n'); const at = chance.below(all.length); all[at] = `${all[at]?.split(':')[0] ?? ''}: ${strangeText(chance).slice(0, 200_000)}`; return all.join('\n') }
    default: return written(JSON.parse(mutatedJson(chance, parse(good.replace(/(?<!")\$\{\w+\}(?!")/g, '"$&"').replace('from: {region}', 'from: "{region}"'))).text.replace(/-?1e\d{3,}/gi, '1e308')), { aliasDuplicateObjects: chance.oneIn(2) })
  }
}

/** As YAML, or as JSON (which YAML reads too) what is nested too deeply for the writer or too long to write nicely. */
function written(value: unknown, options: { aliasDuplicateObjects: boolean }): string {
  const json = jsonText(value)
  if (json.length > 20_000) return json.slice(0, 2_000_000)
  try {
    return stringify(value, options)
  } catch {
    return json
  }
}

/** Complaints that a person can read, about places that exist, without the values of the environment. */
export function wrongComplaints(complaints: readonly { line: number | null; column: number | null; sv: string; en: string }[], secret: (text: string) => boolean): Verdict {
  for (const { line, column, sv, en } of complaints) {
    if (sv === '' || en === '' || /\[object |\bundefined\b(?!")/.test(`${sv}${en}`.replace(/"[^"]*"/g, ''))) return `nobody can read: ${sv.slice(0, 200)} / ${en.slice(0, 200)}`
    if (secret(`${sv}${en}`)) return `a secret in a complaint: ${en.slice(0, 200)}`
    if ((line !== null && !(line >= 1)) || (column !== null && !(column >= 1))) return `place ${line}:${column}`
    if (sv.length > 20_000) return `a complaint of ${sv.length} characters`
  }
  return complaints.length > 20_000 ? `${complaints.length} complaints` : null
}

const values = Object.values(sampleEnvironment)

export const yamlDoor: Door = {
  name: 'yaml', parts: 50,
  async open(): Promise<OpenDoor> {
    return {
      async knock(chance) {
        const text = strangeYaml(chance, sampleFile)
        try {
          const loaded = await loadSetups('kontobro.yaml', { environment: sampleEnvironment, registry: sampleRegistry, files: new Map([['kontobro.yaml', text]]) })
          const verdict = wrongComplaints(loaded.ok ? loaded.setups.flatMap(({ warnings }) => warnings) : loaded.complaints, (said) => values.some((value) => said.includes(value)))
          if (verdict !== null) return `${JSON.stringify(text.slice(0, 200))}: ${verdict}`
          if (loaded.ok && storableJson(loaded.setups.map(({ setup }) => setup)) !== JSON.stringify(loaded.setups.map(({ setup }) => setup))) return `${JSON.stringify(text.slice(0, 200))}: a sign that no database keeps was let in`
          return !loaded.ok && loaded.complaints.length === 0 ? 'refused without a reason' : null
        } catch (caught) {
          return `${JSON.stringify(text.slice(0, 300))}: threw ${caught instanceof Error ? (caught.stack ?? '').split('\n').slice(0, 5).join(' | ').slice(0, 500) : String(caught)}`
        }
      },
      close: async () => undefined,
    }
  },
}
