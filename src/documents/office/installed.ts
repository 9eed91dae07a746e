/** Where LibreOffice is, and which. */
import { execFile } from 'node:child_process'
import { access, constants, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { BridgeError } from '../../fax/error.ts'

/** Debian, Fedora, openSUSE and Alpine; packages of The Document Foundation lie below /opt with a number. */
const USUAL = [
  '/usr/bin/soffice',
  '/usr/bin/libreoffice',
  '/usr/local/bin/soffice',
  '/usr/local/bin/libreoffice',
]
const VERSION_MS = 20_000

/**
 * Path of the program itself: `soffice` is a script around it that only looks for Java and shows a picture. `wanted`: `auto`,
 * `off`, or a path. Throws E_CONFIG when a path that is configured is no LibreOffice.
 */
export async function findLibreOffice(wanted: string): Promise<string | null> {
  if (wanted === 'off') return null
  for (const path of wanted === 'auto' ? USUAL : [wanted]) {
    const program = await programOf(path)
    if (program !== null) return program
  }
  if (wanted === 'auto') return null
  throw new BridgeError('E_CONFIG', {
    say: `documents.office.libreoffice: there is no LibreOffice at ${wanted}. Write the path of soffice, auto or off.`,
  })
}

async function programOf(path: string): Promise<string | null> {
  try {
    const program = join(dirname(await realpath(path)), 'soffice.bin')
    await access(program, constants.X_OK)
    return program
  } catch {
    return null
  }
}

/** For people. `scratch`: it makes folders of its own there. */
export async function versionOf(program: string, scratch: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['--version'], {
    timeout: VERSION_MS,
    env: { HOME: scratch, LANG: 'C.UTF-8' },
  }).catch(() => ({ stdout: '' }))
  return /LibreOffice ([\d.]+)/.exec(stdout)?.[1] ?? 'of unknown version'
}
