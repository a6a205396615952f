// All doors, in the order in which they are knocked on.
import { booksDoor } from './door-books.ts'
import { sourceDoor } from './door-source.ts'
import type { Door } from './door.ts'

export const doors: readonly Door[] = [sourceDoor, booksDoor]
