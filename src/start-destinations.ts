/** The part of the composition root that knows where received faxes can go beside mail, and who passes them on. */
import { makeDestinations } from './destinations/open.ts'
import { makeInternetFax } from './inbound/internet-fax.ts'
import type { InboundDeps } from './inbound/steps.ts'
import { type ForwardDeps, makeForward } from './outbound/forward.ts'

export function openDestinations(
  deps: ForwardDeps & Omit<InboundDeps, 'destinations'>,
): InboundDeps['destinations'] {
  const { config, runtime } = deps
  const ways = { forward: makeForward(deps), internetFax: makeInternetFax(deps) }
  return makeDestinations(config, { clock: runtime.clock, ways })
}
