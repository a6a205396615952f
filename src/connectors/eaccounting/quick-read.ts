// Quick read: an answer that fits its schema to the letter, read without the schema's machinery. Anything else is null, and then the schema says what is wrong.
import { z } from 'zod'
import { isWireObject, leafReader, misfit } from './wire-values.ts'
import type { LeafReader } from './wire-values.ts'

/** Made from the schema itself, so that the two cannot differ: only its leaves, and lists of objects of them. */
export function quickReader<S extends z.ZodObject>(schema: S): (raw: unknown) => z.output<S> | null {
  const read = objectReader(schema)
  return (raw) => {
    const found = read(raw)
    return found === misfit ? null : (found as z.output<S>)
  }
}

function objectReader(schema: z.ZodObject): LeafReader<unknown> {
  const parts = Object.entries(schema.shape).map(([name, inner]) => ({ name, read: partReader(inner as z.ZodType) }))
  // All names at once, so that filling them in changes nothing about the object.
  const blank: Record<string, unknown> = Object.fromEntries(parts.map(({ name }) => [name, null]))
  return (raw) => {
    if (!isWireObject(raw)) return misfit
    const result = { ...blank }
    for (const { name, read } of parts) {
      const value = read(raw[name])
      if (value === misfit) return misfit
      result[name] = value
    }
    return result
  }
}

function partReader(schema: z.ZodType): LeafReader<unknown> {
  const leaf = leafReader(schema)
  if (leaf !== undefined) return leaf
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    const inner = partReader(schema.unwrap() as z.ZodType)
    return (value) => (value === undefined || value === null ? value : inner(value))
  }
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodType
    const one = element instanceof z.ZodObject ? objectReader(element) : partReader(element)
    return (value) => {
      if (!Array.isArray(value)) return misfit
      const items = value.map((item: unknown) => one(item))
      return items.includes(misfit) ? misfit : items
    }
  }
  throw new TypeError('a part of the schema is none that can be read quickly')
}
