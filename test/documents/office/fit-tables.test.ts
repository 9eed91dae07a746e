import { describe, expect, it } from 'vitest'
import { fitted } from '../../../src/documents/office/fit-tables.ts'

const layout = (properties: string) =>
  `<style:page-layout style:name="a"><style:page-layout-properties ${properties}/></style:page-layout>`
const upright = 'fo:page-width="21.001cm" fo:page-height="29.7cm"'
const scale = 'style:scale-to-X="1" style:scale-to-Y="0"'

describe('page styles of a table', () => {
  it('become as wide as the paper', () => {
    expect(fitted(layout(upright), 'a4')).toBe(
      layout(`fo:page-width="210mm" fo:page-height="297mm" ${scale}`),
    )
  })

  it.each(['style:scale-to="60%"', 'style:scale-to-pages="1"', 'style:scale-to-X="2" style:scale-to-Y="3"'])(
    'keep what their author set: %s',
    own => {
      expect(fitted(layout(own), 'a4')).toBe(layout(own))
    },
  )

  it('a scale of 100 percent is none', () => {
    expect(fitted(layout('style:scale-to="100%"'), 'a4')).toBe(layout(scale))
  })

  it.each([
    ['a4', 'fo:page-width="8.5in" fo:page-height="11in"', 'fo:page-width="210mm" fo:page-height="297mm"'],
    ['letter', upright, 'fo:page-width="215.9mm" fo:page-height="279.4mm"'],
    ['legal', upright, 'fo:page-width="215.9mm" fo:page-height="355.6mm"'],
    [
      'letter',
      'fo:page-width="297mm" fo:page-height="210mm"',
      'fo:page-width="279.4mm" fo:page-height="215.9mm"',
    ],
    ['a4', 'fo:page-width="42cm" fo:page-height="29.7cm"', 'fo:page-width="42cm" fo:page-height="29.7cm"'],
    ['a4', 'fo:page-width="0mm"', 'fo:page-width="0mm"'],
  ] as const)('usual sheets become the paper of the fax, others stay: on %s %s', (paper, before, after) => {
    expect(fitted(layout(before), paper)).toBe(layout(`${after} ${scale}`))
  })

  it('nothing else is changed', () => {
    const content = '<text:p>style:page-layout-properties &lt;style:page-layout-properties/&gt; äöü</text:p>'
    expect(fitted(content, 'a4')).toBe(content)
  })
})
