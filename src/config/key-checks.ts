/** What must fit together about secret keys: a renewal that nobody is told of would lock everybody out. */
import { hasPrivateRelay } from '../fax/private-relay.ts'
import type { Finding } from './explain.ts'
import type { Config, SubscriberConfig } from './schema.ts'

/** The shortest interval of each kind: a grace longer than that would let three keys work. */
const INTERVAL_HOURS = { daily: 24, weekly: 7 * 24, monthly: 28 * 24 } as const

export function checkKeys(config: Config): { readonly errors: Finding[]; readonly warnings: Finding[] } {
  const errors: Finding[] = []
  const warnings: Finding[] = []
  config.subscribers.forEach((subscriber, i) => {
    const path = ['subscribers', i]
    for (const [key, text] of wrongIn(subscriber)) errors.push({ path: [...path, key], text })
    if (subscriber.secret_key_renew !== 'never' && !hasPrivateRelay(config.relay)) {
      const text =
        'the relay has no TLS, so new keys cannot be mailed: when one is due, you are asked to rotate it by hand'
      warnings.push({ path: [...path, 'secret_key_renew'], text })
    }
  })
  return { errors, warnings }
}

function* wrongIn(subscriber: SubscriberConfig): Generator<readonly [key: string, text: string]> {
  const { secret_key: key, secret_key_renew: renew, secret_key_grace_hours: grace } = subscriber
  const notify = subscriber.secret_renew_notify.map(({ destination }) => destination.toLowerCase())
  const twice = notify.find((address, i) => notify.indexOf(address) !== i)
  if (twice !== undefined)
    yield ['secret_renew_notify', `"${twice}" stands here twice: write each address once`]
  if (renew === 'never') return
  if (key === null)
    yield ['secret_key_renew', 'there is no secret_key to renew: write one; "faxbridge keys new" makes one']
  if (notify.length === 0)
    yield ['secret_key_renew', 'nobody would get the new key: write an address into secret_renew_notify']
  if (grace > INTERVAL_HOURS[renew])
    yield [
      'secret_key_grace_hours',
      `the old key may work for one interval at most: write ${INTERVAL_HOURS[renew]} or less`,
    ]
}
