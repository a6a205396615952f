// Which names a schema knows at a path, through defaults, unions, lists and maps.
import type { z } from 'zod'

type Definition = {
  type: string
  shape?: Record<string, z.ZodType>
  innerType?: z.ZodType
  options?: z.ZodType[]
  element?: z.ZodType
  valueType?: z.ZodType
  in?: z.ZodType
  getter?: () => z.ZodType
}

/** Names of all object forms that may stand at the path; empty when none is an object there. */
export function keysAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  const found = path.reduce((schemas, part) => schemas.flatMap((one) => inside(one, part)), forms(schema))
  return [...new Set(found.flatMap((one) => Object.keys(definition(one).shape ?? {})))]
}

/** The plain forms behind wrappers: each object, list, map or simple type of a union. */
function forms(schema: z.ZodType): z.ZodType[] {
  const { innerType, options, getter, type } = definition(schema)
  if (options !== undefined) return options.flatMap(forms)
  if (innerType !== undefined) return forms(innerType)
  if (type === 'lazy' && getter !== undefined) return forms(getter())
  const input = definition(schema).in
  return type === 'pipe' && input !== undefined ? forms(input) : [schema]
}

function inside(schema: z.ZodType, part: string | number): z.ZodType[] {
  const { shape, element, valueType } = definition(schema)
  if (typeof part === 'number') return element === undefined ? [] : forms(element)
  const member = shape?.[part]
  if (member !== undefined) return forms(member)
  return valueType === undefined ? [] : forms(valueType)
}

function definition(schema: z.ZodType): Definition {
  return schema.def
}
