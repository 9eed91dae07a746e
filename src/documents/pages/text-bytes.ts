/**
 * The text of a file that does not say its charset: by its byte order mark, as UTF-8 where that fits, else Windows-1252,
 * which is what programs write that know no other (and ISO 8859-1 is part of it), or that of DOS where it shows.
 */

import iconv from 'iconv-lite'
import { oldCharset } from '../mail/dos-text.ts'

/** In UTF-8 by and large: so many letters outside ASCII for each byte that fits nowhere. A cut log is still UTF-8. */
const GOOD_FOR_EACH_BAD = 10

export function textOfBytes(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const text = new TextDecoder('utf-8').decode(bytes)
  const bad = text.match(/\ufffd/g)?.length ?? 0
  if (bad === 0) return text
  const good = text.match(/[^\0-\x7f\ufffd]/gu)?.length ?? 0
  // Node's own decoder takes Windows-1252 for ISO 8859-1, and loses the euro sign and the dashes.
  return good >= bad * GOOD_FOR_EACH_BAD ? text : iconv.decode(Buffer.from(bytes), oldCharset(bytes))
}

/** ECMA-48 §5.4: what colours a terminal or moves its cursor; also what sets its title (ESC ] … BEL). */
const TERMINAL = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)|\x1b[@-Z\\^_]/g

/**
 * Everything but line ends, tabs and form feeds that terminals obey and paper cannot show. A letter struck over another
 * one (manual pages, teletypes) stays alone.
 */
export function withoutControls(text: string): string {
  return text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(TERMINAL, '')
    .replace(/[^\n]\x08/g, '')
    .replace(/[\0-\x08\x0b\x0e-\x1f\x7f-\x9f]/g, '')
}
