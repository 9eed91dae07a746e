/**
 * What a program sees of this machine's files: the system's programs and libraries, fonts, the folders it is given,
 * and nothing else. The same list for every kind of sandbox. Paths are the same inside and outside.
 */
import { lstat, readlink, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Programs and libraries. On most systems all but the first are links into it. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']
/** Systems that keep their programs elsewhere. */
const STORES = ['/nix/store', '/gnu/store']
/** What programs look up beside: the linker's index, fonts and their index, settings of converters. No names, no keys. */
const SETTINGS = [
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/alternatives',
  '/etc/fonts',
  '/var/cache/fontconfig',
  '/var/lib/ghostscript',
  '/etc/ghostscript',
  '/etc/libreoffice',
  '/var/lib/libreoffice',
  '/etc/chromium',
  '/etc/chromium.d',
  '/etc/papersize',
]
/** Programs ask for the name of their user; the real list of users is nobody's business in there. */
export const ACCOUNTS = fileURLToPath(new URL('../../../src/documents/sandbox/passwd', import.meta.url))

export type Place =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string; readonly to: string }

/** What there is on this machine of the system's own folders. */
export async function systemPlaces(): Promise<readonly Place[]> {
  const places: Place[] = []
  for (const path of [...SYSTEM, ...STORES, ...SETTINGS]) {
    const found = await lstat(path).catch(() => null)
    if (found === null) continue
    if (found.isSymbolicLink()) places.push({ kind: 'link', path, to: await readlink(path) })
    else places.push({ kind: 'folder', path })
  }
  return places
}

/** Files and folders as they can be shown: those that exist, without those that stand inside another. */
export async function readablePlaces(
  wanted: readonly string[],
  system: readonly Place[],
): Promise<readonly string[]> {
  const real = new Set<string>()
  for (const path of wanted) {
    const there = await realpath(path).catch(() => null)
    if (there === null) continue
    real.add(there)
    // Also under the name by which it is asked for.
    if (there !== path) real.add(path)
  }
  const seen = system.flatMap(place => (place.kind === 'folder' ? [place.path] : []))
  const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)
  return [...real]
    .filter(path => !seen.some(folder => inside(path, folder)))
    .filter(path => ![...real].some(other => other !== path && inside(path, other)))
    .sort()
}

/**
 * What a Node process of ours reads: the Node binary, our own code, and every `node_modules` in which Node looks for
 * a package of it. `code` is `src` or `dist`, where this file stands.
 */
export function ownCode(): readonly string[] {
  const code = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '')
  const root = dirname(code)
  const found = [process.execPath, code, join(root, 'package.json'), join(root, 'tsconfig.json')]
  for (let folder = root; folder !== '/'; folder = dirname(folder)) found.push(join(folder, 'node_modules'))
  return found
}
