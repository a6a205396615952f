// The documentation says what the code does: generated parts equal the definitions they come from.
import { expect, test } from 'vitest'
import { readmeTexts, withSettingsTable } from '../docs/generate.ts'
import { settingsHelp } from '../src/flows/orders-to-accounting/settings-help.ts'

const readme = readmeTexts()

test.skipIf(readme === null)('the table of settings in the README is the one of the code (node docs/generate.ts writes it)', () => {
  expect(readme?.present).toBe(readme?.wanted)
})

test('the table has a row for every setting, and replaces what stood there', () => {
  const text = withSettingsTable('# A\n<!-- settings:begin -->\nyesterday\n<!-- settings:end -->\nrest\n')
  expect(text.startsWith('# A\n<!-- settings:begin -->\n| name | values (default first) | meaning |\n|---|---|---|\n| `')).toBe(true)
  expect(text.endsWith('|\n<!-- settings:end -->\nrest\n')).toBe(true)
  expect(text).not.toContain('yesterday')
  for (const name of Object.keys(settingsHelp)) expect(text).toContain(`\n| \`${name}\` | `)
  expect(withSettingsTable(text)).toBe(text)
})

test('a README without the markers, or with them out of order, is refused', () => {
  expect(() => withSettingsTable('# A\n')).toThrow('README.md needs')
  expect(() => withSettingsTable('<!-- settings:end --><!-- settings:begin -->')).toThrow('README.md needs')
})
