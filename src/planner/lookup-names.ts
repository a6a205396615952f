// Names of the books' lookups as people write them: a coding, unit, delivery method, terms, cost centre or project by name, number or id.
import type { Coding, DeliveryMethod, Lookups, TermsOfPayment, Unit } from '../core/books.ts'
import { held, settled, type Settled } from './settled.ts'
import type { FailureCode } from '../core/failure.ts'
import { list } from './wording.ts'

/** Compared without case and doubled spaces. */
export function plain(text: string | null): string {
  return (text ?? '').trim().toLowerCase().replace(/\s+/g, ' ')
}

/** A coding by id or name; inactive and ambiguous ones are held with the choices. */
export function codingNamed(text: string, codings: readonly Coding[]): Settled<Coding> {
  const byId = codings.find(({ id }) => id === text)
  const named = byId === undefined ? codings.filter((coding) => plain(coding.name) === plain(text) || plain(coding.nameEnglish) === plain(text)) : [byId]
  const active = named.filter((coding) => coding.active)
  if (active.length === 1 && active[0] !== undefined) return settled(active[0])
  if (active.length > 1) return held('coding-ambiguous', { coding: text, ...choices(active.map(({ name, id }) => `${name} (${id})`)) })
  if (named.length > 0) return held('coding-inactive', { coding: text })
  return held('coding-unknown', { coding: text, ...choices(codings.filter((coding) => coding.active).map(({ name }) => name)) })
}

/** Units that mean "piece", tried when none is configured. */
const pieces = ['st', 'styck', 'stk', 'c62', 'pce', 'pcs', 'piece']

/** A unit by name, abbreviation, code or id; without a wish the one that means piece, or the only one. */
export function unitNamed(text: string | null, units: readonly Unit[]): Settled<Unit> {
  const names = (unit: Unit) => [unit.id, unit.name, unit.abbreviation, unit.code].map(plain)
  const wanted = text === null ? pieces : [plain(text)]
  for (const wish of wanted) {
    const found = units.find((unit) => names(unit).includes(wish))
    if (found !== undefined) return settled(found)
  }
  const only = text === null && units.length === 1 ? units[0] : undefined
  if (only !== undefined) return settled(only)
  return held('unit-unknown', { unit: text ?? 'styck', ...choices(units.map(({ name }) => name)) })
}

/** Terms by id, name ("30 dagar netto") or number of days ("30"), among those for sales. */
export function termsNamed(text: string, terms: readonly TermsOfPayment[]): Settled<TermsOfPayment> {
  const forSales = terms.filter((term) => term.forSales)
  const wish = plain(text)
  const byId = forSales.find(({ id }) => id === text.trim())
  if (byId !== undefined) return settled(byId)
  const named = forSales.filter((term) => plain(term.name) === wish || plain(term.nameEnglish) === wish)
  if (named.length === 1 && named[0] !== undefined) return settled(named[0])
  if (named.length > 1) return held('terms-ambiguous', { terms: text, ...choices(named.map(({ name, id }) => `${name} (${id})`)) })
  const days = /^(\d{1,3})(?: (?:dagar|dgr|days?))?(?: (?:netto|net))?$/.exec(wish)?.[1]
  const byDays = days === undefined ? [] : forSales.filter((term) => term.type === 'normal' && term.days === Number(days))
  if (byDays.length === 1 && byDays[0] !== undefined) return settled(byDays[0])
  if (byDays.length > 1) return held('terms-ambiguous', { terms: text, ...choices(byDays.map(({ name }) => name)) })
  return held('terms-unknown', { terms: text, ...choices(forSales.map(({ name }) => name)) })
}

export function deliveryMethodNamed(text: string, methods: readonly DeliveryMethod[]): Settled<DeliveryMethod> {
  const wish = plain(text)
  const found = methods.find((method) => method.id === text.trim() || plain(method.name) === wish) ?? methods.find((method) => method.code !== null && plain(method.code) === wish)
  return found === undefined ? held('delivery-method-unknown', { method: text, ...choices(methods.map(({ name }) => name)) }) : settled(found)
}

type CostCentreItems = { 1: string | null; 2: string | null; 3: string | null }

/** Item ids of a line's cost centres, by dimension. */
export function costCentresOf(line: { name: string; costCentres: readonly { dimension: number | string; value: string }[] }, lookups: Lookups): Settled<CostCentreItems> {
  const items: CostCentreItems = { 1: null, 2: null, 3: null }
  for (const { dimension: wanted, value } of line.costCentres) {
    if (!lookups.company.usesCostCentres) return held('cost-centres-off', { line: line.name, value })
    const dimension = lookups.costCentres.find((one) => one.active && (one.number === Number(wanted) || plain(one.name) === plain(String(wanted))))
    if (dimension === undefined) {
      return held('cost-dimension-unknown', { dimension: String(wanted), ...choices(lookups.costCentres.filter((one) => one.active).map(({ number, name }) => `${number} ${name}`)) })
    }
    const fits = dimension.items.filter((item) => item.id === value || plain(item.code) === plain(value) || plain(item.name) === plain(value))
    const item = fits.find((one) => one.active)
    if (item === undefined) {
      const code: FailureCode = fits.length > 0 ? 'cost-centre-inactive' : 'cost-centre-unknown'
      return held(code, { value, dimension: dimension.name, ...choices(dimension.items.filter((one) => one.active).map(({ name }) => name)) })
    }
    if (dimension.number === 1 || dimension.number === 2 || dimension.number === 3) items[dimension.number] = item.id
  }
  return settled(items)
}

/** Id of a line's project, by number, name or id. */
export function projectOf(line: { name: string; project: string | null }, lookups: Lookups): Settled<string | null> {
  const value = line.project
  if (value === null || value.trim() === '') return settled(null)
  if (!lookups.company.usesProjects) return held('projects-off', { line: line.name, value })
  const fits = lookups.projects.filter((project) => project.id === value || plain(project.number) === plain(value) || plain(project.name) === plain(value))
  const ongoing = fits.find((project) => project.ongoing)
  if (ongoing !== undefined) return settled(ongoing.id)
  return fits.length > 0 ? held('project-not-ongoing', { value }) : held('project-unknown', { value })
}

function choices(names: readonly string[]): { choicesSv: string; choicesEn: string } {
  return names.length === 0 ? { choicesSv: 'inga', choicesEn: 'none' } : { choicesSv: list(names, 'sv'), choicesEn: list(names, 'en') }
}
