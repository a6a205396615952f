// Mapping rules as people write them: target <- field | constant | template | JSONata, then transforms, map, default and condition.
import { z } from 'zod'
import { scalar } from '../core/sale-draft.ts'
import { condition } from './condition.ts'

export const mappingScope = z.enum(['customer', 'order', 'row', 'article'])
/** What a rule fills: the customer's card, the document's head, one row, or an article that is made. */
export type MappingScope = z.infer<typeof mappingScope>

const scalarText = z.union([z.string(), z.number(), z.boolean()]).transform(String)

export const mappingRule = z.strictObject({
  /** "order.yourReference", "row.text", or a field of the target system: "customer.GLN". */
  target: z.string().min(1),
  /** "deal.your_reference"; without a dot the scope's own record is meant. A list: the first that has a value. */
  from: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  constant: scalar.optional(),
  /** Text with {{company.id}} in it; empty when none of its fields has a value. */
  template: z.string().min(1).optional(),
  jsonata: z.string().min(1).optional(),
  transforms: z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional(),
  /** Source value -> target value, compared without case. A value that is not in it holds the record, unless there is a default. */
  map: z.record(z.string(), scalarText).optional(),
  /** Used when the source has no value. */
  default: scalar.optional(),
  when: condition.optional(),
  onCreate: z.boolean().default(true),
  onUpdate: z.boolean().default(true),
}).superRefine((rule, context) => {
  const given = (['from', 'constant', 'template', 'jsonata'] as const).filter((name) => rule[name] !== undefined)
  if (given.length === 1) return
  const sv = given.length === 0 ? 'regeln behöver en av from, constant, template eller jsonata' : `regeln har både ${given.join(' och ')}; bara en kan gälla`
  const en = given.length === 0 ? 'the rule needs one of from, constant, template or jsonata' : `the rule has both ${given.join(' and ')}; only one can hold`
  context.addIssue({ code: 'custom', message: en, params: { sv, en } })
})
export type MappingRule = z.infer<typeof mappingRule>
/** A rule before parsing, as in the file. */
export type MappingRuleInput = z.input<typeof mappingRule>

/**
 * The default rules with the user's own after them: a rule of the user's replaces the default for the same target,
 * unless it has a condition (then the default still serves when the condition fails).
 */
export function mergeRules(defaults: readonly MappingRule[], own: readonly MappingRule[]): { rule: MappingRule; place: string }[] {
  const replaced = new Set(own.filter((rule) => rule.when === undefined).map((rule) => rule.target))
  return [
    ...defaults.filter((rule) => !replaced.has(rule.target)).map((rule) => ({ rule, place: `default:${rule.target}` })),
    ...own.map((rule, index) => ({ rule, place: `mapping[${index}]` })),
  ]
}
