// All doors, in the order in which they are knocked on.
import { apiDoor } from './door-api.ts'
import { booksDoor } from './door-books.ts'
import { environmentDoor } from './door-environment.ts'
import { runDoor } from './door-run.ts'
import { saleDoor } from './door-sale.ts'
import { sourceDoor } from './door-source.ts'
import { storedDoor } from './door-stored.ts'
import { tokensDoor } from './door-tokens.ts'
import { yamlDoor } from './door-yaml.ts'
import type { Door } from './door.ts'

export const doors: readonly Door[] = [sourceDoor, booksDoor, tokensDoor, yamlDoor, environmentDoor, saleDoor, apiDoor, storedDoor, runDoor]
