/** Destinations that send received faxes on must not send them back to ourselves, and somebody must hear when they fail. */
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'

export function checkPassingOn(
  { inbound, subscribers, operator, smtp }: Config,
  wrong: (path: Finding['path'], text: string) => void,
): void {
  const own = subscribers.flatMap(({ numbers }) => numbers as readonly string[])
  for (const [place, settings] of Object.entries(inbound.destinations)) {
    const at = ['inbound', 'destinations', place]
    if (settings.type === 'fax') {
      const { to, subscriber, report } = settings
      if (own.includes(to))
        wrong([...at, 'to'], 'this number is received here: write a rule with subscriber or to instead')
      if (subscriber !== undefined && !subscribers.some(({ id }) => id === subscriber))
        wrong([...at, 'subscriber'], `no subscriber has the id "${subscriber}"`)
      if (report === undefined && operator.mail === undefined)
        wrong([...at, 'report'], 'nobody would hear when it fails: write an address, or set operator.mail')
    }
    if (settings.type === 'internet-fax') {
      const domain = settings.to.slice(settings.to.lastIndexOf('@') + 1).toLowerCase()
      if (smtp.mailDomains.includes(domain))
        wrong([...at, 'to'], `mail to ${domain} comes here: write type: fax to fax it`)
    }
  }
}
