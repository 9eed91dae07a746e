import { providerContract } from '../provider-contract.ts'
import { KEY, type OpenWith, openWith } from './open.ts'

/** Nothing listens on the port of discard, here or anywhere sensible. */
const NOBODY = 'http://127.0.0.1:9'

const opener = (options: OpenWith) => async () => {
  const { provider, simulator, network, vendor, again } = await openWith(options)
  return {
    provider,
    simulator,
    network,
    broken: (how: 'credentials' | 'unreachable') =>
      again(how === 'credentials' ? { apiKey: `${KEY}-wrong` } : { baseUrl: NOBODY }),
    receive: async (document: Uint8Array) =>
      vendor.receive(document, { called: '5555550100', caller: '5555550177' }),
    close: () => simulator.stop(),
  }
}

const secrets = [KEY, `${KEY}-wrong`]

providerContract({
  name: 'openfax, reference in the To header',
  open: opener({ settings: { referenceInHeader: 'to', experimentalInbound: true } }),
  secrets,
})

providerContract({
  name: 'openfax, reference in the From header, the other reading of every open question',
  open: opener({
    settings: { referenceInHeader: 'from', experimentalInbound: true },
    vendor: {
      redials: 2,
      redialSeconds: 0.05,
      variants: {
        headerName: 'fromHeader',
        paperWord: 'InvalidPaperSize',
        restrictedWord: 'Restricted Number',
        balanceKey: 'AccountBalance',
        reportShape: 'object',
        emptyReport: 'word',
        stateOf: 'fax',
        rowAppears: 'afterCall',
        numbersAsText: true,
        zoneHours: 14,
        cursorHonoured: false,
        listingMarksRead: false,
        readUnreadAnswer: 'text',
      },
    },
  }),
  secrets,
})

providerContract({ name: 'openfax, nothing in the header', open: opener({}), secrets })
