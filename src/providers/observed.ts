/** Provider accounts whose calls somebody counts: the same contract, and each call is told with how it ended. */
import { isBridgeError } from '../fax/error.ts'
import type { FaxProvider, InboundSource } from './provider.ts'

/** What can be called at a provider. */
export const PROVIDER_CALLS = [
  'submit',
  'status',
  'statusOfMany',
  'find',
  'watermark',
  'cancel',
  'balance',
  'probe',
  'maintain',
  'list',
  'fetch',
  'acknowledge',
] as const
export type ProviderCallName = (typeof PROVIDER_CALLS)[number]

export interface ProviderCall {
  readonly account: string
  readonly name: ProviderCallName
  /** Null: it gave an answer, a verdict against the fax among them. */
  readonly error: unknown
  readonly seconds: number
}

export type TellCall = (call: ProviderCall) => void

/** How a call ended, in a word: `ok`, or the kind of its error. */
export function resultOf(
  error: unknown,
): 'ok' | 'refused' | 'temporary' | 'permanent' | 'ambiguous' | 'error' {
  if (error === null) return 'ok'
  return isBridgeError(error) ? error.kind : 'error'
}

/** `steady`: milliseconds that nobody can set. */
export function observedProviders(
  providers: ReadonlyMap<string, FaxProvider>,
  tell: TellCall,
  steady: () => number,
): Map<string, FaxProvider> {
  return new Map(
    [...providers].map(([account, provider]) => [account, observed(account, provider, tell, steady)]),
  )
}

type Method = (...args: never[]) => Promise<unknown>

function observed(account: string, provider: FaxProvider, tell: TellCall, steady: () => number): FaxProvider {
  const timed =
    (name: ProviderCallName, method: Method): Method =>
    async (...args) => {
      const began = steady()
      const ended = (error: unknown) => tell({ account, name, error, seconds: (steady() - began) / 1000 })
      try {
        const answer = await method(...args)
        ended(null)
        return answer
      } catch (error) {
        ended(error)
        throw error
      }
    }
  /** What is absent stays absent: that a method is there is the capability. */
  const all = <T extends object>(thing: T): T => {
    const methods = PROVIDER_CALLS.flatMap(name => {
      const method: unknown = Reflect.get(thing, name)
      return typeof method === 'function' ? [[name, timed(name, method.bind(thing) as Method)]] : []
    })
    return { ...thing, ...Object.fromEntries(methods) }
  }
  const made = all(provider)
  return provider.inbound === undefined ? made : { ...made, inbound: all<InboundSource>(provider.inbound) }
}
