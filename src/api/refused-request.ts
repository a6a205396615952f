// A request that does not have the shape of the contract: which value, and what was expected, in both languages.
import { z } from 'zod'
import { pathText, type Issue } from '../core/issue.ts'
import { issuesOf } from '../core/zod-issues.ts'
import type { Problem } from './errors.ts'

/** More than these help nobody. */
const mostTold = 3
const anything = z.unknown()

/** `given` is the body, or the parameters, as they came. */
export function refusedRequest(error: z.core.$ZodError, given: unknown): Problem {
  const issues = issuesOf(error, anything, given)
  const told = (language: 'sv' | 'en'): string => issues.slice(0, mostTold).map((issue) => `${placeOf(issue)}: ${issue[language]}`).join(' ')
  return {
    error: {
      code: 'bad-request', sv: `Fel i anropet. ${told('sv')}`, en: `Error in the request. ${told('en')}`, cureSv: 'Rätta anropet; formen står i /api/openapi.json.', cureEn: 'Correct the request; its shape is in /api/openapi.json.',
      remedy: 'fix-settings', params: { places: issues.slice(0, mostTold).map(placeOf) },
    },
  }
}

/** The body as a whole is named by the word that JSON has for it. */
function placeOf({ path }: Issue): string {
  return path.length === 0 ? 'JSON' : pathText(path)
}
