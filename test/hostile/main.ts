// Hostile input by hand: npm run hostile -- --cases 100000 --seed 1 [--door NAME] [--from N]. Prints cases per door, problems with what repeats them, and memory.
import { parseArgs } from 'node:util'
import { doors } from './doors.ts'
import { knockOn } from './knock.ts'
import type { Found } from './knock.ts'

const { values } = parseArgs({ options: { cases: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' }, door: { type: 'string' }, from: { type: 'string', default: '0' }, most: { type: 'string', default: '20' } } })
const seed = Number(values.seed)
const wanted = doors.filter((door) => values.door === undefined || values.door.split(',').includes(door.name))
const parts = wanted.reduce((sum, door) => sum + door.parts, 0)
const found: Found[] = []
let cases = 0
for (const door of wanted) {
  const share = Math.max(1, Math.round((Number(values.cases) * door.parts) / parts))
  const result = await knockOn(door, { seed, from: Number(values.from), cases: share, most: Number(values.most) })
  cases += result.cases
  found.push(...result.found)
  console.log(`${door.name.padEnd(12)} ${String(result.cases).padStart(7)} cases  ${String(result.found.length).padStart(3)} problems  ${result.seconds.toFixed(1).padStart(7)} s  slowest ${String(Math.round(result.slowestMs)).padStart(5)} ms  heap ${result.heapMb.first.toFixed(0)} -> ${result.heapMb.last.toFixed(0)} MB, peak RSS ${result.peakRssMb.toFixed(0)} MB`)
  for (const one of result.found) console.log(`  seed ${seed}, --door ${door.name} --from ${one.index} --cases 1\n    ${one.verdict}`)
}
console.log(`${cases} cases, ${found.length} problems, seed ${seed}, peak RSS ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
process.exit(found.length === 0 ? 0 : 1)
