// Expressions: JSONata works, and one that would never end is stopped.
import { describe, expect, it } from 'vitest'
import { compileExpression, expressionLimits, type ExpressionResult } from './expression.ts'

async function run(text: string, input: Record<string, unknown> = {}): Promise<ExpressionResult> {
  const compiled = compileExpression(text)
  if (!compiled.ok) throw new Error(compiled.problem.en)
  return compiled.expression.evaluate(input)
}

describe('expressions', () => {
  it.each([
    ["name & ' (' & hs_sku & ')'", { name: 'Stol', hs_sku: 'S1' }, 'Stol (S1)'],
    ['0.1 + 0.2', {}, '0.3'],
    ['missing', {}, null],
    ['$uppercase(company.name)', { company: { name: 'Åsa AB' } }, 'ÅSA AB'],
    ["tags[$ != 'x']", { tags: ['a', 'x', 'b'] }, 'a, b'],
    ['amount > 100', { amount: 200 }, true],
    ["$pad('7', -3, '0')", {}, '007'],
  ])('%s gives its value', async (text, input, wanted) => {
    expect(await run(text, input)).toEqual({ ok: true, value: wanted })
  })

  it.each([
    ['endless tail recursion', '($f := function($n){ $f($n + 1) }; $f(0))'],
    ['endless deep recursion', '($f := function($n){ 1 + $f($n) }; $f(0))'],
    ['a range of millions', '$sum([1..9999999])'],
    ['a text that doubles', '($f := function($s){ $f($s & $s) }; $f("ab"))'],
    ['a wide pad', '$length($pad("", 400000000))'],
    ['nested maps', '[1..5000].([1..5000].([1..5000]))'],
    ['two functions calling each other', '($a := function($n){ $b($n) }; $b := function($n){ $a($n) }; $a(1))'],
  ])('stops %s in less than a second, and says so', async (_name, text) => {
    const started = performance.now()
    const result = await run(text)
    expect(performance.now() - started).toBeLessThan(1000)
    expect(result).toMatchObject({ ok: false, problem: { sv: expect.stringContaining('stoppades') } })
  })

  it('counts steps and time for each evaluation apart', async () => {
    const compiled = compileExpression('$sum([1..50].($ * 2))')
    if (!compiled.ok) throw new Error('does not compile')
    const many = await Promise.all(Array.from({ length: 400 }, () => compiled.expression.evaluate({})))
    expect(many.every((result) => result.ok && result.value === '2550')).toBe(true)
    // Together they take far more than one may.
    expect(400 * 100).toBeGreaterThan(expressionLimits.steps)
  })

  it.each(['$now()', '$random()', '$eval("1")', '$millis()', '$shuffle([1])', '/(a+)+$/'])('refuses %s, which is not the same every time or may never end', (text) => {
    expect(compileExpression(text.startsWith('/') ? `$contains(name, ${text})` : text).ok).toBe(false)
  })

  it('tells where the syntax is wrong', () => {
    expect(compileExpression("name & '")).toMatchObject({ ok: false, problem: { en: expect.stringContaining('at character') } })
  })

  it('names the fields it reads', () => {
    const compiled = compileExpression("deal.ref & $join(tags[kind = 'a'].name) & ($x := company.id; $x)")
    if (!compiled.ok) throw new Error('does not compile')
    const root = compiled.expression.names.filter((name) => name.fromRoot).map((name) => name.path.join('.'))
    expect(root).toEqual(expect.arrayContaining(['deal.ref', 'company.id']))
    expect(root).not.toContain('kind')
  })

  it('gives a problem, not an exception, for a value that is no plain value', async () => {
    expect(await run('{"a": 1}')).toMatchObject({ ok: false })
    expect(await run('$error("nej")')).toMatchObject({ ok: false, problem: { sv: expect.stringContaining('nej') } })
  })
})
