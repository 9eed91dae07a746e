import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutHidden } from '../../../src/documents/mail/hidden.ts'
import { htmlToText } from '../../../src/documents/mail/html.ts'
import { cleanPage } from '../../../src/documents/office/web-page.ts'

const text = (html: string) => htmlToText(html).replace(/\s+/g, ' ').trim()

/** As the mailing services write them. */
const PREHEADER =
  'display:none!important;visibility:hidden;mso-hide:all;font-size:1px;color:#ffffff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;'

describe('what nobody sees is not faxed', () => {
  it.each([
    [
      'the preheader of a newsletter',
      `<div style="${PREHEADER}">Only today &zwnj;&nbsp;</div><p>Dear Ann</p>`,
    ],
    ['display: none', '<span style="display: none">x <b>y</b></span>Dear Ann'],
    ['in capital letters', '<SPAN STYLE="DISPLAY:NONE">x</SPAN>Dear Ann'],
    ['visibility: hidden', '<p style="color:red;visibility:hidden">x</p>Dear Ann'],
    ['without height', '<div style="max-height:0;overflow:hidden">x</div>Dear Ann'],
    ['the attribute hidden', '<div hidden>x<div>y</div></div>Dear Ann'],
    ['by a class', '<style>.pre,.b{display:none !important}</style><div class="a pre">x</div>Dear Ann'],
    ['by an id', '<style>/* a */ div#pre{display:none}</style><div id=pre>x</div>Dear Ann'],
    ['elements that are left open', '<table><tr><td hidden>x<td>Dear Ann</table>'],
    ['until what is around it ends', '<div><p hidden>x</div>Dear Ann'],
    [
      'a rule for narrow screens does not count',
      '<style>@media (max-width:600px){.w{display:none}}</style><p class=w>Dear Ann',
    ],
    [
      'nor does a rule that the element takes back',
      '<style>.w{display:none}</style><p class=w style="display:block">Dear Ann',
    ],
    [
      'nor one that a later rule takes back',
      '<style>.w{display:none}.w{display:block}</style><p class=w>Dear Ann',
    ],
    ['nor one for other elements', '<style>td.w{display:none}</style><p class=w>Dear Ann'],
    [
      'a cell without type size has type of its own',
      '<td style="font-size:0"><span style="font-size:14px">Dear Ann</span>',
    ],
    ['a whole page waits for no program', '<body style="opacity:0;visibility:hidden">Dear Ann</body>'],
    ['a value that only has the word in it', '<p style="background:url(display:none.png)">Dear Ann'],
  ])('%s', (_, html) => {
    expect(text(html)).toBe('Dear Ann')
    expect(text(cleanPage(html).html)).toBe('Dear Ann')
  })

  it('but a mail that would be empty then is faxed as it is', () => {
    expect(text('<div style="display:none">Dear Ann</div> &nbsp;')).toContain('Dear Ann')
  })

  it('pictures go with what they stand in', () => {
    expect(withoutHidden('a<div hidden><img src=x></div><img hidden src=y>b')).toBe('ab')
  })

  it('loses nothing of a page that hides nothing, whatever it is made of', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<div class=x>',
      '</div>',
      'a',
      '<',
      '<!--',
      '-->',
      '<style>',
      '</style>',
      '<td>',
      '"',
      '<br>',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const html = `<!-- display -->${pieces.join('')}`
        expect(withoutHidden(html)).toBe(html)
      }),
    )
  })

  it.each(['<div hidden>', '<style>', '<style>.a{', '<!--', '<p style="display:none', '<p style="/*display'])(
    'is linear: 2 MB of %s',
    piece => {
      const started = performance.now()
      withoutHidden(`display ${piece.repeat(2e6 / piece.length)}`)
      expect(performance.now() - started).toBeLessThan(8000)
    },
  )
})
