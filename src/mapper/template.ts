// Templates: text with {{record.field}} in it.
import { parseReference, readSource, type SourceReference, type Sources } from './sources.ts'

export type Template = { references: SourceReference[]; render(sources: Sources): string | null }

/** Compiles "Customer {{company.id}}". Rendering gives null when the template has fields and none has a value. */
export function compileTemplate(text: string, bare: string): Template {
  const parts = text.split(/\{\{([^{}]*)\}\}/)
  const compiled = parts.map((part, index) => (index % 2 === 0 ? part : parseReference(part, bare)))
  const references = compiled.filter((part): part is SourceReference => typeof part !== 'string')
  return {
    references,
    render(sources) {
      let known = 0
      const rendered = compiled.map((part) => {
        if (typeof part === 'string') return part
        const value = readSource(sources, part)
        if (value !== null) known += 1
        return value === null ? '' : String(value)
      }).join('')
      return references.length > 0 && known === 0 ? null : rendered.trim() === '' ? null : rendered
    },
  }
}
