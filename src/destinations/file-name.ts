/**
 * Names of files from a pattern such as `{date}-{caller}-{id}.{ext}`. What comes from the caller's machine is cut down
 * to letters, digits, dot, dash and underscore, so that no name leads out of the folder or means something to a shell.
 */
import type { InboundFax } from '../fax/inbound-fax.ts'

const VALUES = {
  id: fax => fax.id,
  year: fax => stamp(fax).slice(0, 4),
  month: fax => stamp(fax).slice(5, 7),
  day: fax => stamp(fax).slice(8, 10),
  date: fax => stamp(fax).slice(0, 10),
  time: fax => stamp(fax).slice(11, 19).replaceAll(':', ''),
  caller: fax => (fax.callerNumber ?? '').replace(/[^0-9]/g, '').slice(0, 20),
  called: fax => (fax.calledNumber ?? '').replace(/[^0-9]/g, ''),
  station: fax => fax.stationId ?? '',
  subscriber: fax => fax.subscriberId ?? '',
  account: fax => fax.account,
  pages: fax => (fax.pageCount === null ? '' : String(fax.pageCount)),
  mark: fax => fax.marks.join('-'),
  incomplete: fax => (fax.complete ? '' : 'incomplete'),
} as const satisfies Record<string, (fax: InboundFax) => string>

/** UTC: the clocks of two machines that read the same folder agree on it. */
const stamp = (fax: InboundFax) => new Date(fax.receivedAt > 0 ? fax.receivedAt : fax.seenAt).toISOString()

/** The name, with / between folders. An empty value becomes `unknown`. */
export function fileNameOf(pattern: string, fax: InboundFax, format: 'pdf' | 'tiff'): string {
  return pattern.replace(/\{(\w+)\}/g, (_, word: string) => {
    if (word === 'ext') return format === 'pdf' ? 'pdf' : 'tif'
    const value = Object.hasOwn(VALUES, word) ? VALUES[word as keyof typeof VALUES](fax) : ''
    const plain = value
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9._-]+/g, '_')
      .replace(/^[._]+|[._]+$/g, '')
      .slice(0, 60)
    return plain === '' ? (word === 'incomplete' || word === 'mark' ? '' : 'unknown') : plain
  })
}
