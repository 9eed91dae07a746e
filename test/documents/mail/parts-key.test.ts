import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsOf } from '../../../src/documents/mail/facts.ts'
import { extract, inCharset, lines, scan } from './corpus.ts'

const KEY = 'Schlüssel-4711'
const PDF = ['Content-Type: application/pdf; name=a.pdf', '', '%PDF-1.4']

/** A part with a text in some charset and transfer encoding. */
function text(type: string, content: string, charset = 'utf-8', more: readonly string[] = []): string[] {
  const coded = inCharset(content, charset).toString('base64').replace(/.{76}/g, '$&\r\n')
  return [
    `Content-Type: ${type}; charset=${charset}`,
    'Content-Transfer-Encoding: base64',
    ...more,
    '',
    coded,
  ]
}

const multi = (subtype: string, boundary: string, ...parts: readonly (readonly string[])[]): string[] => [
  `Content-Type: multipart/${subtype}; boundary=${boundary}`,
  '',
  ...parts.flatMap(part => [`--${boundary}`, ...part]),
  `--${boundary}--`,
]

const PLAIN = text('text/plain', `${KEY}\r\n\r\nDear Ann\r\n`)
const HTML = text(
  'text/html',
  `<html><head><title>${KEY}</title></head><body><p>${KEY}</p><p>Dear Ann</p></body></html>`,
)
const NAMED = text('text/plain', `${KEY}\r\nDear Ann`, 'utf-8', [
  'Content-Disposition: inline; filename=body.txt',
])

/** What was written, all files together; the key was seen as the daemon sees it. */
async function faxed(...mail: readonly string[]): Promise<string> {
  const { files } = await extract(lines('From: a@b.example', ...mail), { key: KEY })
  return files.map(file => file.content.toString()).join('|')
}

describe('the secret key is in no file', () => {
  it.each([
    ['a plain text', PLAIN, 'Dear Ann\r\n'],
    ['HTML', HTML, 'Dear Ann'],
    ['plain text and HTML', multi('alternative', 'b', PLAIN, HTML), 'Dear Ann\r\n'],
    ['HTML and plain text', multi('alternative', 'b', HTML, PLAIN), 'Dear Ann\r\n'],
    [
      'plain text and HTML with an attachment',
      multi('mixed', 'a', multi('alternative', 'b', PLAIN, HTML), PDF),
      '%PDF-1.4',
    ],
    [
      'a text and then the same as HTML, not as alternatives',
      multi('mixed', 'b', PLAIN, HTML),
      'Dear Ann\r\n\nDear Ann',
    ],
    ['a text twice', multi('mixed', 'b', PLAIN, PLAIN), 'Dear Ann\r\n\nDear Ann\r\n'],
    ['related HTML', multi('related', 'b', HTML), 'Dear Ann'],
    ['a named form beside HTML', multi('alternative', 'b', NAMED, HTML), 'Dear Ann'],
    ['a named form beside plain text', multi('alternative', 'b', PLAIN, NAMED), 'Dear Ann'],
    [
      'a form with the name of an old program',
      multi('alternative', 'b', PLAIN, text('text/html; name="m.html"', KEY)),
      'Dear Ann\r\n',
    ],
    ['a text without an end boundary', multi('alternative', 'b', HTML, PLAIN).slice(0, -1), 'Dear Ann\r\n'],
  ])('%s', async (_, mail, expected) => {
    const all = await faxed(...mail)
    expect(all).not.toContain(KEY)
    expect(all).toBe(expected)
  })

  it.each(['utf-8', 'iso-8859-1', 'windows-1252', 'utf-16le', 'utf-7', 'gb18030'])('in %s', async charset => {
    const html = text('text/html', `<div>&nbsp;${KEY}<br></div>Dear Ann`, charset)
    expect(await faxed(...text('text/plain', `\r\n ${KEY} \r\nDear Ann`, charset))).toBe('\r\nDear Ann')
    expect((await faxed(...html)).trim()).toBe('Dear Ann')
  })

  it.each([
    ['paragraphs', `<p>${KEY}</p><p>Dear Ann</p>`],
    ['line breaks', `${KEY}<br>Dear Ann`],
    ['a table', `<table><tr><td>${KEY}</td></tr><tr><td>Dear Ann</td></tr></table>`],
    ['a table for the layout', `<table><tr><td><div>${KEY}</div><div>Dear Ann</div></td></tr></table>`],
    ['pieces', `<div><b>Schl&uuml;ssel</b><i>-47</i>11</div><div>Dear Ann</div>`],
    ['a heading', `<h1>${KEY}</h1>Dear Ann`],
    ['a link', `<a href="https://x.example/${KEY}">${KEY}</a><br>Dear Ann`],
    ['a comment and a style', `<!-- ${KEY} --><style>.${KEY}{}</style>${KEY}<br>Dear Ann`],
    ['a picture text', `<img alt="${KEY}" src="x">${KEY}<br>Dear Ann`],
    ['preformatted lines', `<pre>${KEY}\nDear Ann</pre>`],
    ['two blocks', `<div>Schlüssel-</div><div>4711</div><div>Dear Ann</div>`],
    ['pieces with breaks for long words', `Schlüssel<wbr>-<wbr>4711<br>Dear Ann`],
    ['pieces with blanks of all kinds', `Schl&shy;üssel&nbsp;-&thinsp;47&#8203;11<p>Dear Ann</p>`],
    ['two cells of a table', `<table><tr><td>Schlüssel-</td><td>4711</td></tr></table>Dear Ann`],
    ['a picture of the house above it', `<p>Example Ltd.</p><p>${KEY}</p><p>Dear Ann</p>`],
    ['a quoted mail below', `${KEY}<br>Dear Ann<blockquote>${KEY}<br>Dear Bob</blockquote>`],
    ['a paragraph after an empty one', `<p>&nbsp;</p><p>&#8203;${KEY}</p><p>Dear Ann</p>`],
  ])('in HTML as %s', async (_, html) => {
    const all = await faxed(...text('text/html', html))
    expect(all).not.toContain(KEY)
    expect(all).toContain('Dear Ann')
  })

  it.each([
    ['format=flowed', 'text/plain; format=flowed', `${KEY} \r\n\r\nDear \r\nAnn`, 'Dear \r\nAnn'],
    ['wrapped by format=flowed', 'text/plain; format=flowed; delsp=yes', `Schlüssel- \r\n4711\r\nAnn`, 'Ann'],
    ['NBSP around it', 'text/plain', `\u00a0${KEY}\u00a0\r\nAnn`, 'Ann'],
  ])('%s', async (_, type, content, expected) => {
    expect(await faxed(...text(type, content))).toBe(expected)
  })

  it('quoted-printable with soft breaks inside the key', async () => {
    const coded = [
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Schl=C3=BC=',
      'ssel-=',
      '4711=20',
      '',
      'Ann',
    ]
    for (const type of ['text/plain', 'text/html']) {
      const all = await faxed(`Content-Type: ${type}; charset=utf-8`, ...coded)
      expect(all).not.toMatch(/Schl|4711/)
      if (type === 'text/plain') expect(all).toBe('Ann\r\n')
    }
  })

  it('in a mail signed with S/MIME, in both forms of its text', async () => {
    const signature = ['Content-Type: application/pkcs7-signature; name=smime.p7s', '', 'AAAA']
    const signed = multi('signed', 's', multi('mixed', 'm', PLAIN, HTML), signature)
    expect(await faxed(...signed)).toBe('Dear Ann\r\n\nDear Ann')
  })

  it('however much text follows, and wherever its pieces end', async () => {
    const rest = 'Zeile über Zeile\r\n'.repeat(9000)
    for (const charset of ['utf-8', 'iso-8859-1']) {
      expect((await faxed(...text('text/plain', `${KEY}\r\n${rest}`, charset))) === rest).toBe(true)
    }
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 90 }), async piece => {
        const { files } = await extract(lines(...PLAIN), { key: KEY, piece })
        expect(files.map(file => file.content.toString())).toEqual(['Dear Ann\r\n'])
      }),
      { numRuns: 30 },
    )
  })

  it('when it is all there is: then there is no file and nothing to fax', async () => {
    for (const mail of [
      text('text/plain', `\r\n${KEY}\r\n\r\n`),
      text('text/html', `<p>${KEY}</p><p>&nbsp;</p>`),
    ]) {
      expect(await faxed(...mail)).toBe('')
      expect(factsOf(scan(lines(...mail))).faxable(true)).toBe(false)
    }
  })

  it('and nothing else is missing', async () => {
    const mail = lines(...text('text/plain', `Dear Ann,\r\nabout ${KEY}: no.\r\n`))
    const { files } = await extract(mail, { key: KEY })
    expect(files[0]?.content.toString()).toBe(`Dear Ann,\r\nabout ${KEY}: no.\r\n`)
  })
})

describe('where the key is looked for', () => {
  it.each([
    ['plain text', PLAIN],
    ['HTML', HTML],
    ['alternatives', multi('alternative', 'b', HTML, PLAIN)],
    [
      'alternatives with an attachment before them',
      multi('mixed', 'a', PDF, multi('alternative', 'b', PLAIN, HTML)),
    ],
  ])('is where it is cut out: %s', (_, mail) => {
    const [first = ''] = (factsOf(scan(lines(...mail))).bodyHead ?? '').trim().split(/\r\n|\n/)
    expect(first).toBe(KEY)
  })
})
