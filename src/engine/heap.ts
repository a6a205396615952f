// The heap: kept small by telling V8 to collect early instead of taking what a big machine would give it.
import { setFlagsFromString } from 'node:v8'

/**
 * Call once, early. Measured with `npm run bench`: a third less memory for about a tenth more work of the collector.
 * Both are read by V8 at each collection, so they hold although the process already runs.
 */
export function keepHeapSmall(): void {
  // The space for new objects stays at its first megabytes; grown, its two halves and the pages behind them are 48 MB.
  setFlagsFromString('--semi-space-growth-factor=1')
  // The next full collection comes when the heap has grown by a fifth since the last, not when it has doubled.
  setFlagsFromString('--heap-growing-percent=20')
}
