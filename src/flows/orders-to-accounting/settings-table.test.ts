// The README's table and the schema speak of the same settings.
import { expect, it } from 'vitest'
import { z } from 'zod'
import { innerObject, settingsHelp } from './settings-help.ts'
import { settingsTable } from './settings-table.ts'
import { ordersSettings } from './settings.ts'

/** Names of the schema, one level into groups that have help of their own. */
function names(): string[] {
  const help = Object.keys(settingsHelp)
  return Object.entries(ordersSettings.shape).flatMap(([key, member]) => {
    const inner = innerObject(member as z.ZodType)
    return inner === null || help.includes(key) ? [key] : Object.keys(inner.shape).map((name) => `${key}.${name}`)
  })
}

it('every setting has help in two languages, and no help is of a setting that is gone', () => {
  expect(names().sort()).toEqual(Object.keys(settingsHelp).sort())
  for (const help of Object.values(settingsHelp)) expect([help.sv, help.en, help.values].every((text) => text.length > 0)).toBe(true)
})

it('the first value of the table is the default of the schema', () => {
  const defaults = ordersSettings.parse({ stages: ['x'] }) as Record<string, unknown>
  for (const [name, help] of Object.entries(settingsHelp)) {
    const value = name.split('.').reduce<unknown>((at, part) => (typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === part)?.[1] : undefined), defaults)
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') expect(`${name}: ${help.values.split(',')[0]}`).toBe(`${name}: ${String(value)}`)
  }
})

it('the table has one row a setting, and the JSON schema carries the help', () => {
  expect(settingsTable('en').split('\n')).toHaveLength(Object.keys(settingsHelp).length + 2)
  expect(settingsTable('sv')).toContain('| `quietSeconds` | 60 |')
  expect(JSON.stringify(z.toJSONSchema(ordersSettings, { io: 'input', unrepresentable: 'any' }))).toContain('The brake: a run that would create more')
})
