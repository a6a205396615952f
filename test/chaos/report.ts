// What chaos prints: one line a round, everything about a round that failed, and one line of totals.
import { isClean, type RoundResult } from './round.ts'

/** The twins must commit within deadline and settling; a machine that held them up for longer than this was no vendor. */
const lawfulStallMs = 700

/** A round that failed while the machine stood still proves nothing: it is played again, and said so. */
export function isVoid(result: RoundResult): boolean {
  return !isClean(result) && result.stalledMs > lawfulStallMs
}

export function roundLine(result: RoundResult): string {
  const { plan, deals, ms, leftOut, judgement } = result
  const words = [
    `round ${plan.round}`, `${plan.orderType}/${plan.lookup}`, `${plan.workers.length} workers`, `${deals} deals`, plan.kinds.join(' '), `${(ms / 1_000).toFixed(1)} s`,
    ...(leftOut.length > 0 ? [`left out: ${leftOut.join(' ')}`] : []), ...(judgement.remaining.length > 0 ? [`remaining: ${judgement.remaining.join('; ')}`] : []),
    isClean(result) ? 'clean' : isVoid(result) ? `void: the machine stood still for ${Math.round(result.stalledMs)} ms` : 'FAILED',
  ]
  return words.join(' · ')
}

export function failureText(result: RoundResult): string {
  const { plan, judgement, open } = result
  const part = (name: string, lines: string[]): string[] => (lines.length === 0 ? [] : [`  ${name}:`, ...lines.map((line) => `    ${line}`)])
  return [
    `seed ${plan.seed}, round ${plan.round} failed. Again: npm run chaos -- --seed ${plan.seed} --first ${plan.round} --rounds 1`,
    `  plan: ${JSON.stringify({ ...plan, sales: { buyers: plan.sales.buyers, deals: plan.sales.deals.length, acts: plan.sales.acts } })}`,
    ...part('lost', judgement.lost), ...part('doubled', judgement.doubled), ...part('sums', judgement.sums), ...part('other', judgement.other), ...part('still open', open), ...part('remaining', judgement.remaining),
    `  longest stand-still of the twins: ${Math.round(result.stalledMs)} ms`,
    `  logs: ${result.folder}`,
  ].join('\n')
}

export function totalsLine(results: readonly RoundResult[], broken: number, voided: number, seconds: number): string {
  const sum = (of: (result: RoundResult) => number): number => results.reduce((total, result) => total + of(result), 0)
  const struck = (name: keyof RoundResult['struck']): number => sum((result) => result.struck[name])
  const parts: [number, string][] = [
    [results.length, 'rounds'], [results.filter(isClean).length, 'clean'], [sum((one) => one.deals), 'deals'], [sum((one) => one.judgement.documents), 'documents'],
    [struck('kills'), 'kills'], [struck('pauses'), 'pauses'], [struck('cuts'), 'cuts'], [struck('late'), 'late'], [struck('lags'), 'lagging lists'], [struck('refused429'), '429s'], [struck('errors'), 'errors'], [struck('broken'), 'broken answers'],
    [struck('restarts'), 'database kills'], [struck('fullDisks'), 'full disks'], [struck('revoked'), 'revoked'], [struck('bells'), 'bells'],
    [sum((one) => one.plan.amnesia === null ? 0 : 1), 'memories lost'], [sum((one) => one.plan.second ? 1 : 0), 'second installations'],
    [sum((one) => one.judgement.lost.length), 'lost'], [sum((one) => one.judgement.doubled.length), 'doubled'], [sum((one) => one.judgement.sums.length), 'sums that differ'],
    [sum((one) => one.judgement.other.length), 'other'], [sum((one) => one.open.length), 'still open'], [sum((one) => one.judgement.remaining.length), 'remaining (frozen between check and send, found by the watch)'],
    [sum((one) => one.leftOut.length), 'kinds left out'], [voided, 'void and played again'], [broken, 'not carried out'],
  ]
  return `${parts.map(([n, what]) => `${n} ${what}`).join(' · ')} · ${Math.round(seconds)} s`
}
