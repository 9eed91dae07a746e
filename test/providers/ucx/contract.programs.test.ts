import { describe } from 'vitest'
import type { UcxVariants } from '../../../src/simulate/ucx-jobs.ts'
import { providerContract } from '../provider-contract.ts'
import { openUcxAt, SECRETS } from './open.ts'

/** Each question that the document leaves open, answered both ways. */
const BOXES: Readonly<Record<string, { keys?: Record<string, unknown>; variants?: Partial<UcxVariants> }>> = {
  'as the document shows it': {},
  'the other reading of everything': {
    keys: { format: 'pdf', dial: { '+1': '91', '+': '9011' }, calledNumberFrom: 'station' },
    variants: {
      tokenRefusal: 'json200',
      errorStatus: 400,
      recordOrder: 'descending',
      quotes: 'typographic',
      codes: false,
      statusShape: 'array',
      counters: 'numbers',
      finishedJobs: 'forgotten',
      cancelledJobs: 'gone',
      recordsPerAnswer: 1,
    },
  },
}

describe.each(Object.entries(BOXES))('%s', (name, { keys = {}, variants = {} }) => {
  providerContract({
    name: `UCX, ${name}`,
    secrets: SECRETS,
    // A PBX tells its fax modem no more than that the call did not come about.
    failures: { '96': 'not-a-fax' },
    async open() {
      const opened = await openUcxAt({ keys, vendor: { variants } })
      const wrong = opened.with({ clientSecret: 'not-the-secret' })
      const nobody = opened.with({ baseUrl: 'http://127.0.0.1:9' })
      return {
        ...opened,
        broken: how => (how === 'credentials' ? wrong : nobody),
        async receive(document) {
          opened.vendor.receive(document, { called: '+15555550100', caller: '15555550199' })
        },
      }
    },
  })
})
