import { BridgeError, type ErrorCode, isBridgeError } from '../../fax/error.ts'

const NEW_PDF = 'Open it, save it as a new PDF and attach that.'
/** What helps where the reason itself does not say it. */
const ADVICE: Readonly<Partial<Record<ErrorCode, string>>> = {
  E_DOCUMENT_DAMAGED: NEW_PDF,
  E_RENDER_CRASH: NEW_PDF,
  E_RENDER_LIMIT: 'Make a smaller PDF of it and attach that.',
  E_TOO_MANY_PAGES: 'Split it and send it in parts.',
}
/** Reasons with advice have it behind a colon, or as a sentence that asks for something. */
const ADVISES = /: (?!It |The |Its |Page |A )|(?:Save|Send|Attach) /

/** The same error with the file's name in it, and what to do: the sender must know which of five attachments it is. */
export function named(error: unknown, name: string, pages: number): BridgeError {
  const ours = isBridgeError(error) ? error : new BridgeError('E_DOCUMENT_DAMAGED', { cause: error })
  const own = ours.say
  const most = ours.code === 'E_TOO_MANY_PAGES' ? `At most ${pages} pages can be faxed with one mail.` : ''
  const advice = ADVISES.test(own) ? '' : own === EMPTY ? ATTACH_AGAIN : (ADVICE[ours.code] ?? '')
  const say = [`"${name}":`, own, most, advice].filter(text => text !== '').join(' ')
  return new BridgeError(ours.code, { cause: error, say, detail: ours.detail })
}

const EMPTY = 'It is empty.'
const ATTACH_AGAIN = 'Look at the file and attach it again.'

/** Of a mail with many attachments, so many are named when one of them is the culprit and nobody knows which. */
const MOST_NAMES = 5

/** A renderer that was killed, or died, says nothing any more: its error names the files that it had. */
export function ofThese(error: unknown, names: readonly string[]): unknown {
  if (!isBridgeError(error) || names.length === 0) return error
  const { code, detail, say: own } = error
  if (code !== 'E_RENDER_LIMIT' && code !== 'E_RENDER_CRASH') return error
  if (own.startsWith('"')) return error
  const shown = names.slice(0, MOST_NAMES).map(name => `"${name}"`)
  const more = names.length > MOST_NAMES ? ' …' : ''
  const advice = code === 'E_RENDER_LIMIT' ? ' Send fewer or simpler pages.' : ''
  const say = own === '' ? `${shown.join(' ')}${more}` : `${shown.join(' ')}${more}: ${own}${advice}`
  return new BridgeError(code, { cause: error, say, detail })
}
