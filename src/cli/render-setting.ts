/** How `faxbridge render` draws: options of the command line before those of a subscriber before the defaults. */
import { existsSync } from 'node:fs'
import { defaultConfig } from '../config/defaults.ts'
import { configOrThrow, loadConfig } from '../config/load.ts'
import type { Config, SubscriberConfig } from '../config/schema.ts'
import { filledFacts, filledHeader } from '../documents/cover/fill.ts'
import type { FinishRequest } from '../documents/render/job.ts'
import { RESOLUTIONS, type Resolution, type Tone } from '../fax/document.ts'
import { BridgeError } from '../fax/error.ts'
import type { TextWish } from '../fax/fax-options.ts'
import type { EpochMs } from '../fax/id.ts'
import { type Paper, paperOf } from '../fax/paper.ts'
import { phoneText } from '../mail/phone-text.ts'
import { type OptionTexts, optionsFor } from '../options/mail-options.ts'
import type { MailToRender } from './render-mail.ts'

export interface RenderOptions {
  readonly out: string
  /** At the default place there may be none. */
  readonly config: string
  readonly subscriber?: string
  readonly to?: string
  readonly resolution?: string
  readonly paper?: string
  readonly tone?: string
  readonly blankPages?: string
  readonly cover?: string
  /** True: the header line without a text of its own. */
  readonly header?: string | boolean
  /** Width of the page pictures in pixels. */
  readonly width: string
  readonly quiet?: boolean
  readonly json?: boolean
}

export interface RenderSetting {
  readonly documents: Config['documents']
  readonly limits: Config['smtp']['limits']
  readonly subscriber: SubscriberConfig | null
  readonly resolution: Resolution
  readonly paper: Paper
  readonly tone: Tone
  readonly blankPages: 'keep' | 'remove'
  readonly text: TextWish
  /** Of the mail, without its options. */
  readonly subject: string
  /** Number that it would be sent to; null: not said. */
  readonly to: string | null
  /** `form`: file of a PDF form; null: our own. Null: no cover page. */
  readonly cover: { readonly name: string; readonly form: string | null } | null
  readonly headerText: string | null
  readonly header: boolean
  /** Of the pictures; 0: full size. */
  readonly width: number
}

/** Where the daemon's configuration is looked for when none is named; it need not be there. */
export const DEFAULT_CONFIG = '/etc/faxbridge/faxbridge.yaml'

const PAPERS: readonly Paper[] = ['a4', 'letter', 'legal']
const TONES: readonly Tone[] = ['airtime', 'looks', 'line']
const BLANK_PAGES = ['keep', 'remove'] as const
/** Who sends when no configuration says it. */
const NOBODY = { language: 'en', time_zone: 'UTC', company: '' } as const

/**
 * `textsOfMail`: of the one mail that is drawn; null: files. Throws E_BAD_REQUEST for an option that is not right, E_OPTION for one in
 * the mail, E_CONFIG for a configuration that is not.
 */
export function settingFor(
  options: RenderOptions,
  textsOfMail: ((limits: RenderSetting['limits']) => MailTexts) | null,
  now: EpochMs,
): RenderSetting {
  const isThere = options.config !== DEFAULT_CONFIG || existsSync(options.config)
  const config = isThere ? configOrThrow(loadConfig(options.config, process.env)).config : null
  const subscriber = subscriberOf(config, options.subscriber)
  const { documents, limits } =
    config === null ? defaultConfig() : { documents: config.documents, limits: config.smtp.limits }
  const to = options.to ?? null
  const mail = textsOfMail?.(limits) ?? null
  const chosen = chosenIn(mail, config, subscriber, now)
  return {
    documents,
    limits,
    subscriber,
    resolution:
      oneOf('--resolution', options.resolution, Object.keys(RESOLUTIONS) as Resolution[]) ??
      chosen?.resolution ??
      subscriber?.resolution ??
      'fine',
    paper: oneOf('--paper', options.paper, PAPERS) ?? chosen?.paper ?? subscriber?.paper ?? paperOf(to),
    tone: oneOf('--tone', options.tone, TONES) ?? chosen?.tone ?? subscriber?.tone ?? 'airtime',
    blankPages:
      oneOf('--blank-pages', options.blankPages, BLANK_PAGES) ??
      chosen?.blankPages ??
      subscriber?.blank_pages ??
      'keep',
    text: chosen?.text ?? subscriber?.text ?? 'auto',
    subject: chosen?.subject ?? mail?.subject ?? '',
    to,
    cover: coverNamed(subscriber, options.cover ?? chosen?.cover ?? subscriber?.cover ?? 'none'),
    headerText: typeof options.header === 'string' ? options.header : (chosen?.headerText ?? null),
    header: options.header === undefined ? (subscriber?.header_line ?? false) : options.header !== false,
    width: widthOf(options.width),
  }
}

/** What is added to the pages; null: nothing. */
export function finishRequest(
  setting: RenderSetting,
  mail: MailToRender | null,
  pages: number,
  now: EpochMs,
): Pick<FinishRequest, 'cover' | 'header'> | null {
  const { subscriber, cover, header, headerText } = setting
  if (cover === null && !header) return null
  const house = subscriber ?? NOBODY
  const to = phoneText(setting.to)
  const from = phoneText(subscriber?.numbers[0] ?? null)
  const texts = {
    toNumber: to ?? '',
    from: mail?.from ?? '',
    fromNumber: from ?? '',
    pages: String(pages + 1),
    subject: setting.subject,
    comment: mail?.coverText ?? '',
  }
  return {
    cover: cover === null ? null : { form: cover.form, facts: filledFacts(house, texts, now) },
    header: header ? filledHeader(house, { who: headerText ?? house.company, from, to }, now) : null,
  }
}

/** What of a mail can choose; its addresses are not known. */
export interface MailTexts {
  readonly subject: string
  readonly headers: OptionTexts['headers']
}

/** Only a configuration says what a sender may choose. */
function chosenIn(
  mail: MailTexts | null,
  config: Config | null,
  subscriber: SubscriberConfig | null,
  now: EpochMs,
) {
  if (mail === null || config === null || subscriber === null) return null
  const from = { subscriberId: subscriber.id, proven: true }
  const { options, subject } = optionsFor(config, from, { ...mail, tags: [[]] }, now)
  return { ...options[0], subject }
}

function subscriberOf(config: Config | null, id: string | undefined): SubscriberConfig | null {
  if (id === undefined) return config?.subscribers.length === 1 ? (config.subscribers[0] ?? null) : null
  const found = config?.subscribers.find(subscriber => subscriber.id === id)
  if (found !== undefined) return found
  if (config === null) throw wrong('--subscriber needs a configuration file: name it with --config.')
  const known = config.subscribers.map(subscriber => subscriber.id).join(', ')
  throw new BridgeError('E_NOT_FOUND', { say: `No subscriber has the id "${id}": there is ${known}.` })
}

function coverNamed(subscriber: SubscriberConfig | null, name: string): RenderSetting['cover'] {
  if (name === 'none') return null
  const form = subscriber?.covers.find(cover => cover.name === name)?.form ?? null
  if (form !== null || name === 'standard') return { name, form }
  const known = ['none', 'standard', ...(subscriber?.covers ?? []).map(cover => cover.name)].join(', ')
  throw wrong(`There is no cover page "${name}": there is ${known}.`)
}

function oneOf<T extends string>(option: string, value: string | undefined, all: readonly T[]): T | null {
  if (value === undefined) return null
  const found = all.find(one => one === value)
  if (found === undefined) throw wrong(`${option} is ${all.join(', ')}, not "${value}".`)
  return found
}

function widthOf(text: string): number {
  const width = Number(text)
  if (Number.isInteger(width) && width >= 0 && width <= 1728) return width
  throw wrong(`--width is a number of pixels from 1 to 1728, or 0 for full size, not "${text}".`)
}

const wrong = (say: string) => new BridgeError('E_BAD_REQUEST', { say })
