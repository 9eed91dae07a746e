/** TIFF pages that are not read here, by the names under which scanners and programs offer them. */
import { BridgeError } from '../../fax/error.ts'
import { type Directory, directoryNamed } from './directory.ts'

const COMPRESSION = 259
const PHOTOMETRIC = 262
/** RFC 3949 §2.2.4: the directory of what holds for the whole file, and in it the profile. */
const GLOBAL_PARAMETERS = 400
const FAX_PROFILE = 403

/** RFC 3949 §2.2.4, FaxProfile. Profiles S (1) and F (2) are read. */
const PROFILES: Readonly<Record<number, string>> = {
  3: 'TIFF-FX profile J',
  4: 'TIFF-FX profile C',
  5: 'TIFF-FX profile L',
  6: 'TIFF-FX profile M',
}

/** By compression. What is missing here is read by us or by libvips, or fails there. */
const CODINGS: Readonly<Record<number, string>> = {
  6: 'JPEG of TIFF 6.0',
  9: 'TIFF-FX profile J',
  10: 'TIFF-FX profile L',
  32766: 'NeXT',
  32809: 'ThunderScan',
  34661: 'JBIG',
  34676: 'SGI LogLuv',
  34677: 'SGI LogLuv',
  34712: 'JPEG 2000',
  50001: 'WebP',
  50002: 'JPEG XL',
}

/** ITULAB, the colour space of profiles C, L and M alone. */
const ITULAB = 10

/** Throws E_DOCUMENT_TYPE when nobody here can read the page. */
export function refuseByName(bytes: Uint8Array, directory: Directory): void {
  const name = nameOf(bytes, directory)
  if (name === undefined) return
  throw new BridgeError('E_DOCUMENT_TYPE', {
    say: `It is a TIFF of a kind not read here (${name}): save it as PDF and attach that.`,
  })
}

function nameOf(bytes: Uint8Array, directory: Directory): string | undefined {
  const global = directory.first(GLOBAL_PARAMETERS)
  const profile = global === null ? null : directoryNamed(bytes, global)?.first(FAX_PROFILE)
  const byProfile = PROFILES[profile ?? 0]
  if (byProfile !== undefined) return byProfile
  const coding = CODINGS[directory.first(COMPRESSION) ?? 1]
  if (coding !== undefined) return coding
  return directory.first(PHOTOMETRIC) === ITULAB ? 'TIFF-FX profile C' : undefined
}
