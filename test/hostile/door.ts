// A door: one place where data of others comes in, with a way to knock on it in many wrong manners and a judgement of each.
import type { Chance } from './chance.ts'

/** What was wrong with a case; null when the door behaved. */
export type Verdict = string | null

export type OpenDoor = {
  /** Runs one case. Must settle; throwing counts as a problem. */
  knock(chance: Chance, index: number): Promise<Verdict>
  /** Looks at everything once more when all cases are done. */
  settle?(): Promise<Verdict>
  close(): Promise<void>
}

export type Door = {
  name: string
  /** Share of all cases, in parts. */
  parts: number
  /** A case that takes longer is a hang. Milliseconds of wall clock, generous: machines are busy. */
  patienceMs?: number
  open(): Promise<OpenDoor>
}
