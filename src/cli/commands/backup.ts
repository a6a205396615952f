// kontobro backup FILE: the whole installation as one encrypted file, from one moment, whether a server runs or not.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes, jsonOption, withSession } from '../command.ts'

type Options = { passphraseFile?: string; json?: true }

export const addBackup: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  const command = program.command('backup')
    .summary(t('gör en krypterad backup', 'make an encrypted backup'))
    .description(t(
      'Skriver hela installationen, som den är i ett enda ögonblick, till en krypterad fil. Går medan servern arbetar. Filen öppnas med installationens nyckel (secret.key eller KONTOBRO_SECRET_KEY), som inte ligger i den: förvara en kopia av nyckeln skild från backupen. Med en lösenfras ligger nyckeln i filen, och lösenfrasen räcker.',
      'Writes the whole installation, as it is at one single moment, to an encrypted file. Works while the server is at work. The file opens with the installation\'s key (secret.key or KONTOBRO_SECRET_KEY), which is not in it: keep a copy of the key apart from the backup. With a passphrase the key lies in the file, and the passphrase is enough.',
    ))
    .argument('<file>', t('Filen, eller en mapp att lägga den i.', 'The file, or a folder to put it in.'))
    .option('--passphrase-file <file>', t('Fil vars första rad är en lösenfras (minst 16 tecken) som också öppnar backupen.', 'File whose first line is a passphrase (at least 16 characters) that opens the backup too.'))
    .addHelpText('after', examples(terminal, [
      ['kontobro backup kontobro.backup', 'öppnas med installationens nyckel', 'opens with the installation\'s key'],
      ['kontobro backup /media/usb --passphrase-file fras.txt', 'öppnas också med lösenfrasen', 'opens with the passphrase too'],
    ]))
    .action(async (given: string, options: Options) => {
      const [{ madeWords, readPassphrase, sizeWords }, { fileIn, saveBackup, verifyBackup }, { readVariables }] = await Promise.all([import('../backup-words.ts'), import('../../engine/backup-file.ts'), import('../session.ts')])
      const passphrase = await readPassphrase(options.passphraseFile)
      const environment = await readVariables(terminal)
      const file = fileIn(given, new Date())
      room.finish(await withSession(room, async ({ operations }) => {
        const bytes = await saveBackup(file, await operations.backup(passphrase === null ? {} : { passphrase }))
        const { manifest, keyId } = await verifyBackup({ environment, file, passphrase })
        if (options.json === true) {
          terminal.out(JSON.stringify({ file, bytes, opensWith: passphrase === null ? ['key'] : ['key', 'passphrase'], keyId, manifest }))
          return exitCodes.done
        }
        terminal.out(t(`Backupen är skriven: ${file} (${sizeWords(bytes)}).`, `The backup is written: ${file} (${sizeWords(bytes)}).`))
        if (manifest === null) terminal.out(t('Nyckeln finns inte här, så innehållet har inte lästs tillbaka; filen är hel.', 'The key is not here, so the content was not read back; the file is whole.'))
        else terminal.out(madeWords(manifest, terminal))
        const key = environment.secretKey === null ? t(`secret.key i ${environment.dataDir}`, `secret.key in ${environment.dataDir}`) : 'KONTOBRO_SECRET_KEY'
        terminal.out(passphrase === null
          ? t(`Den öppnas bara med installationens nyckel (${key}). Nyckeln ligger inte i filen: förvara en kopia av den på ett annat ställe.`, `It opens only with the installation's key (${key}). The key is not in the file: keep a copy of it in another place.`)
          : t(`Den öppnas med lösenfrasen, eller med installationens nyckel (${key}). Med lösenfrasen följer nyckeln med: den som har båda kan läsa allt.`, `It opens with the passphrase, or with the installation's key (${key}). With the passphrase comes the key: whoever has both can read everything.`))
        return exitCodes.done
      }))
    })
  jsonOption(command, terminal)
}
