import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { officeNeeded } from '../../src/documents/office/needed.ts'
import { noTools } from '../../src/documents/pages/tools.ts'
import { print } from '../../src/documents/render/print.ts'
import { BridgeError, isBridgeError } from '../../src/fax/error.ts'
import { inWords } from '../../src/words/details.ts'
import { wordsFor } from '../../src/words/languages.ts'
import { zipOf } from './containers/zip-file.ts'
import { faxed, file, mail, multi, part, text } from './contents/mails.ts'
import { REFUSED } from './refused.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-refused-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const LIMITS = { pages: 10, pixelsPerPage: 4_000_000, fontFolders: [] }
const tools = noTools()

async function refusalOf(work: () => Promise<unknown>): Promise<{ code: string; said: string }> {
  try {
    await work()
    return { code: 'faxed', said: '' }
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return { code: error.code, said: error.message }
  }
}

/** What a renderer process does with the file. */
async function rendered(name: string, bytes: Buffer): Promise<void> {
  const path = join(folder, 'source.bin')
  writeFileSync(path, bytes)
  const sources = [{ path, name, declaredType: 'application/octet-stream', kind: 'file' }] as const
  await officeNeeded(sources)
  await print({ sources, resolution: 'fine', paper: 'a4', outFolder: folder }, LIMITS, tools)
}

const SPEAKS = {
  en: /\b(?:attach|save|send|print|make|split)\b/i,
  de: /hängen|speichern|senden|drucken|machen|verkleinern|teilen/i,
  fr: /joignez|enregistrez|envoyez|imprimez|faites|réduisez|divisez/i,
  es: /adj[uú]nt|guárd|guarde|envíe|imprim|haga|reduzca|redúz|divídalo/i,
} as const

function expectAdvice(name: string, said: string): void {
  expect(said).toContain(`"${name}"`)
  for (const [language, advice] of Object.entries(SPEAKS)) {
    const told = inWords(wordsFor(language as keyof typeof SPEAKS, undefined), said)
    expect(told, language).toContain(name)
    expect(told, language).toMatch(advice)
    if (language === 'en') continue
    // No sentence of it is left in English.
    const own = said.replace(/"[^"]*":?/, '').split(/(?<=[.:])\s/)
    const sentences = own.map(one => one.trim()).filter(one => /[a-z]{2,} [a-z]{2,}/.test(one))
    expect(sentences.length).toBeGreaterThan(0)
    for (const one of sentences) expect(told, language).not.toContain(one)
  }
}

describe('what cannot be faxed is told with its name and what to do, in four languages', () => {
  it.each(REFUSED)('%s', async (name, bytes, code) => {
    const content = await bytes()
    const { code: is, said } = await refusalOf(() => rendered(name, content))
    expect(is).toBe(code)
    expectAdvice(name, said)
  })

  it.each<readonly [string, Buffer, string]>([
    ['empty.pdf', file('empty.pdf', ''), 'E_DOCUMENT_DAMAGED'],
    [
      'message.asc',
      file('message.asc', '-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n'),
      'E_DOCUMENT_LOCKED',
    ],
    [
      'locked.zip/a.pdf',
      file('locked.zip', zipOf([{ name: 'a.pdf', content: 'x', flags: 1 }])),
      'E_DOCUMENT_LOCKED',
    ],
    [
      'bomb.zip',
      file('bomb.zip', zipOf([{ name: 'a.pdf', content: Buffer.alloc(8 << 20) }])),
      'E_RENDER_LIMIT',
    ],
    ['empty.zip', file('empty.zip', zipOf([])), 'E_DOCUMENT_DAMAGED'],
    [
      'cut.zip',
      file('cut.zip', zipOf([{ name: 'a.pdf', content: 'x' }]).subarray(0, -9)),
      'E_DOCUMENT_DAMAGED',
    ],
    [
      'winmail.dat',
      file('winmail.dat', Buffer.from(`789f3e22${'ff'.repeat(20)}`, 'hex')),
      'E_DOCUMENT_DAMAGED',
    ],
  ])('%s in a mail', async (name, one, code) => {
    const { code: is, said } = await refusalOf(() => faxed(mail(multi('mixed', text('Hello'), one))))
    expect(is).toBe(code)
    expectAdvice(name, said)
  })

  it('a mail that is encrypted with PGP or S/MIME', async () => {
    const pgp = multi(
      'encrypted; protocol="application/pgp-encrypted"',
      part('Content-Type: application/pgp-encrypted', 'Version: 1\r\n'),
      part('Content-Type: application/octet-stream; name="encrypted.asc"', '-----BEGIN PGP MESSAGE-----\n'),
    )
    // ContentInfo with id-envelopedData (RFC 5652 §6.1).
    const enveloped = Buffer.from(
      '3019060' + '92a864886f70d010703a00c300a02010031003005' + '0600300000',
      'hex',
    )
    const smime = part(
      'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\nContent-Disposition: attachment; filename="smime.p7m"\r\nContent-Transfer-Encoding: base64',
      enveloped.toString('base64'),
    )
    for (const one of [pgp, smime]) {
      const { code, said } = await refusalOf(() => faxed(mail(one)))
      expect(code).toBe('E_DOCUMENT_LOCKED')
      expectAdvice(/"([^"]+)"/.exec(said)?.[1] ?? '', said)
    }
  })

  it('a mail inside a mail inside a mail … too deep', async () => {
    let inner = text('deep')
    for (let depth = 0; depth < 9; depth++)
      inner = part('Content-Type: message/rfc822; name="m.eml"', mail(multi('mixed', inner)))
    const { code, said } = await refusalOf(() => faxed(mail(multi('mixed', inner))))
    expect(code).toBe('E_RENDER_LIMIT')
    expectAdvice(/"([^"]+)"/.exec(said)?.[1] ?? '', said)
  })

  it.each(['E_RENDER_LIMIT', 'E_RENDER_CRASH', 'E_DOCUMENT_DAMAGED', 'E_TOO_MANY_PAGES'] as const)(
    '%s without a reason of its own',
    async code => {
      const { named } = await import('../../src/documents/render/named.ts')
      expectAdvice('a.pdf', named(new BridgeError(code), 'a.pdf', 10).message)
    },
  )
})
