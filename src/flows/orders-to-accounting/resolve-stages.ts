// Stages as people write them to pipeline and stage ids.
import { choicesText } from '../../core/issue.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Issues, Path } from './find-named.ts'
import type { ResolvedSettings } from './resolved-settings.ts'

/** A pipeline as the connector lists it. */
export type PipelineFact = { id: string; label: string; stages: { id: string; label: string }[] }
export type ResolvedStage = ResolvedSettings['stages'][number]

/** "Projekt/Beställd", "default/closedwon", "closedwon" or { pipeline, stage }; labels or ids, in any mixture. */
export function resolveStage(choice: string | { pipeline: string; stage: string }, pipelines: readonly PipelineFact[], path: Path, issues: Issues): ResolvedStage | null {
  const all = pipelines.flatMap((pipeline) => pipeline.stages.map((stage): ResolvedStage => ({ pipelineId: pipeline.id, pipeline: pipeline.label, stageId: stage.id, stage: stage.label })))
  const text = typeof choice === 'string' ? choice : `${choice.pipeline}/${choice.stage}`
  const found = all.filter((stage) => forms(stage, typeof choice === 'string').some((form) => plain(form) === plain(text)))
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  const written = all.map((stage) => `${stage.pipeline}/${stage.stage}`)
  if (found.length > 1) {
    const listed = choicesText(found.map((stage) => `${stage.pipeline}/${stage.stage} (${stage.pipelineId}/${stage.stageId})`))
    issues.stop(path, { sv: `Steget "${text}" är tvetydigt: ${listed.sv}.`, en: `The stage "${text}" is ambiguous: ${listed.en}.` })
    return null
  }
  const nearest = nearestName(text, written) ?? nearestName(text, all.map((stage) => `${stage.pipelineId}/${stage.stageId}`))
  const listed = choicesText(written)
  issues.stop(path, {
    sv: `Steget "${text}" finns inte.${nearest === null ? '' : ` Menas "${nearest}"?`} Finns: ${listed.sv}.`,
    en: `There is no stage "${text}".${nearest === null ? '' : ` Is "${nearest}" meant?`} There are: ${listed.en}.`,
  }, nearest)
  return null
}

function forms(stage: ResolvedStage, alone: boolean): string[] {
  const pipelines = [stage.pipelineId, stage.pipeline]
  const stages = [stage.stageId, stage.stage]
  return [...pipelines.flatMap((pipeline) => stages.map((name) => `${pipeline}/${name}`)), ...(alone ? stages : [])]
}

function plain(text: string): string {
  return text.trim().toLowerCase().replace(/\s*\/\s*/g, '/').replace(/\s+/g, ' ')
}
