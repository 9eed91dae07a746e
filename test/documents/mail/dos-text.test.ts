import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { decodeCharset } from '../../../src/documents/mail/charset.ts'
import { textOfBytes } from '../../../src/documents/pages/text-bytes.ts'

const LETTER =
  'Sehr geehrte Damen und Herren,\r\n\r\nfür die Übersendung der Unterlagen danken wir Ihnen. Bitte prüfen Sie die Größe\r\nder Öffnung und die Änderung gemäß § 4. Mit freundlichen Grüßen\r\n'
const FRENCH =
  'Veuillez trouver ci-joint le reçu de la société. Le règlement a été enregistré à la réception.\r\n'
const TILL =
  '┌──────────────────────┬────────┐\r\n│ Blutsenkung          │ 12 mm  │\r\n├──────────────────────┼────────┤\r\n│ Leukozyten           │ 7,4    │\r\n└──────────────────────┴────────┘\r\n'
const MIXED = '╒══════════════╤═══════╕\r\n│ Rechnung     │ 12,00 │\r\n╘══════════════╧═══════╛\r\n'
const QUOTES = 'Er sagte: „Wir kommen“ – und blieb… It’s the “best” offer • 5 € for “Žižek” and Škoda™\r\n'
const SHOUT = 'ÄRZTEKAMMER ÖSTERREICH – ÜBERWEISUNG, Straße, Größe, älter, été, naïve\r\n'

const read = (text: string, charset: string) => {
  const bytes = iconv.encode(text, charset)
  return { mail: decodeCharset(bytes, null), file: textOfBytes(bytes) }
}

describe('a text that says no charset and is no UTF-8', () => {
  it.each([
    ['a German letter', LETTER.replace('§', 'Par.'), 'cp850'],
    ['a German letter', LETTER.replace('§', 'Par.'), 'cp437'],
    ['a French one', FRENCH, 'cp850'],
    ['a report of a lab device', TILL, 'cp437'],
    ['a report of a lab device', TILL, 'cp850'],
    ['a frame of single and double lines', MIXED, 'cp437'],
    ['a German letter', LETTER, 'windows-1252'],
    ['a French one', FRENCH, 'windows-1252'],
    ['quotation marks, dashes and trademarks', QUOTES, 'windows-1252'],
    ['Spanish', 'La fábrica está más fácil; Córdoba, mañana\r\n', 'windows-1252'],
    ['names', 'Nešto, KOŠICE, Žižek, Tallinna Šokolaad\r\n', 'windows-1252'],
    ['capital letters', SHOUT, 'windows-1252'],
  ])('%s in it is read: %#', (_, text, charset) => {
    expect(read(text, charset)).toEqual({ mail: text, file: text })
  })
})
