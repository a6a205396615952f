// PostgreSQL's settings for a small machine that must not lose what it acknowledged.
import { createHash } from 'node:crypto'

/** Settings by PostgreSQL's own names (https://www.postgresql.org/docs/18/runtime-config.html). */
export type ServerSettings = Record<string, string>

/** Given on the command line at every start, so that a newer Kontobro's choices reach an existing cluster. */
export const serverSettings: ServerSettings = {
  // One local program connects over TCP: no socket file to find a place for.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '40',
  superuser_reserved_connections: '2',
  password_encryption: 'scram-sha-256',
  // Never lose an acknowledged write.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Memory: tens of megabytes, not hundreds.
  shared_buffers: '24MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  // Gathering statistics holds this times 300 rows in memory: of the log's, at 100, more than everything else together.
  default_statistics_target: '25',
  autovacuum_work_mem: '8MB',
  effective_cache_size: '256MB',
  temp_buffers: '2MB',
  huge_pages: 'off',
  jit: 'off',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '0',
  max_worker_processes: '4',
  max_logical_replication_workers: '0',
  io_method: 'sync',
  // One server, no standby: the least write-ahead log that survives a crash.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_replication_slots: '0',
  wal_buffers: '1MB',
  // Only what was committed without waiting for the disk waits for this; everything else is flushed at its commit.
  wal_writer_delay: '1s',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  checkpoint_timeout: '10min',
  autovacuum: 'on',
  autovacuum_max_workers: '2',
  random_page_cost: '1.1',
  // A client that died leaves no session behind for hours.
  tcp_keepalives_idle: '60',
  timezone: 'UTC',
  lc_messages: 'C',
  // Seven files, one a weekday, each overwritten a week later, so the log can never fill the disk.
  logging_collector: 'on',
  log_destination: 'stderr',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_file_mode: '0600',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %a ',
  log_min_messages: 'warning',
  // Values of a failing statement may be names and addresses; the statement alone has only $1, $2.
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

/** Settings as command line words: `-c name=value`. */
export function settingWords(settings: ServerSettings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** A name for a server with these settings and this version: an adopted server with another one is restarted. */
export function settingsName(settings: ServerSettings, version: string): string {
  const digest = createHash('sha256').update(`${version} ${settingWords(settings).join(' ')}`).digest('hex')
  return `kontobro-${digest.slice(0, 12)}`
}
