/** In which language a mail of ours is written: the subscriber's, or that of the mail which it answers. */
import type { Config, SubscriberConfig } from '../config/schema.ts'
import { languageWanted, wordsFor } from '../words/languages.ts'
import type { Words } from '../words/words.ts'

/** `headers`: the header block of the sender's mail, for `language_from_sender`; null where there is none. */
export function wordsForReader(
  config: Pick<Config, 'reports'>,
  subscriber: Pick<SubscriberConfig, 'language' | 'language_from_sender'> | null,
  headers: Uint8Array | null,
): Words {
  const overrides = config.reports.templates?.overrides
  if (subscriber === null) return wordsFor('en', overrides)
  const { language, language_from_sender: asSender } = subscriber
  const wanted = asSender && headers !== null ? languageOfMail(headers) : null
  return wordsFor(wanted ?? language, overrides)
}

/** RFC 3282: the language that the mail is in; else the one that its writer would like to read. */
export function languageOfMail(headers: Uint8Array) {
  const text = Buffer.from(headers).toString('latin1')
  const field = (name: string) => {
    const found = new RegExp(`^${name}:((?:.*)(?:\\r?\\n[ \\t].*)*)`, 'im').exec(text)
    return found?.[1]?.replace(/\s+/g, ' ').trim() ?? null
  }
  return languageWanted(field('content-language')) ?? languageWanted(field('accept-language'))
}
