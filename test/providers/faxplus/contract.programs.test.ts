import { openFaxplus } from '../../../src/providers/faxplus/adapter.ts'
import { silentLogger, systemClock } from '../../../src/runtime.ts'
import type { FaxplusVariants } from '../../../src/simulate/faxplus-records.ts'
import { providerContract } from '../provider-contract.ts'
import { OAUTH, type Opened, oauthAt, open, SECRETS, settingsOf, TOKEN } from './opened.ts'

const NOBODY = 'http://127.0.0.1:9/v3'

function contract(
  name: string,
  start: () => Promise<Opened>,
  wrong: (own: Opened) => Record<string, unknown>,
) {
  providerContract({
    name,
    secrets: [...SECRETS, 'wrong-secret-of-mine'],
    // FAX.PLUS has no word for a voice that answers, and one for pages that went through.
    failures: { '93': 'line-error', '95': 'partial' },
    async open() {
      const own = await start()
      return {
        ...own,
        broken(how) {
          if (how === 'credentials') return own.provide(wrong(own))
          const settings = settingsOf({ token: TOKEN, baseUrl: NOBODY })
          return openFaxplus(settings, { clock: systemClock, log: silentLogger })
        },
        receive: async document =>
          void own.vendor.receive(Buffer.from(document), { called: '+15555550100', caller: '+15555551234' }),
      }
    },
  })
}

const wrongToken = () => ({ token: 'wrong-secret-of-mine' })
const variants: Readonly<Record<string, Partial<FaxplusVariants>>> = {
  'FAX.PLUS': {},
  'FAX.PLUS, other ids for records, comments as objects, files by file id': {
    sameId: false,
    comment: 'object',
    fileBy: 'file',
    order: 'oldest',
  },
  'FAX.PLUS, no ids in the answer, numbers with blanks': {
    ids: 'never',
    idKey: 'spaced',
    numberKeys: 'from_number',
    uploadKey: 'file_path',
  },
}

for (const [name, change] of Object.entries(variants))
  contract(name, () => open({ vendor: { variants: change } }), wrongToken)

contract(
  'FAX.PLUS with OAuth',
  async () => {
    const own = await open({ vendor: { credentials: { token: null, oauth: OAUTH } } })
    return { ...own, provider: own.provide(oauthAt(own.simulator.url)) }
  },
  own => {
    const { tokenUrl } = (oauthAt(own.simulator.url) as { oauth: { tokenUrl: string } }).oauth
    return { token: undefined, oauth: { ...OAUTH, tokenUrl, refreshToken: 'wrong-secret-of-mine' } }
  },
)
