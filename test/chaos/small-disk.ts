// A small disk of its own, mounted for rounds that fill it: a real file system that really answers "no space left on device".
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export type SmallDisk = {
  folder: string
  /** Writes until nothing more fits. Returns the bytes written. */
  fill(): number
  free(): void
  /** Called when something on it was started that listens for our exit too: what stands on the disk is ended before the disk goes. */
  leaveLast(): void
  unmount(): void
}

/** Room for one PostgreSQL with a round's data. */
const roomForADatabase = '160m'

/** Mounts it, or says why this machine does not let us. */
export function mountSmallDisk(folder: string, size = roomForADatabase): { disk: SmallDisk } | { refused: string } {
  if (process.platform !== 'linux') return { refused: 'small disks are only mounted on Linux' }
  if (process.getuid?.() !== 0) return { refused: 'mounting a small disk takes root' }
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0711`, 'kontobro-chaos', folder], { stdio: 'pipe' })
  } catch (error) {
    return { refused: `mount was refused: ${error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : String(error)}` }
  }
  const ballast = join(folder, 'ballast')
  const letGo = (): void => void execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' })
  process.once('exit', letGo)
  return {
    disk: {
      folder,
      fill: () => fillUp(ballast),
      free: () => rmSync(ballast, { force: true }),
      leaveLast: () => {
        process.off('exit', letGo)
        process.once('exit', letGo)
      },
      unmount: () => {
        process.off('exit', letGo)
        rmSync(ballast, { force: true })
        letGo()
      },
    },
  }
}

function fillUp(path: string): number {
  const file = openSync(path, 'a')
  let written = 0
  try {
    for (const bytes of [1 << 20, 1 << 12]) {
      const block = Buffer.alloc(bytes, 1)
      for (;;) {
        try {
          const now = writeSync(file, block)
          written += now
          if (now < bytes) break
        } catch (error) {
          if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') break
          throw error
        }
      }
    }
  } finally {
    closeSync(file)
  }
  return written
}
