// Processor share: holds a process to a part of one processor, as if each worker had a small machine of its own. Linux control groups, which only root may make.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Short, so that a worker is slowed evenly instead of standing still for long. */
const periodUs = 20_000

/** Whether this process may hold others to a share. */
export function canHoldToShare(): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    return version1() || version2()
  } catch {
    return false
  }
}

function version1(): boolean {
  return existsSync('/sys/fs/cgroup/cpu/cpu.cfs_quota_us')
}

function version2(): boolean {
  return existsSync('/sys/fs/cgroup/cgroup.controllers') && /\bcpu\b/.test(readFileSync('/sys/fs/cgroup/cgroup.subtree_control', 'utf8'))
}

/** `share`: of one processor, 0 to 1. Answers what gives it its freedom back; null where it cannot be held. https://docs.kernel.org/scheduler/sched-bwc.html, https://docs.kernel.org/admin-guide/cgroup-v2.html */
export function holdToShare(pid: number, share: number): (() => void) | null {
  const quota = Math.round(periodUs * share)
  try {
    return underVersion1(pid, quota) ?? underVersion2(pid, quota)
  } catch {
    return null // Not root, or a system without control groups.
  }
}

function underVersion1(pid: number, quota: number): (() => void) | null {
  const root = '/sys/fs/cgroup/cpu'
  if (!version1()) return null
  const group = join(root, `kontobro-bench-${pid}`)
  mkdirSync(group)
  writeFileSync(join(group, 'cpu.cfs_period_us'), String(periodUs))
  writeFileSync(join(group, 'cpu.cfs_quota_us'), String(quota))
  writeFileSync(join(group, 'cgroup.procs'), String(pid))
  return () => removed(group)
}

function underVersion2(pid: number, quota: number): (() => void) | null {
  const root = '/sys/fs/cgroup'
  if (!version2()) return null
  const group = join(root, `kontobro-bench-${pid}`)
  mkdirSync(group)
  writeFileSync(join(group, 'cpu.max'), `${quota} ${periodUs}`)
  writeFileSync(join(group, 'cgroup.procs'), String(pid))
  return () => removed(group)
}

/** After the process has ended; a group with a process in it stays, and the system says so. */
function removed(group: string): void {
  try {
    rmdirSync(group)
  } catch {
    process.stderr.write(`${group} could not be removed\n`)
  }
}
