// kontobro restore FILE: a backup in the place of what is there, in the data folder or in DATABASE_URL.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption } from '../command.ts'

type Options = { passphraseFile?: string; keyFile?: string; check?: true; yes?: true; json?: true }

export const addRestore: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('restore')
    .summary(t('återställ en backup', 'restore a backup'))
    .description(t(
      'Läser backupen hel och sätter den i stället för det som finns i datamappen, eller i DATABASE_URL om den är satt. Är något fel med filen eller nyckeln ändras inget. Ingen server får köras. Det som fanns före sparas som en backup. Nästa körning läser först bokföringen hel, så att det som gjorts efter backupen kopplas och inte görs igen.',
      'Reads the backup whole and puts it in the place of what is in the data folder, or in DATABASE_URL if that is set. If anything is wrong with the file or the key, nothing changes. No server may be running. What was there before is kept as a backup. The next run first reads the books whole, so that what was made after the backup is linked and not made again.',
    ))
    .argument('<file>', t('Backupen.', 'The backup.'))
    .option('--passphrase-file <file>', t('Fil vars första rad är backupens lösenfras.', 'File whose first line is the passphrase of the backup.'))
    .option('--key-file <file>', t('Installationens secret.key, om den inte ligger i datamappen.', 'The installation\'s secret.key, if it does not lie in the data folder.'))
    .option('--check', t('Läs bara backupen hel och säg vad den innehåller.', 'Only read the backup whole and say what it holds.'))
    .option('--yes', t('Ersätt det som finns utan att fråga.', 'Replace what is there without asking.'))
    .addHelpText('after', examples(terminal, [
      ['kontobro restore kontobro.backup --check', 'är den hel, och vad innehåller den?', 'is it whole, and what does it hold?'],
      ['kontobro restore kontobro.backup --key-file secret.key', 'på en ny dator', 'on a new computer'],
      ['DATABASE_URL=postgres://... kontobro restore kontobro.backup', 'till en egen PostgreSQL', 'into a PostgreSQL of your own'],
    ]))
    .action(async (file: string, options: Options) => {
      const [{ afterWords, claimForRestore, madeWords, readPassphrase }, { readBackup, restoreBackup }, { readVariables }, { confirmed }] = await Promise.all([
        import('../backup-words.ts'), import('../../engine/restore.ts'), import('../session.ts'), import('../terminal.ts'),
      ])
      const environment = await readVariables(terminal)
      const request = { environment, file, passphrase: await readPassphrase(options.passphraseFile), keyFile: options.keyFile ?? null }
      if (options.check === true) {
        const { manifest } = await readBackup(request)
        terminal.out(options.json === true ? JSON.stringify({ file, manifest }) : `${t(`${file} är hel.`, `${file} is whole.`)}\n${madeWords(manifest, terminal)}`)
        return room.finish(exitCodes.done)
      }
      const restored = await restoreBackup({
        ...request, now: new Date(), claim: () => claimForRestore(environment),
        mayReplace: async () => options.yes === true || (terminal.interactive && (await confirmed(terminal, t('Här finns redan en installation. Ersätta den? En backup av den görs först.', 'There is an installation here already. Replace it? A backup of it is made first.')))),
      })
      if (options.json === true) {
        terminal.out(JSON.stringify(restored))
        return room.finish(exitCodes.done)
      }
      terminal.out(t(`Återställd till ${restored.into}.`, `Restored into ${restored.into}.`))
      for (const line of [madeWords(restored.manifest, terminal), ...afterWords(restored, terminal)]) terminal.out(line)
      terminal.out(t('Finns den gamla installationen kvar, på en annan dator eller i en annan databas: stoppa den innan du startar den här. Två som skriver till samma konton vet inte om varandra.', 'If the old installation still exists, on another computer or in another database: stop it before you start this one. Two that write to the same accounts do not know of each other.'))
      room.finish(exitCodes.done)
    })
  jsonOption(command, terminal)
}
