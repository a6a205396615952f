// kontobro worker: one more worker beside a database of its own.
import type { AddCommand } from '../command.ts'
import { examples, exitCodes } from '../command.ts'

export const addWorker: AddCommand = (program, room) => {
  const { terminal } = room
  const { t } = terminal
  program.command('worker')
    .summary(t('en arbetare till, på en annan dator', 'one more worker, on another computer'))
    .description(t('Kör en arbetare till mot databasen i DATABASE_URL, utan sida: tar jobb och hjälper till med körningar som andra började. Behöver samma KONTOBRO_SECRET_KEY som servern.', 'Runs one more worker on the database of DATABASE_URL, without a page: takes jobs, and helps with runs that others began. Needs the same KONTOBRO_SECRET_KEY as the server.'))
    .addHelpText('after', examples(terminal, [['DATABASE_URL=postgres://... kontobro worker', 'med nyckeln i KONTOBRO_SECRET_KEY', 'with the key in KONTOBRO_SECRET_KEY']]))
    .action(async () => {
      const [{ readVariables }, { serverLog, untilStopped }, { open }, { wrongUse }, { existsSync }, { join }, { dataFiles }] = await Promise.all([
        import('../session.ts'), import('../serving.ts'), import('../../main.ts'), import('../problem.ts'), import('node:fs'), import('node:path'), import('../../store/data-folder.ts'),
      ])
      const environment = await readVariables(terminal)
      if (environment.databaseUrl === null) {
        throw wrongUse('En arbetare behöver DATABASE_URL, samma databas som servern.', 'A worker needs DATABASE_URL, the same database as the server.', { sv: 'En ensam dator behöver bara: kontobro start', en: 'A single computer needs only: kontobro start' })
      }
      if (environment.secretKey === null && !existsSync(join(environment.dataDir, dataFiles.secretKey))) {
        throw wrongUse('En arbetare behöver serverns nyckel i KONTOBRO_SECRET_KEY.', 'A worker needs the key of the server in KONTOBRO_SECRET_KEY.', { sv: 'Den står i filen secret.key i serverns datamapp.', en: 'It stands in the file secret.key in the data folder of the server.' })
      }
      const opened = await open({ environment, owner: null, port: null, work: true, log: serverLog(terminal) })
      terminal.err(t('Arbetaren är igång. Avsluta med Ctrl-C.', 'The worker is at work. End with Ctrl-C.'))
      await untilStopped(terminal, opened)
      room.finish(exitCodes.done)
    })
}
