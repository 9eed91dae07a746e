import { beforeEach, describe, expect, it } from 'vitest'
import type { FaxFailure } from '../../src/fax/failure.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { UnknownWords } from '../../src/outbound/unknown-words.ts'
import type { ProviderReport, SubmittedFax } from '../../src/providers/provider.ts'
import { silentLogger } from '../../src/runtime.ts'

let lines: unknown[]
let words: UnknownWords
beforeEach(() => {
  lines = []
  words = new UnknownWords({ ...silentLogger, warn: facts => void lines.push(facts) })
})

const fax = (n: number): SubmittedFax => ({
  reference: `att_${n}`,
  providerRef: `TX${n}`,
  to: '+15555551212' as FaxNumber,
  pageCount: 1,
  submittedAt: 0 as EpochMs,
  watermark: null,
})
const unknown = (raw: string): ProviderReport => ({ kind: 'unknown', raw })
const failed = (failure: FaxFailure, providerCode: string): ProviderReport => ({
  kind: 'verdict',
  outcome: {
    kind: 'failed',
    failure,
    pagesSent: 0,
    remoteStationId: null,
    providerCode,
    providerText: 'so it says',
  },
})

describe('a word that is in no table', () => {
  it('is logged once for an account, with the raw value', () => {
    for (const n of [1, 2, 3]) words.note('ucx', fax(n), unknown('Levitating'))
    words.note('ucx', fax(1), unknown('CurrentState 14'))
    words.note('ucx', fax(1), unknown('CurrentState 15'))
    words.note('other', fax(1), unknown('Levitating'))
    expect(lines).toEqual([
      { account: 'ucx', raw: 'Levitating', reference: 'att_1' },
      { account: 'ucx', raw: 'CurrentState 14', reference: 'att_1' },
      { account: 'ucx', raw: 'CurrentState 15', reference: 'att_1' },
      { account: 'other', raw: 'Levitating', reference: 'att_1' },
    ])
  })

  it('is the same word with the id of another fax in it', () => {
    for (const n of [1, 2]) words.note('ucx', fax(n), unknown(`TX${n}: Job not found`))
    expect(lines).toEqual([{ account: 'ucx', raw: 'TX1: Job not found', reference: 'att_1' }])
  })

  it('is told of a final word too, and of nothing that is known', () => {
    for (const n of [1, 2]) words.note('ot', fax(n), failed('unknown', '9876'))
    words.note('ot', fax(1), failed('busy', '17'))
    words.note('ot', fax(1), { kind: 'progress', text: 'sending' })
    expect(lines).toEqual([{ account: 'ot', raw: '9876: so it says', reference: 'att_1' }])
  })

  it('does not fill the memory', () => {
    for (let n = 0; n < 1001; n++) words.note('ucx', fax(1), unknown(`word ${n}`))
    words.note('ucx', fax(1), unknown('word 0'))
    expect(lines).toHaveLength(1002)
  })
})
