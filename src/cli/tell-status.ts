// The state of an organisation in words.
import type { FlowStatus, Status } from '../api/operations.ts'
import { shortTime, tableLines } from './table.ts'
import type { Terminal } from './terminal.ts'

type Words = Pick<Terminal, 't'>

export function tellStatus(status: Status, organisations: string[], server: { pid: number; port: number | null } | null, terminal: Words): string[] {
  const { t } = terminal
  const head = server === null
    ? t(`Kontobro ${status.version}. Ingen server körs; starta med: kontobro start`, `Kontobro ${status.version}. No server is running; start it with: kontobro start`)
    : t(`Kontobro ${status.version}. Servern körs (process ${server.pid}): http://127.0.0.1:${server.port}`, `Kontobro ${status.version}. The server is running (process ${server.pid}): http://127.0.0.1:${server.port}`)
  if (status.connections.length === 0 && status.flows.length === 0) return [head, '', ...nothingYet(status.organisation, organisations, terminal)]
  return [head, '', ...alertLines(status, terminal), ...connectionLines(status, terminal), '', ...flowLines(status, terminal), ...unsettled(status, terminal)]
}

/** One line per organisation. */
export function tellOrganisations(all: Status[], { t }: Words): string[] {
  if (all.length === 0) return nothingYet('main', [], { t })
  const rows = all.map((one) => [
    one.organisation, one.connections.filter((connection) => connection.state === 'ok').length, one.connections.length, one.flows.filter((flow) => flow.state === 'active').length,
    one.flows.reduce((total, flow) => total + flow.linked, 0), one.flows.reduce((total, flow) => total + heldOf(flow), 0), one.alerts.length,
  ])
  return tableLines([
    { title: t('Organisation', 'Organisation') }, { title: t('Anslutna', 'Connected'), right: true }, { title: t('av', 'of'), right: true }, { title: t('Flöden', 'Flows'), right: true },
    { title: t('Dokument', 'Documents'), right: true }, { title: t('Hålls', 'Held'), right: true }, { title: t('Larm', 'Alerts'), right: true },
  ], rows)
}

function nothingYet(org: string, organisations: string[], { t }: Words): string[] {
  if (organisations.length > 0 && !organisations.includes(org)) return [t(`Organisationen ${org} finns inte. Det finns: ${organisations.join(', ')}.`, `There is no organisation ${org}. There are: ${organisations.join(', ')}.`)]
  return [t('Inget är uppsatt än. Tillämpa en konfiguration: kontobro apply -f kontobro.yaml', 'Nothing is set up yet. Apply a configuration: kontobro apply -f kontobro.yaml'), t('Vill du bara titta? Kör: kontobro demo', 'Just looking? Run: kontobro demo')]
}

function alertLines(status: Status, { t }: Words): string[] {
  return status.alerts.length === 0 ? [] : [...status.alerts.map((alert) => `! ${t(alert.sv, alert.en)} (${alert.subject}, ${t('sedan', 'since')} ${shortTime(alert.since)})`), '']
}

function connectionLines(status: Status, { t }: Words): string[] {
  const rows = status.connections.map((one) => [one.name, one.label, accountText(one), stateWord(one.state, t)])
  const problems = status.connections.flatMap((one) => (one.problem === null ? [] : [`  ${one.name}: ${t(one.problem.sv, one.problem.en)}`, `  ${t(one.problem.cureSv, one.problem.cureEn)}`]))
  return [...tableLines([{ title: t('Anslutning', 'Connection') }, { title: 'System' }, { title: t('Konto', 'Account') }, { title: t('Läge', 'State') }], rows), ...problems]
}

function flowLines(status: Status, { t }: Words): string[] {
  const rows = status.flows.map((flow) => [
    flow.name, `${flow.from} → ${flow.to}`, stateWord(flow.state, t), flow.schedule ?? t('för hand', 'by hand'), flow.linked, heldOf(flow), flow.waiting,
    flow.lastRun === null ? '–' : `${shortTime(flow.lastRun.startedAt)} ${stateWord(flow.lastRun.state, t)}`,
  ])
  return tableLines([
    { title: t('Flöde', 'Flow') }, { title: t('Väg', 'Way') }, { title: t('Läge', 'State') }, { title: t('Takt', 'Schedule') }, { title: t('Dokument', 'Documents'), right: true },
    { title: t('Hålls', 'Held'), right: true }, { title: t('Väntar', 'Waiting'), right: true }, { title: t('Senaste körning', 'Last run') },
  ], rows)
}

function unsettled(status: Status, { t }: Words): string[] {
  const held = status.flows.reduce((total, flow) => total + heldOf(flow), 0)
  return [
    ...(held === 0 ? [] : ['', t(`${held} poster hålls. Se varför med: kontobro held`, `${held} records are held. See why with: kontobro held`)]),
    ...(status.openIntents === 0 ? [] : ['', t(`${status.openIntents} skrivningar väntar på besked; de reds ut vid nästa körning.`, `${status.openIntents} writes wait for word; they are settled in the next run.`)]),
  ]
}

function heldOf(flow: FlowStatus): number {
  return flow.held.reduce((total, one) => total + one.n, 0)
}

function accountText(one: Status['connections'][number]): string {
  if (one.accountName === null) return '–'
  return one.orgNumber === null ? one.accountName : `${one.accountName} (${one.orgNumber})`
}

export function stateWord(state: string, t: Terminal['t']): string {
  const words: Record<string, [string, string]> = {
    ok: ['ansluten', 'connected'], unconnected: ['inte ansluten', 'not connected'], broken: ['bruten', 'broken'], paused: ['pausad', 'paused'], restored: ['återställd, läses först', 'restored, read first'], active: ['aktivt', 'active'],
    running: ['pågår', 'running'], done: ['klar', 'done'], braked: ['bromsad', 'braked'], failed: ['misslyckad', 'failed'], interrupted: ['avbruten', 'interrupted'], stopped: ['stoppad', 'stopped'],
  }
  const [sv, en] = words[state] ?? [state, state]
  return t(sv, en)
}
