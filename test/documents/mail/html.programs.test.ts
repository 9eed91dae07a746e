import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { htmlToText, MAX_HTML, readableEnd } from '../../../src/documents/mail/html.ts'

describe('HTML as text', () => {
  it.each([
    ['paragraphs', '<p>one</p><p>two</p>', 'one\n\ntwo'],
    ['line breaks', 'one<br>two<br/>three', 'one\ntwo\nthree'],
    ['blanks and line ends', 'one\r\n  two&nbsp;&nbsp;x', 'one two\u00a0\u00a0x'],
    ['entities', 'a &lt; b &amp; c &euro; &#252; &#x6771;', 'a < b & c € ü 東'],
    ['links without their targets', '<a href="https://x.example/?secret">here</a>', 'here'],
    ['headings as they are written', '<h1>Fax for Ann</h1>', 'Fax for Ann'],
    [
      'nothing of pictures, styles, scripts, comments and titles',
      '<title>t</title><style>p{}</style><script>x()</script><!-- c --><img alt="a" src="b">x',
      'x',
    ],
    [
      'tables',
      '<table><thead><tr><th>What</th><th>Price</th></tr></thead><tr><td>Fax</td><td>5 €</td></tr></table>x',
      'What Price\nFax 5 €\n\nx',
    ],
    [
      'tables in tables',
      '<table><tr><td><table><tr><td>a</td><td><p>b</p><p>c</p></td></tr></table></td><td>d</td></tr></table>',
      'a\n\nb\n\nc\n\nd',
    ],
    [
      'lists',
      '<ul><li>one</li><li>two</li></ul><ol start=3><li>three</li></ol>',
      '* one\n * two\n\n 3. three',
    ],
    ['quotations', '<blockquote>one<br>two</blockquote>', '> one\n> two'],
    ['nothing', '', ''],
    ['markup alone', '<div><p></p><img src="cid:x"></div>', ''],
  ])('%s', (_, html, text) => {
    expect(htmlToText(html).trim()).toBe(text)
  })

  it('does not fail whatever the tags are', () => {
    const names = fc.constantFrom(
      'constructor',
      '__proto__',
      'CONSTRUCTOR',
      'hasownproperty',
      'p',
      'b',
      'table',
      'tr',
      'td',
      'ul',
      'li',
      'ol',
      'pre',
      'a',
      'img',
      'br',
      'body',
      'html',
      'svg',
      'script',
      'x-y',
    )
    const token = fc.oneof(
      names.map(name => `<${name}>`),
      names.map(name => `</${name}>`),
      names.map(
        name =>
          `<${name} constructor=constructor class="constructor" id=__proto__ start=x colspan=-1 rowspan=99999>`,
      ),
      fc.constantFrom('x', ' ', '<', '>', '&', '&#0;', '&#x110000;', '<!--', '-->', '<![CDATA[', '"', '\0'),
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), all => {
        expect(typeof htmlToText(all.join(''))).toBe('string')
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a long thread of replies', () => {
  it('loses no word, however deep it is', () => {
    const levels = 900
    const html = `${'<blockquote><div>'.repeat(levels / 2)}the first mail${'</div></blockquote>'.repeat(levels / 2)}`
    expect(htmlToText(html)).toContain('the first mail')
  })
})

describe('how far HTML is read', () => {
  it('to its end when it is no deeper than people write', () => {
    const deep = '<div>'.repeat(1000)
    for (const html of [
      '',
      'text',
      deep,
      '<p>one<br>'.repeat(20_000),
      '<tr><td>a<td>b'.repeat(20_000),
      '<b>x</b>'.repeat(20_000),
    ]) {
      expect(readableEnd(html)).toBe(html.length)
    }
  })

  it('to a megabyte', () => {
    expect(readableEnd('x'.repeat(MAX_HTML))).toBe(MAX_HTML)
    expect(readableEnd('x'.repeat(MAX_HTML + 1))).toBe(MAX_HTML)
  })

  it('to 1000 elements inside each other', () => {
    expect(readableEnd(`${'<b>'.repeat(1000)}x<i>y`)).toBe(3 * 1000 + 1)
    expect(readableEnd(`${'<b>'.repeat(1000)}</b><i>y`)).toBe(3 * 1000 + 4 + 4)
  })

  it.each([
    '<b>',
    '<ul><li>',
    '<table><tr><td>',
    '<li><p>',
    '<td><li>',
    '<b></x>',
    '<b/>',
    '<b"x>',
    '<svg>',
    '<constructor>',
    '</p>',
    '<',
  ])('so that a megabyte of %s takes no time that grows with its square', piece => {
    const start = process.cpuUsage()
    htmlToText(piece.repeat(MAX_HTML / piece.length))
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2500)
  })
})
