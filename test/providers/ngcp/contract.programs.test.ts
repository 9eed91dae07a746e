import { describe } from 'vitest'
import type { NgcpVariants } from '../../../src/simulate/ngcp-journal.ts'
import { providerContract } from '../provider-contract.ts'
import { openNgcpAt, PASSWORD } from './setup.ts'

const PLATFORMS: Readonly<Record<string, { keys?: object; variants?: Partial<NgcpVariants> }>> = {
  'release of today, Basic': {},
  'release of today, JWT, TIFF': { keys: { auth: 'jwt', document: 'tiff', recordings: 'pdf14' } },
  'old release: text for counts, one row a fax, local numbers, clock ahead': {
    keys: { dialPrefix: '00' },
    variants: {
      counts: 'text',
      rows: 'perFax',
      suffix: false,
      single: 'object',
      ordered: false,
      shows: digits => `0${digits.slice(1)}`,
      clockAheadMs: 10 * 60_000,
    },
  },
}

describe.each(Object.entries(PLATFORMS))('%s', (name, { keys = {}, variants = {} }) => {
  providerContract({
    name: `NGCP, ${name}`,
    secrets: [PASSWORD, Buffer.from(`fax@pbx.example.com:${PASSWORD}`).toString('base64')],
    async open() {
      const opened = await openNgcpAt({ deleteReceived: true, ...keys }, { variants })
      const wrong = await opened.with({ password: 'not-the-password' })
      const nobody = await opened.with({ baseUrl: 'http://127.0.0.1:9' })
      return {
        ...opened,
        broken: how => (how === 'credentials' ? wrong : nobody),
        async receive(document) {
          opened.vendor.receive(document, { called: '+15555550100', caller: '+15555550199' })
        },
      }
    },
  })
})
