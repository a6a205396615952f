// The least possible time: what the vendors' limits alone ask for, computed from the calls that they saw. Pure.

/** "POST /v2/orders" -> calls. */
export type Calls = Record<string, number>

const minuteMs = 60_000
/** eAccounting, facts 70 and 71: per client and path. */
const booksLimit = 600
/** HubSpot, facts 3.1 and 3.2: a service key in ten seconds, and search in one. */
const salesLimit = { calls: 100, windowMs: 10_000 }
const searchLimit = { calls: 5, windowMs: 1_000 }

export type Least = {
  /** Milliseconds from the first call to the last when every window is filled at its beginning. */
  leastMs: number
  /** The same when calls come at an even pace, as fast as the limit allows on average. */
  steadyMs: number
  /** The path or budget that decides. */
  by: string
}

export function leastTime(calls: { hubspot: Calls; eaccounting: Calls }): Least {
  const budgets: { name: string; calls: number; limit: number; windowMs: number }[] = []
  for (const [name, n] of Object.entries(byPath(calls.eaccounting))) budgets.push({ name, calls: n, limit: booksLimit, windowMs: minuteMs })
  const search = sum(calls.hubspot, (name) => name.endsWith('/search'))
  const rest = sum(calls.hubspot, (name) => !name.endsWith('/search') && !name.includes('/oauth/'))
  budgets.push({ name: 'HubSpot search', calls: search, limit: searchLimit.calls, windowMs: searchLimit.windowMs }, { name: 'HubSpot', calls: rest, limit: salesLimit.calls, windowMs: salesLimit.windowMs })
  const all = budgets.map(({ name, calls: n, limit, windowMs }) => ({ name, leastMs: Math.max(0, Math.ceil(n / limit) - 1) * windowMs, steadyMs: (Math.max(0, n - 1) * windowMs) / limit }))
  const longest = all.reduce((most, one) => (one.leastMs > most.leastMs ? one : most))
  return { leastMs: longest.leastMs, steadyMs: Math.max(...all.map((one) => one.steadyMs)), by: longest.name }
}

/** All methods of a path share its limit. */
function byPath(calls: Calls): Calls {
  const paths: Calls = {}
  for (const [name, n] of Object.entries(calls)) {
    const path = name.slice(name.indexOf(' ') + 1)
    if (path.startsWith('/v2/')) paths[path] = (paths[path] ?? 0) + n
  }
  return paths
}

function sum(calls: Calls, wanted: (name: string) => boolean): number {
  return Object.entries(calls).reduce((total, [name, n]) => total + (wanted(name) ? n : 0), 0)
}
