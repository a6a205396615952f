// kontobro held: what needs a person, grouped by cause, with the cure.
import type { HeldItem } from '../../api/operations.ts'
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption, withSession } from '../command.ts'
import type { Terminal } from '../terminal.ts'

type Options = { flow?: string; cause?: string; record?: string; dismiss?: string[]; json?: true }

export const addHeld: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('held')
    .summary(t('visa vad som hålls och varför', 'show what is held and why'))
    .description(t('Visar poster som behöver en människa, grupperade efter orsak, med vad som ska göras.', 'Shows records that need a person, grouped by cause, with what to do.'))
    .option('--flow <flow>', t('Bara i detta flöde.', 'Only in this flow.'))
    .option('--cause <code>', t('Bara denna orsak.', 'Only this cause.'))
    .option('--record <id>', t('Bara denna post (id i källan).', 'Only this record (id at the source).'))
    .option('--dismiss <id...>', t('Stryk dessa poster från listan: en människa har tagit hand om dem. De kommer tillbaka om orsaken blir en annan.', 'Take these records off the list: a person has taken care of them. They come back if the cause becomes another.'))
    .addHelpText('after', examples(terminal, [
      ['kontobro held', 'allt som hålls', 'all that is held'],
      ['kontobro held --cause article-missing', 'en orsak', 'one cause'],
      ['kontobro held --dismiss 12345678901', 'ordern är gjord för hand', 'the order was made by hand'],
    ]))
    .action(async (options: Options) => {
      const { wrongUse } = await import('../problem.ts')
      room.finish(await withSession(room, async ({ operations }) => {
        for (const record of options.dismiss ?? []) {
          const flows = [...new Set((await operations.held(room.org(), { flow: options.flow, record })).map((item) => item.flow))]
          if (flows.length === 0) throw wrongUse(`Hålls inte: ${record}.`, `Not held: ${record}.`, { sv: 'Se vad som hålls med: kontobro held', en: 'See what is held with: kontobro held' })
          for (const flow of flows) await operations.dismiss(room.org(), flow, record)
          if (options.json !== true) terminal.err(t(`${record} är struken från listan.`, `${record} was taken off the list.`))
        }
        const items = await operations.held(room.org(), { flow: options.flow, code: options.cause, record: options.record })
        if (options.json === true) terminal.out(JSON.stringify(items))
        else for (const line of tellHeld(items, terminal)) terminal.out(line)
        return exitCodes.done
      }))
    })
  jsonOption(command, terminal)
}

function tellHeld(items: HeldItem[], { t }: Terminal): string[] {
  const open = items.filter((item) => item.state === 'open')
  const waiting = items.filter((item) => item.state !== 'open')
  const lines: string[] = []
  for (const [code, group] of Map.groupBy(open, (item) => item.code)) {
    const [first] = group
    if (first === undefined) continue
    lines.push(`${code} · ${group.length}`, `  ${t('Gör så här:', 'Do this:')} ${t(first.cureSv, first.cureEn)}`)
    for (const item of group) {
      lines.push(`  - ${item.title} (${item.record}): ${t(item.sv, item.en)}`)
      for (const candidate of item.candidates) lines.push(`      ${t('möjlig:', 'possible:')} ${candidateText(candidate, { t })}`)
      if (item.url !== null) lines.push(`      ${item.url}`)
    }
    lines.push('')
  }
  if (open.length === 0) lines.push(t('Inget hålls. Allt är som det ska.', 'Nothing is held. All is well.'))
  else lines.push(t('När det är rättat: kontobro replay --cause ORSAK. Annars tas posterna om av sig själva varje timme.', 'When it is mended: kontobro replay --cause CAUSE. Otherwise the records are taken again by themselves every hour.'))
  if (waiting.length > 0) lines.push(t(`${waiting.length} poster väntar på något som går över; de tas om av sig själva.`, `${waiting.length} records wait for something that passes; they are taken again by themselves.`))
  return lines
}

function candidateText(candidate: HeldItem['candidates'][number], { t }: Pick<Terminal, 't'>): string {
  return t(`kund ${candidate.number ?? candidate.id} (lika på ${candidate.by})`, `customer ${candidate.number ?? candidate.id} (same ${candidate.by})`)
}
