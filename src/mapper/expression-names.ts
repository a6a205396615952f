// Which source fields a JSONata expression reads: walked from its syntax tree, so that fields can be asked for and checked.

type Node = { type?: unknown; value?: unknown; steps?: unknown; name?: unknown }

export type ExpressionName = {
  /** Path as written, at most two names: ["company", "id"] or ["name"]. */
  path: string[]
  /** Read from the root, so that an unknown name is a mistake; inside filters and functions a name may mean something else. */
  fromRoot: boolean
}

/** All paths of the tree. */
export function namesIn(tree: unknown): ExpressionName[] {
  const found: ExpressionName[] = []
  walk(tree, true, found)
  return found
}

/** Names of the functions and variables used, without the dollar sign. */
export function variablesIn(tree: unknown): Set<string> {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (typeof value !== 'object' || value === null) return
    const node: Node = value
    if (node.type === 'variable' && typeof node.value === 'string') found.add(node.value)
    Object.values(value).forEach(visit)
  }
  visit(tree)
  return found
}

function walk(value: unknown, fromRoot: boolean, found: ExpressionName[]): void {
  if (Array.isArray(value)) {
    for (const part of value) walk(part, fromRoot, found)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const node: Node = value
  if (node.type === 'path' && Array.isArray(node.steps)) {
    const names = leadingNames(node.steps)
    if (names.length > 0) found.push({ path: names.slice(0, 2), fromRoot })
    node.steps.forEach((step: unknown, index) => walkStep(step, fromRoot && index === 0, found))
    return
  }
  // The body of a function has its own variables but the same root; its names are still read from the root.
  for (const [key, part] of Object.entries(value)) walk(part, fromRoot && key !== 'predicate' && key !== 'stages', found)
}

function walkStep(step: unknown, fromRoot: boolean, found: ExpressionName[]): void {
  if (typeof step !== 'object' || step === null) return
  const node: Node = step
  if (node.type !== 'name') return walk(step, fromRoot, found)
  for (const [key, part] of Object.entries(step)) {
    if (key !== 'value' && key !== 'type') walk(part, false, found)
  }
}

function leadingNames(steps: unknown[]): string[] {
  const names: string[] = []
  for (const step of steps) {
    if (typeof step !== 'object' || step === null) break
    const node: Node = step
    if (node.type !== 'name' || typeof node.value !== 'string') break
    names.push(node.value)
  }
  return names
}
