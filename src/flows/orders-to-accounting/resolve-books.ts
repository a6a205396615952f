// Looks up what the books offer by the names in the settings: terms, codings, units, articles, cost centres, projects, labels, delivery methods.
import type { KnownArticle, Lookups } from '../../core/books.ts'
import { findNamed, type Choice, type Issues, type Path } from './find-named.ts'
import type { Named } from './resolved-settings.ts'

/** An article as it is known; null for the whole list when articles have not been read. */
export type ArticleFact = Pick<KnownArticle, 'id' | 'number' | 'name' | 'active'>

export type BookFinder = ReturnType<typeof bookFinder>

/** Finders over one reading of the books. Each gives the thing meant, or null with an issue. */
export function bookFinder(lookups: Lookups, articles: readonly ArticleFact[] | null, issues: Issues) {
  const salesTerms = lookups.terms.filter((terms) => terms.forSales)
  const termsChoices: Choice[] = salesTerms.map((terms) => ({ id: terms.id, name: terms.name, also: [terms.nameEnglish] }))
  const codings: Choice[] = lookups.codings.map((coding) => ({ id: coding.id, name: coding.name, also: [coding.nameEnglish], usable: coding.active }))
  const units: Choice[] = lookups.units.map((unit) => ({ id: unit.id, name: unit.name, also: [unit.abbreviation, unit.code] }))
  const deliveryMethods: Choice[] = lookups.deliveryMethods.map((method) => ({ id: method.id, name: method.name, also: [method.code] }))
  const labels: Choice[] = lookups.labels.map((label) => ({ id: label.id, name: label.name }))
  const projects: Choice[] = lookups.projects.map((project) => ({ id: project.id, name: project.name, also: [project.number], usable: project.ongoing }))
  return {
    /** By name, or by number of days: "30", "30 dagar netto", "30 days". */
    terms(text: string, path: Path): Named | null {
      const what = { sv: 'betalningsvillkoren', en: 'the terms of payment' }
      const days = /^\s*(\d{1,3})(?:\s*(?:dagar|dgr|dag|days|day)(?:\s+(?:netto|net))?)?\s*$/i.exec(text)?.[1]
      const byName = termsChoices.some((choice) => choice.id === text || choice.name.toLowerCase() === text.trim().toLowerCase())
      if (days === undefined || byName) return findNamed(text, termsChoices, path, what, issues)
      const same = salesTerms.filter((terms) => terms.type === 'normal' && terms.days === Number(days))
      // Found by days: the choices then are only those with these days, so that two of them are told apart by name.
      const choices = same.map((terms): Choice => ({ id: terms.id, name: terms.name, also: [text] }))
      return findNamed(text, choices.length > 0 ? choices : termsChoices, path, what, issues)
    },
    coding: (text: string, path: Path) => findNamed(text, codings, path, { sv: 'artikelkonteringarna', en: 'the article codings' }, issues),
    /** A coding for a rate; one of another rate is refused. The rate is the last part of the path. */
    codingOfRate(text: string, path: Path): Named | null {
      const found = findNamed(text, codings, path, { sv: 'artikelkonteringarna', en: 'the article codings' }, issues)
      const coding = lookups.codings.find((one) => one.id === found?.id)
      const rate = path.at(-1)
      if (coding === undefined || coding.vatRate === rate) return found
      issues.stop(path, { sv: `"${coding.name}" har momssatsen ${coding.vatRate} %, inte ${rate} %.`, en: `"${coding.name}" has the VAT rate ${coding.vatRate} %, not ${rate} %.` })
      return null
    },
    unit: (text: string, path: Path) => findNamed(text, units, path, { sv: 'enheterna', en: 'the units' }, issues),
    deliveryMethod: (text: string, path: Path) => findNamed(text, deliveryMethods, path, { sv: 'leveranssätten', en: 'the delivery methods' }, issues),
    label: (text: string, path: Path) => findNamed(text, labels, path, { sv: 'kundetiketterna', en: 'the customer labels' }, issues),
    project: (text: string, path: Path) => findNamed(text, projects, path, { sv: 'projekten', en: 'the projects' }, issues),
    /** The article's number as the books write it. Taken as written while articles have not been read. */
    article(text: string, path: Path): string | null {
      if (articles === null) return text
      const wanted = text.trim().toLowerCase()
      const found = articles.find((article) => article.number.trim().toLowerCase() === wanted)
      if (found?.active === true) return found.number
      const choices = articles.filter((article) => article.active).map((article): Choice => ({ id: article.number, name: article.number }))
      findNamed(text, found === undefined ? choices : [{ id: found.number, name: found.number, usable: false }], path, { sv: 'artikelnumren', en: 'the article numbers' }, issues)
      return null
    },
    /** Dimension by number or name. */
    dimension(given: number | string, path: Path): { number: number; name: string; items: Choice[] } | null {
      const active = lookups.costCentres.filter((dimension) => dimension.active)
      const choices = active.map((dimension): Choice => ({ id: String(dimension.number), name: dimension.name }))
      const found = findNamed(String(given), choices, path, { sv: 'dimensionerna', en: 'the dimensions' }, issues)
      const dimension = found === null ? undefined : active.find((one) => String(one.number) === found.id)
      if (dimension === undefined) return null
      return { number: dimension.number, name: dimension.name, items: dimension.items.map((item) => ({ id: item.id, name: item.name, also: [item.code], usable: item.active })) }
    },
    costCentre: (text: string, items: readonly Choice[], path: Path) => findNamed(text, items, path, { sv: 'kostnadsställena', en: 'the cost centres' }, issues),
  }
}
