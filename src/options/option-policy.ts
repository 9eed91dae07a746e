/** What a subscriber lets its senders choose, from the configuration. Not in charge of what options mean. */
import type { Config, SubscriberConfig } from '../config/schema.ts'
import { type FaxOptions, NO_OPTIONS, type OptionName } from '../fax/fax-options.ts'
import { readWindow } from '../fax/read-time.ts'
import type { ValueContext } from './option-values.ts'

export interface OptionPolicy {
  readonly allow: readonly OptionName[]
  readonly zone: string
  readonly values: NonNullable<ValueContext['subscriber']>
  /** Lower-case names of headers that mean nothing here. */
  readonly ignoredHeaders: readonly string[]
  /** Keys of brackets in subjects that mean nothing here. */
  readonly ignoredTags: readonly string[]
  /** What counts where the sender chooses nothing. */
  readonly defaults: FaxOptions
  /** What the pages are made with where nobody chooses; paper null: by the number. */
  readonly pages: Readonly<Record<'resolution' | 'tone' | 'blankpages' | 'cover' | 'text', string>> & {
    readonly paper: string | null
  }
}

/** `proven`: something beside From shows who the sender is. */
export function optionPolicy(config: Config, subscriber: SubscriberConfig, proven: boolean): OptionPolicy {
  const { options, numbers, time_zone: zone } = subscriber
  const patterns = options.notify.map(globOf)
  const ownDomain = (address: string) =>
    config.smtp.mailDomains.includes(address.slice(address.lastIndexOf('@') + 1).toLowerCase())
  return {
    allow: options.allow,
    zone,
    values: {
      numbers,
      covers: ['standard', ...subscriber.covers.map(({ name }) => name)],
      // A copy to a fax address would come back as a mail to be faxed; one for a stranger is what spam is made of.
      mayNotify: address => proven && !ownDomain(address) && patterns.some(pattern => pattern.test(address)),
    },
    ignoredHeaders: options.ignore_headers.map(name => name.toLowerCase()),
    ignoredTags: options.ignore_tags,
    defaults: defaultsOf(subscriber),
    pages: {
      resolution: subscriber.resolution,
      paper: subscriber.paper ?? null,
      tone: subscriber.tone,
      blankpages: subscriber.blank_pages,
      cover: subscriber.cover,
      text: subscriber.text,
    },
  }
}

/** What is stored with a fax where its sender chooses nothing. */
export function defaultsOf({ options, time_zone: zone }: SubscriberConfig): FaxOptions {
  const { priority, window: text, billing } = options
  if (priority === 'normal' && text === undefined && billing === undefined) return NO_OPTIONS
  const window = text === undefined ? null : readWindow(text)
  return {
    ...NO_OPTIONS,
    priority: priority === 'normal' ? null : priority,
    billingCode: billing ?? null,
    ...(window !== null && 'value' in window ? { window: window.value, zone } : {}),
  }
}

/** `*` stands for any characters of the local part, or of the host names before a domain. */
function globOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\/]/g, '\\$&').replaceAll('*', '[^@]*')
  return new RegExp(`^${escaped}$`, 'i')
}
