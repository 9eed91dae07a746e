import { describe, expect, it } from 'vitest'
import { FAXPLUS_VARIANTS } from '../../src/simulate/faxplus-records.ts'
import { USUAL_VARIANTS } from '../../src/simulate/ngcp-journal.ts'
import { OPENFAX_DEFAULTS } from '../../src/simulate/openfax.ts'
import { USUAL_UCX } from '../../src/simulate/ucx-jobs.ts'
import { chosenVariants, inWords, VARIANTS, type VariantTable } from '../../src/simulate/variants.ts'

const usual = (table: VariantTable) =>
  Object.fromEntries(
    Object.entries(table).map(([name, choices]) => [
      name,
      typeof choices === 'number' ? choices : choices[0],
    ]),
  )

describe('variants', () => {
  it('say first what is played when nothing is chosen', () => {
    const { shows: _, ...ngcp } = USUAL_VARIANTS
    expect(usual(VARIANTS.openfax)).toEqual(OPENFAX_DEFAULTS)
    expect(usual(VARIANTS.faxplus)).toEqual(FAXPLUS_VARIANTS)
    expect(usual(VARIANTS.ngcp)).toEqual(ngcp)
    expect(usual(VARIANTS.ucx)).toEqual(USUAL_UCX)
  })

  it('are read as typed, words, numbers, yes and no', () => {
    const typed = ['rows=perFax', 'attempts=1', 'suffix=false', 'clockAheadMs=-90000']
    expect(chosenVariants(VARIANTS.ngcp, typed)).toEqual({
      rows: 'perFax',
      attempts: 1,
      suffix: false,
      clockAheadMs: -90000,
    })
    expect(chosenVariants(VARIANTS.opentext, ['purgeSeconds=null'])).toEqual({ purgeSeconds: null })
    expect(chosenVariants(VARIANTS.openfax, ['restrictedWord=Restricted Number'])).toEqual({
      restrictedWord: 'Restricted Number',
    })
  })

  it.each([
    ['rows', /NAME=VALUE with one of rows, attempts/],
    ['row=perFax', /NAME=VALUE with one of/],
    ['rows=perCall', /rows is one of perAttempt, perFax/],
    ['attempts=many', /attempts is a number, usually 3/],
    ['suffix=yes', /suffix is one of true, false/],
    ['constructor=x', /NAME=VALUE/],
  ])('"%s" is refused with what there is', (typed, said) => {
    expect(chosenVariants(VARIANTS.ngcp, [typed])).toMatch(said)
  })

  it('are told in words', () => {
    expect(inWords(['a', true])).toBe('one of a, true')
    expect(inWords(200)).toBe('a number, usually 200')
  })
})
