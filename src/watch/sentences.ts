// The sentence and cure of a stored cause, masked, in one language; a code from a newer version is shown as it is.
import { failureCure, failureSentence, isFailureCode, type FailureParams } from '../core/failure.ts'
import type { Language } from '../core/language.ts'
import { maskText } from '../core/mask.ts'

export function causeSentence(code: string, params: FailureParams, language: Language): { sentence: string; cure: string } {
  if (!isFailureCode(code)) return { sentence: code, cure: '' }
  return { sentence: maskText(failureSentence({ code, params }, language)), cure: maskText(failureCure({ code, params }, language)) }
}

/** The language of an organisation's mails: English only when every flow speaks English. */
export function mailLanguage(flows: { settings: Record<string, unknown> }[]): Language {
  return flows.length > 0 && flows.every((flow) => flow.settings.language === 'en') ? 'en' : 'sv'
}
