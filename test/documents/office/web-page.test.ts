import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanPage, textOfPage } from '../../../src/documents/office/web-page.ts'

const clean = (html: string) => ({ ...cleanPage(html), html: cleanPage(html).html.slice(1) })

describe('a web page made ready', () => {
  it.each([
    ['text stays', 'a < b &amp; <b class="x">c</b>', 'a < b &amp; <b class="x">c</b>'],
    ['programs go', '<p onclick=x()>a<script>b < "</p>"</script>c', '<p>ac'],
    ['comments go', 'a<!-- <script> -->b<!-->c', 'abc'],
    ['a comment without an end hides nothing', 'a<!-- b', 'a b'],
    ['addresses behind links go', '<a href="http://x/">a</a>', '<a>a</a>'],
    ['a title with quotation marks', `<p title='say "x" > y'>a`, '<p title="say &quot;x&quot; > y">a'],
    ['fields of a form', '<input type=text value="x">', '<input type="text" value="x">'],
  ])('%s', (_, html, wanted) => {
    expect(clean(html)).toEqual({ html: wanted, hasLinks: false })
  })

  it.each([
    ['a description stands for the picture', 'a <img src="http://x/y" alt="Logo <b>">', 'a Logo &lt;b>'],
    ['cid', '<img src=cid:x>', ''],
    ['an SVG could look elsewhere', '<img src="data:image/svg+xml;base64,AAAA">', ''],
    ['escaped', '<p style="background:u\\72l(//x/y)">a', '<p style="background:u72l(//x/y)">a'],
  ])('%s', (_, html, wanted) => {
    const { html: made, hasLinks } = clean(html)
    expect(made).toBe(wanted)
    expect(hasLinks).toBe(!html.includes('\\72'))
  })

  it('shows no address that is loaded, whatever the page is made of', () => {
    const piece = fc.constantFrom(
      ...[
        '<img ',
        'src',
        '=',
        '"',
        "'",
        '>',
        '<',
        '/',
        ' ',
        'http://x/',
        '<!--',
        '-->',
        '<style>',
        '</style>',
      ],
      ...[
        'url(',
        ')',
        '@import ',
        '<p ',
        'background',
        '<script>',
        '</script>',
        'a',
        'style',
        'data:image/png;base64,',
      ],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const { html } = cleanPage(pieces.join(''))
        expect(html).not.toMatch(/<img\b[^>]*\bsrc="http/)
        expect(html).not.toMatch(/<p\b[^>]*\bbackground="/)
        expect(html).not.toMatch(/<style>[^<]*url\(/)
        expect(html).not.toMatch(/<script/)
      }),
    )
  })

  it.each([
    ['comments', '<!--'],
    ['tags', '<a "'],
    ['attributes', '<a b'],
    ['letters', '<'],
    ['styles', '<style>url('],
  ])('is linear: 4 MB of %s', (_, piece) => {
    const started = performance.now()
    cleanPage(piece.repeat(4e6 / piece.length))
    expect(performance.now() - started).toBeLessThan(8000)
  })

  it.each([
    ['UTF-8 that says nothing', Buffer.from('<p>ü€')],
    ['Windows-1252 that says nothing', Buffer.from('<p>\xfc\x80', 'latin1')],
    ['UTF-16', Buffer.from('\ufeff<p>ü€', 'utf16le')],
    [
      'what the page says',
      Buffer.from(
        '<meta http-equiv=content-type content="text/html; charset=windows-1250"><p>\xfc\x80',
        'latin1',
      ),
    ],
    ['ISO 8859-15', Buffer.from("<meta charset='iso-8859-15'><p>\xfc\xa4", 'latin1')],
  ])('reads %s', (_, bytes) => {
    expect(textOfPage(bytes)).toContain('<p>ü€')
  })
})
