// Nothing that is written to the log shows a secret or a personal number, whichever way it came.
import { expect, test } from 'vitest'
import { createLogger } from './log.ts'

const person = '811228-9874'
const token = 'pat-eu1-3f1b2c4d-aaaa-bbbb-cccc-0123456789ab'

function collect(): { lines: () => Record<string, unknown>[]; text: () => string; logger: ReturnType<typeof createLogger> } {
  let text = ''
  const logger = createLogger({ level: 'debug', bindings: { room: 'test', token }, stream: { write: line => { text += line } } })
  const lines = (): Record<string, unknown>[] => text.trim().split('\n').map(line => JSON.parse(line) as Record<string, unknown>)
  return { lines, text: () => text, logger }
}

test('messages, their parts, fields, errors and child bindings are masked, and every line stays JSON', () => {
  const { lines, text, logger } = collect()
  logger.info(`customer ${person} with ${token}`)
  logger.info('customer %s has %o', person, { note: person, clientSecret: 'abcdef' })
  logger.warn({ customer: { personalNumber: 'anything', note: person }, headers: { Authorization: `Bearer ${token}` } }, 'fields')
  logger.error(new Error(`failed for ${person} ${token}`))
  logger.error({ err: new Error(`failed for ${person} ${token}`) })
  logger.error({ err: new Error(`failed for ${person}`), dealId: '8112289874' }, 'with words')
  logger.child({ who: person, password: 'hunter22' }).debug('child')
  logger.child({ worker: 1 }).child({ who: person }).info('grandchild')
  logger.setBindings({ who: person })
  logger.info('bound later')
  expect(lines()).toHaveLength(9)
  expect(lines()[7]).toMatchObject({ worker: 1, who: 'YYYYMMDD-XXXX', msg: 'grandchild' })
  expect(text()).not.toMatch(/811228-9874|pat-eu1|abcdef"|hunter22|anything/)
  expect(lines()[5]).toMatchObject({ level: 'error', room: 'test', dealId: '8112289874', msg: 'with words', err: { type: 'Error' } })
  expect(lines()[3]).toMatchObject({ msg: 'failed for YYYYMMDD-XXXX ***' })
})

test('the level decides what is written', () => {
  let text = ''
  const logger = createLogger({ level: 'warn', stream: { write: line => { text += line } } })
  logger.info('no')
  logger.warn('yes')
  expect(text).toContain('yes')
  expect(text).not.toContain('no"')
})
