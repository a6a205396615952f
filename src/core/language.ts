// The two languages a person may read.
import { z } from 'zod'

export const language = z.enum(['sv', 'en'])
export type Language = z.infer<typeof language>
export type Sentence = { sv: string; en: string }
