// Finds the route of a path: literal parts before {names}, one look-up per part.
import type { Method, Route } from './world.ts'

type Node = { literal: Map<string, Node>; name: Node | null; routes: Map<Method, { route: Route; names: string[] }>; template: string }
export type Found = { template: string; match: { route: Route; params: Record<string, string> } | null }

export class Router {
  readonly #root: Node = node('')

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.#add(route)
  }

  /** null: no such path. match null: the path is there, the method is not. */
  find(method: string, path: string): Found | null {
    let at = this.#root
    const values: string[] = []
    for (const part of path.split('/')) {
      if (part === '') continue
      const literal = at.literal.get(part.toLowerCase())
      if (literal) { at = literal; continue }
      if (!at.name) return null
      values.push(decodeURIComponent(part))
      at = at.name
    }
    if (at.routes.size === 0) return null
    const found = at.routes.get(method as Method)
    if (!found) return { template: at.template, match: null }
    const params: Record<string, string> = {}
    for (const [index, name] of found.names.entries()) params[name] = values[index] ?? ''
    return { template: at.template, match: { route: found.route, params } }
  }

  #add(route: Route): void {
    let at = this.#root
    const names: string[] = []
    for (const part of route.template.split('/')) {
      if (part === '') continue
      if (part.startsWith('{')) {
        names.push(part.slice(1, -1))
        at = at.name ??= node(`${at.template}/${part}`)
      } else {
        const next: Node = at.literal.get(part) ?? node(`${at.template}/${part}`)
        at.literal.set(part, next)
        at = next
      }
    }
    at.routes.set(route.method, { route, names })
  }
}

function node(template: string): Node {
  return { literal: new Map(), name: null, routes: new Map(), template }
}
