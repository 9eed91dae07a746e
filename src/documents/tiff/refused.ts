/** TIFF pages that are not read here, by the names under which scanners and programs offer them. */
import { BridgeError } from '../../fax/error.ts'
import { type Directory, directoryNamed } from './directory.ts'

const COMPRESSION = 259
const PHOTOMETRIC = 262
const SAMPLE_FORMAT = 339
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
  34925: 'LZMA',
  34676: 'SGI LogLuv',
  34677: 'SGI LogLuv',
  34712: 'JPEG 2000',
  50000: 'Zstandard',
  50001: 'WebP',
  50002: 'JPEG XL',
}

/** By photometric interpretation. ITULAB (10) is the colour space of profiles C, L and M alone. */
const COLOURS: Readonly<Record<number, string>> = {
  8: 'CIE L*a*b*',
  9: 'ICC L*a*b*',
  10: 'TIFF-FX profile C',
  32803: 'camera raw',
  32844: 'LogL',
  32845: 'LogLuv',
  34892: 'camera raw',
}

/** SampleFormat from this value on: numbers from 0 to 1, or complex ones, of programs that measure. */
const FLOATING_POINT = 3
/** SampleFormat 4 says nothing, and is read as whole numbers. */
const UNSAID = 4

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
  const format = directory.first(SAMPLE_FORMAT) ?? 1
  if (format >= FLOATING_POINT && format !== UNSAID) return 'floating point'
  return COLOURS[directory.first(PHOTOMETRIC) ?? 0]
}
