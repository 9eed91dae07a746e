import { BridgeError, isBridgeError } from '../../fax/error.ts'

/** The same error with the file's name in it: the sender must know which of five attachments it is. */
export function named(error: unknown, name: string, pages: number): BridgeError {
  const ours = isBridgeError(error) ? error : new BridgeError('E_DOCUMENT_DAMAGED', { cause: error })
  const most = ours.code === 'E_TOO_MANY_PAGES' ? ` At most ${pages} pages can be faxed with one mail.` : ''
  const own = ours.message.replace(new BridgeError(ours.code).message, '').trim()
  const say = `"${name}": ${own}${most}`.replace(/: $/, '.')
  return new BridgeError(ours.code, { cause: error, say, detail: ours.detail })
}
