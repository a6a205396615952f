// All doors, in the order in which they are knocked on.
import type { Door } from './door.ts'
import { sourceDoor } from './door-source.ts'

export const doors: readonly Door[] = [sourceDoor]
