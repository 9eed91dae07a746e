import { configOrThrow, parseConfig } from '../../src/config/load.ts'
import type { Config, ConfigInput } from '../../src/config/schema.ts'
import type { FaxOptions } from '../../src/fax/fax-options.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { mailOptions, type OptionTexts } from '../../src/options/mail-options.ts'
import { type OptionPolicy, optionPolicy } from '../../src/options/option-policy.ts'

type SubscriberInput = ConfigInput['subscribers'][number]

/** Saturday noon UTC, 13:00 in Berlin. */
export const NOON = Date.parse('2026-11-21T12:00Z') as EpochMs

/** A configuration with one subscriber in Berlin, who has two numbers. */
export function aConfig(
  subscriber: Partial<SubscriberInput> = {},
  provider: Config['providers'][string] | object = { type: 'loopback' },
): Config {
  const input = {
    hostname: 'fax.example.com',
    smtp: { mailDomains: ['fax.local'], listeners: [{ name: 'test', listen: '127.0.0.1:0' }] },
    relay: { url: 'smtp://127.0.0.1:25', from: 'Fax <fax@fax.local>' },
    providers: { demo: provider },
    routes: [{ prefix: '+', provider: 'demo' }],
    subscribers: [
      {
        id: 'sales',
        active: true,
        numbers: ['+15555550100', '+15555550101'],
        country: 'US',
        time_zone: 'Europe/Berlin',
        acl: [{ from_email: 'ann@example.com' }],
        ...subscriber,
      },
    ],
  }
  return configOrThrow(parseConfig(JSON.stringify(input), 'policy.yaml', {})).config
}

export function aPolicy(options: SubscriberInput['options'] = {}, proven = true): OptionPolicy {
  const config = aConfig({ options: { notify: ['*@example.com'], ...options } })
  const [subscriber] = config.subscribers
  if (subscriber === undefined) throw new Error('no subscriber')
  return optionPolicy(config, subscriber, proven)
}

/** What is chosen by these texts, where it is anything; for one recipient unless `tags` has more. */
export function chosen(texts: Partial<OptionTexts>, policy: OptionPolicy = aPolicy(), now = NOON) {
  const all = { subject: 'Hello', headers: [], tags: [[]], ...texts }
  const { options, subject } = mailOptions(policy, all, now)
  return { options: options.map(short), subject }
}

function short(options: FaxOptions): Partial<FaxOptions> {
  const said = Object.entries(options).filter(([, value]) => value !== null && String(value) !== '')
  return Object.fromEntries(said.filter(([name]) => name !== 'zone'))
}

/** A header as the mail scanner gives it. */
export function header(line: string) {
  const colon = line.indexOf(':')
  return { name: line.slice(0, colon).toLowerCase(), value: line.slice(colon + 1).trim() }
}
