/** A mail as somebody typed it into the try-it box, as bytes. Pure. */
import type { TryFields } from './try-it.tsx'

/** RFC 5322, UTF-8, CR LF. What was typed cannot begin a header of its own. */
export async function* mailOf({ from, to, subject, body }: TryFields): AsyncIterable<Uint8Array> {
  const line = (text: string) => text.replace(/[\r\n]+/g, ' ')
  const encoded = Buffer.from(line(subject)).toString('base64')
  const text = Buffer.from(body.replace(/\r?\n/g, '\r\n')).toString('base64')
  const lines = text.match(/.{1,76}/g) ?? []
  const head = [
    `From: <${line(from).replace(/[<>]/g, '')}>`,
    `To: <${line(to).replace(/[<>]/g, '')}>`,
    ...(subject === '' ? [] : [`Subject: =?utf-8?B?${encoded}?=`]),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ]
  yield Buffer.from(`${[...head, '', ...lines].join('\r\n')}\r\n`)
}
