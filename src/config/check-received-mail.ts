/** Links to received faxes need an address at which people reach us. */
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'

export function checkReceivedMail(
  { subscribers, http }: Config,
  wrong: (path: Finding['path'], text: string) => void,
): void {
  if (http.publicUrl !== undefined) return
  subscribers.forEach(({ received_mail: { content, max_bytes, too_large } }, i) => {
    const at = ['subscribers', i, 'received_mail']
    if (content === 'link')
      wrong([...at, 'content'], 'a link needs an address that people can reach: set http.publicUrl')
    if (max_bytes !== undefined && too_large === 'link')
      wrong(
        [...at, 'max_bytes'],
        'a larger fax is replaced by a link, which needs an address: set http.publicUrl, or write too_large: split',
      )
  })
}
