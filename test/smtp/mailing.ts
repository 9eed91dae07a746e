import { settle } from '../fakes/clock.ts'
import type { Wire } from './wire.ts'

export const HEADER = 'From: ann@example.com\r\n\r\n'

/** EHLO, MAIL, RCPT and DATA; after it the bytes of the mail are awaited. */
export async function upToData(wire: Wire): Promise<void> {
  await wire.write(
    'HELO client.example.com\r\nMAIL FROM:<ann@example.com>\r\nRCPT TO:<15555551212@fax.local>\r\nDATA\r\n',
  )
  const replies = [await wire.reply(), await wire.reply(), await wire.reply(), await wire.reply()]
  if (!replies[3]?.startsWith('354 ')) throw new Error(`no DATA: ${replies.join(' | ')}`)
}

/** Writes each chunk in a packet of its own: the listener reads one before the next is sent. */
export async function writeChunks(wire: Wire, chunks: readonly Uint8Array[]): Promise<void> {
  for (const chunk of chunks) {
    await wire.write(chunk)
    await settle()
  }
}

/** RFC 5321 §4.5.2: as a client sends a mail; the end belongs to it. `content` ends with CR LF. */
export function dotStuffed(content: Uint8Array): Buffer {
  const text = Buffer.from(content).toString('latin1')
  return Buffer.from(`${text.replace(/(^|\r\n)\./g, '$1..')}.\r\n`, 'latin1')
}
