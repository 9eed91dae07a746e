/**
 * What the sender of a mail chose for each of its faxes: three layers, the address before the subject before the headers
 * before the subscriber's own settings. In charge of precedence, of contradictions and of what must be the same for a
 * whole mail. An option that cannot be honoured is an error here: it is never faxed and never passed over.
 */

import type { Config } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import { type FaxOptions, OPTION_FIELDS, type OptionName } from '../fax/fax-options.ts'
import type { EpochMs } from '../fax/id.ts'
import { defaultsOf, type OptionPolicy, optionPolicy } from './option-policy.ts'
import { MOST_COPIES, readOptionValue, type ValueContext } from './option-values.ts'
import { subjectOptions } from './subject-tags.ts'
import {
  addressOptions,
  type FaxHeader,
  headerOptions,
  optionError,
  unreadable,
  visible,
  type WrittenOption,
} from './written-options.ts'

/** Where options may stand in one mail. */
export interface OptionTexts {
  readonly subject: string
  readonly headers: readonly FaxHeader[]
  /** For each recipient what its address has after the number. */
  readonly tags: readonly (readonly string[])[]
}

/** What was chosen with one mail. */
export interface MailOptions {
  /** For each recipient. */
  readonly options: readonly FaxOptions[]
  /** Without the tags. */
  readonly subject: string
}

type Chosen = Partial<FaxOptions>

/**
 * The options of a mail of this subscriber. `proven`: something beside From shows who sent it. Throws as `mailOptions`,
 * and E_INTERNAL when the subscriber has just left the configuration.
 */
export function optionsFor(
  config: Config,
  from: { readonly subscriberId: string; readonly proven: boolean },
  texts: OptionTexts,
  now: EpochMs,
): MailOptions {
  const subscriber = config.subscribers.find(({ id }) => id === from.subscriberId)
  if (subscriber === undefined)
    throw new BridgeError('E_INTERNAL', { detail: { subscriber: from.subscriberId } })
  const { subject, headers, tags } = texts
  // Nearly all mails: nothing in them could be an option.
  const none = headers.length === 0 && !/[[\uff3b]/.test(subject) && tags.every(some => some.length === 0)
  if (!none) return mailOptions(optionPolicy(config, subscriber, from.proven), texts, now)
  const options = defaultsOf(subscriber)
  return { options: tags.map(() => options), subject }
}

/** Throws E_OPTION, E_OPTION_ADDRESS, E_OPTION_DENIED, E_OPTION_NOT_OFFERED, E_OPTION_CONFLICT with what to write. */
export function mailOptions(policy: OptionPolicy, texts: OptionTexts, now: EpochMs): MailOptions {
  const context: ValueContext = { subscriber: policy.values, now, zone: policy.zone }
  const possible = (name: OptionName, text: string) => isPossible(name, text, context)
  const tagged = subjectOptions(texts.subject, possible, policy.ignoredTags)
  const written = headerOptions(texts.headers, policy.ignoredHeaders)
  const tagsThere = texts.tags.some(tags => tags.length > 0)
  if (!tagsThere && tagged.options.length === 0 && written.length === 0)
    return { options: texts.tags.map(() => policy.defaults), subject: tagged.subject }
  const read = (layer: readonly WrittenOption[]) => chosenIn(layer, policy, context)
  const ofMail = { ...read(written), ...read(tagged.options) }
  const options = texts.tags.map(tags =>
    withZone({ ...policy.defaults, ...ofMail, ...read(addressOptions(tags)) }, policy.zone),
  )
  mustBeAlike(options, policy)
  return { options, subject: tagged.subject }
}

/** At RCPT nobody knows yet whose mail it is: what could not be an option of anybody is refused. */
export function checkAddressTags(tags: readonly string[]): void {
  const context: ValueContext = { subscriber: null, now: null, zone: 'UTC' }
  for (const option of addressOptions(tags)) valueIn(option, context)
}

function isPossible(name: OptionName, text: string, context: ValueContext): boolean {
  const read = readOptionValue(name, text, context)
  return 'value' in read || read.code !== undefined
}

function valueIn(option: WrittenOption, context: ValueContext): FaxOptions[keyof FaxOptions] {
  const { layer, shown, name } = option
  const read = readOptionValue(name, visible(layer, shown, option.text), context)
  if ('value' in read) return read.value
  const { problem, code = 'E_OPTION' } = read
  throw code === 'E_OPTION' ? unreadable(layer, shown, problem) : optionError(code, shown, problem)
}

/** One layer must be of one mind. Only addresses for copies add up. */
function chosenIn(layer: readonly WrittenOption[], policy: OptionPolicy, context: ValueContext): Chosen {
  const chosen: Partial<Record<keyof FaxOptions, FaxOptions[keyof FaxOptions]>> = {}
  const said = new Map<keyof FaxOptions, WrittenOption>()
  for (const option of layer) {
    const { name, shown } = option
    if (!policy.allow.includes(name))
      throw optionError('E_OPTION_DENIED', shown, `your fax operator has not allowed the option ${name}`)
    const field = OPTION_FIELDS[name]
    const value = valueIn(option, context)
    const before = said.get(field)
    if (before !== undefined && name !== 'notify' && JSON.stringify(chosen[field]) !== JSON.stringify(value))
      throw optionError('E_OPTION_CONFLICT', `${before.shown} and ${shown}`, 'write one of them')
    chosen[field] = name === 'notify' ? together(option, chosen.notify, value) : value
    said.set(field, option)
  }
  return chosen as Chosen
}

function together({ layer, shown }: WrittenOption, before: unknown, more: unknown): readonly string[] {
  const all = [...new Set([...((before ?? []) as string[]), ...(more as string[])])]
  if (all.length <= MOST_COPIES) return all
  throw unreadable(layer, shown, `there are more than ${MOST_COPIES} addresses for copies`)
}

/** Times without their zone could not be kept when the clocks change. */
function withZone(options: FaxOptions, zone: string): FaxOptions {
  return { ...options, zone: options.sendAt === null && options.window === null ? null : zone }
}

/** A mail is made into pages once, for all its faxes, and its text goes onto the cover page or stays off it. */
function mustBeAlike(options: readonly FaxOptions[], { pages }: OptionPolicy): void {
  for (const name of ['resolution', 'paper', 'tone', 'blankpages', 'cover', 'text'] as const) {
    const field = OPTION_FIELDS[name]
    const values = new Set(options.map(one => one[field] ?? pages[name]))
    if (values.size <= 1) continue
    const [a, b] = [...values].map(value => (value === null ? `no ${name}` : String(value)))
    throw new BridgeError('E_OPTION_CONFLICT', {
      say: `The ${name} must be the same for all recipients of one mail (here: ${a} and ${b}): send separate mails.`,
      detail: { option: name },
    })
  }
}
