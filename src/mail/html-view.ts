/**
 * The HTML of a mail that we composed, as one page for a browser: its picture is put in as data. For people who look at
 * samples; no mail program needs it. It reads nothing but our own mails.
 */

/** Null: the mail has no HTML. */
export function htmlView(raw: Uint8Array): string | null {
  const text = Buffer.from(raw).toString('latin1')
  const html = partOf(text, 'text/html')
  if (html === null) return null
  const page = quotedPrintable(html).toString('utf8')
  const picture = partOf(text, 'image/png')?.replace(/\s/g, '')
  return picture === undefined
    ? page
    : page.replace(/src="cid:[^"]*"/, `src="data:image/png;base64,${picture}"`)
}

/** RFC 2045 §6.7 */
function quotedPrintable(text: string): Buffer {
  const joined = text.replace(/=\r\n/g, '')
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

/** The encoded body of the first part of a type. */
function partOf(text: string, type: string): string | null {
  const start = text.search(new RegExp(`^Content-Type: ${type}`, 'm'))
  if (start === -1) return null
  const body = text.indexOf('\r\n\r\n', start) + 4
  const end = text.indexOf('\r\n--=_', body)
  return text.slice(body, end === -1 ? undefined : end)
}
