/**
 * All simulated vendors by type: how each is made with the credentials of the trial, how a received fax is put there,
 * and which news it would post to a webhook. The credentials are no secrets: they are printed.
 */
import { makeFaxplusVendor } from './faxplus.ts'
import type { SimulatedNetwork } from './network.ts'
import { makeNgcpVendor } from './ngcp.ts'
import { makeOpenfaxVendor } from './openfax.ts'
import { makeOpentextVendor } from './opentext.ts'
import type { Vendor } from './simulator.ts'
import { makeUcxVendor } from './ucx.ts'

/** One call to a webhook. */
export interface NewsPost {
  readonly type: string
  readonly body: string
  /** Where the vendor was told to post it; null: to the address on the command line. */
  readonly target: string | null
}

export interface SimulatedVendor {
  readonly vendor: Vendor
  /** A fax comes in. */
  receive(document: Buffer, call: { readonly called: string; readonly caller: string }): void
  /** What has happened since the last time and would be posted. */
  news(): readonly NewsPost[]
}

type Variants = Readonly<Record<string, unknown>>

export interface VendorKind {
  /** `password`: what it takes; default: the one of the trial. `variants`: of variants.ts, checked. */
  make(network: SimulatedNetwork, password?: string, variants?: Variants): SimulatedVendor
  /** The account for a faxbridge configuration that talks to it at this address. */
  account(url: string, password?: string): Readonly<Record<string, unknown>>
}

const USER = 'simulator'
const PASSWORD = 'simulator-password'
const NUMBER = '15555550100'
const json = (body: object): NewsPost => ({
  type: 'application/json',
  body: JSON.stringify(body),
  target: null,
})

export const VENDORS: Readonly<Record<'opentext' | 'openfax' | 'faxplus' | 'ngcp' | 'ucx', VendorKind>> = {
  opentext: {
    make(network, password = PASSWORD, variants = {}) {
      const vendor = makeOpentextVendor({ network, username: USER, password, options: variants })
      return {
        vendor,
        receive: (document, call) => void vendor.receive(document, call),
        news: () => vendor.news().map(json),
      }
    },
    account: (url, password = PASSWORD) => ({
      type: 'opentext',
      baseUrl: `${url}/mra/v1`,
      username: USER,
      password,
    }),
  },
  openfax: {
    make(network, password = PASSWORD, variants = {}) {
      const vendor = makeOpenfaxVendor({
        network,
        accountId: '4711',
        apiKey: password,
        numbers: [NUMBER],
        variants,
      })
      return {
        vendor,
        receive: (document, call) => void vendor.receive(document, call),
        news: () =>
          vendor.postBacks().map(fields => ({
            type: 'application/x-www-form-urlencoded',
            body: new URLSearchParams(fields).toString(),
            target: null,
          })),
      }
    },
    account: (url, password = PASSWORD) => ({
      type: 'openfax',
      baseUrl: url,
      accountId: '4711',
      apiKey: password,
      pollSeconds: 5,
      experimentalInbound: true,
    }),
  },
  faxplus: {
    make(network, password = PASSWORD, variants = {}) {
      const vendor = makeFaxplusVendor({ network, credentials: { token: password }, variants })
      return {
        vendor,
        receive: (document, call) => void vendor.receive(document, call),
        news: () =>
          vendor
            .hookCalls()
            .map(({ target, body }) => ({ type: 'application/json', body: JSON.stringify(body), target })),
      }
    },
    account: (url, password = PASSWORD) => ({
      type: 'faxplus',
      baseUrl: `${url}/v3`,
      token: password,
      pollSeconds: 2,
    }),
  },
  ngcp: {
    make(network, password = PASSWORD, variants = {}) {
      const vendor = makeNgcpVendor({
        network,
        username: USER,
        password,
        subscriberId: 3,
        number: NUMBER,
        variants,
      })
      return { vendor, receive: (document, call) => void vendor.receive(document, call), news: () => [] }
    },
    account: (url, password = PASSWORD) => ({
      type: 'ngcp',
      baseUrl: url,
      username: USER,
      password,
      subscriberId: 3,
    }),
  },
  ucx: {
    make(network, password = PASSWORD, variants = {}) {
      const vendor = makeUcxVendor({ network, clientId: USER, clientSecret: password, variants })
      return { vendor, receive: (document, call) => void vendor.receive(document, call), news: () => [] }
    },
    account: (url, password = PASSWORD) => ({
      type: 'ucx',
      baseUrl: url,
      clientId: USER,
      clientSecret: password,
      faxId: '2',
      faxes: [{ id: '2', number: `+${NUMBER}` }],
    }),
  },
}
