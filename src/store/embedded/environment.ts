// The environment variables that PostgreSQL's programs get: none of ours, so that no secret or PGDATA of the caller reaches them.
const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'USERNAME', 'COMSPEC']

/** A small environment with messages in English and a fixed locale. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C', LANG: 'C', TZ: 'UTC' }
  for (const name of kept) {
    if (process.env[name] !== undefined) environment[name] = process.env[name]
  }
  return environment
}
