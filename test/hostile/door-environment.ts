// The environment's door: every variable with strange texts; the answer is an environment or readable problems, never a value that may be secret.
import { readEnvironment } from '../../src/config/environment.ts'
import { connectors } from '../../src/connectors/registry.ts'
import type { Door, OpenDoor } from './door.ts'
import { secrets } from './oracle.ts'
import { strangeText } from './strange.ts'

const names = ['KONTOBRO_DATA_DIR', 'DATABASE_URL', 'KONTOBRO_SECRET_KEY', 'PORT', 'HOST', 'PUBLIC_URL', 'WEBHOOK_PORT', 'SMTP_URL', 'KONTOBRO_TIME_SCALE', ...connectors.flatMap(({ hosts }) => Object.values(hosts).map(({ env }) => env))]
const given = ['https://127.0.0.1:1', 'http://[::1]:99999', 'http://user:pass@localhost', 'postgres://u:hostile-client-secret@h:5432/d', 'postgresql:///', 'smtp://a:hostile-client-secret@h', 'https://', 'http://localhost/%00', 'file:///etc/passwd', '0', '65536', '-1', '1e3', '١', 'https://exämple.se', '1', '60', '1e400', '0.0001', 'NaN', '/', '.', '~', '\\\\server\\x', 'https://a.se/'.padEnd(9_000, 'x')]

export const environmentDoor: Door = {
  name: 'environment', parts: 80,
  async open(): Promise<OpenDoor> {
    return {
      async knock(chance) {
        const variables: Record<string, string> = {}
        for (let n = chance.below(5); n >= 0; n -= 1) variables[chance.pick(names)] = chance.oneIn(2) ? chance.pick(given) : strangeText(chance, chance.oneIn(20))
        const read = readEnvironment(variables, connectors, chance.pick(['/home/x', '', 'C:\\Users\\x']), chance.pick(['linux', 'win32', 'darwin']))
        if (read.ok) {
          const { port, timeScale, webhookPort, publicUrl } = read.environment
          if (!(port >= 0 && port <= 65_535) || !(timeScale >= 1 && timeScale < Infinity)) return `port ${port}, time scale ${timeScale} from ${JSON.stringify(variables).slice(0, 300)}`
          if (webhookPort !== null && !(webhookPort >= 0 && webhookPort <= 65_535)) return `webhook port ${webhookPort}`
          return publicUrl === null || URL.canParse(publicUrl) ? null : `public address ${publicUrl}`
        }
        for (const { sv, en, variable } of read.problems) {
          if (sv === '' || en === '' || !names.includes(variable)) return `a problem without words or name: ${variable}`
          if (secrets.some((secret) => `${sv}${en}`.includes(secret))) return `a secret in a complaint about ${variable}`
          if (sv.length > 3_000) return `a complaint of ${sv.length} characters about ${variable}`
        }
        return read.problems.length === 0 ? 'refused without a reason' : null
      },
      close: async () => undefined,
    }
  },
}
