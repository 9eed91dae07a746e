/** What the keys of the relays say together. */

import { isLoopback } from '../fax/private-relay.ts'
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'

type Path = Finding['path']
type Say = (path: Path, text: string) => void
type Relay = Config['relay'] | Config['relay']['fallback'][number]

export function checkRelay({ relay, smtp }: Config, wrong: Say, warn: Say): void {
  if (relay.bounces !== undefined && !smtp.mailDomains.includes(relay.bounces))
    wrong(
      ['relay', 'bounces'],
      `bounces must come back here: write one of smtp.mailDomains (${smtp.mailDomains.join(', ')})`,
    )
  if (relay.bounces !== undefined && relay.returnPath !== undefined)
    warn(['relay', 'returnPath'], 'it is not used, since there is bounces: remove one of them')
  if (!/^[^<>@\s]+@[^<>@\s]+$|^[^<>]*<[^<>@\s]+@[^<>@\s]+>$/.test(relay.from))
    wrong(
      ['relay', 'from'],
      `write one address, with a name or without: "Fax <fax@example.com>"; here is "${relay.from}"`,
    )
  checkLogin(relay, ['relay'], wrong, warn)
  const urls = [relay.url]
  relay.fallback.forEach((other, i) => {
    checkLogin(other, ['relay', 'fallback', i], wrong, warn)
    if (urls.includes(other.url))
      wrong(['relay', 'fallback', i, 'url'], `"${other.url}" stands here twice: each server once`)
    urls.push(other.url)
  })
}

function checkLogin(relay: Relay, path: Path, wrong: Say, warn: Say): void {
  const { user, password, oauth, tls, url } = relay
  if (oauth !== undefined) {
    if (password !== undefined)
      warn([...path, 'password'], 'it is not used, since there is oauth: remove one of them')
    const { clientSecret, privateKey, refreshToken, subject, keyId } = oauth
    const at = (key: string) => [...path, 'oauth', key]
    if (clientSecret === undefined && privateKey === undefined)
      wrong([...path, 'oauth'], 'write clientSecret, or privateKey for a service account')
    if (privateKey !== undefined && clientSecret !== undefined)
      warn(at('clientSecret'), 'it is not used, since there is privateKey: remove one of them')
    if (privateKey !== undefined && refreshToken !== undefined)
      warn(at('refreshToken'), 'it is not used: a service account has none')
    if (privateKey === undefined && (subject !== undefined || keyId !== undefined))
      wrong(
        at(subject === undefined ? 'keyId' : 'subject'),
        'it belongs to privateKey: write that, or remove it',
      )
    if (user === undefined)
      wrong([...path, 'user'], 'oauth needs user, the address of the mailbox that is sent from')
  } else if ((user === undefined) !== (password === undefined))
    wrong(
      [...path, user === undefined ? 'password' : 'user'],
      'user and password belong together: write both or none',
    )
  const { protocol, hostname } = new URL(url)
  const near = hostname === '' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'))
  if (tls !== 'off' || protocol === 'smtps:' || near) return
  warn(
    [...path, 'tls'],
    user === undefined
      ? 'received faxes and reports cross the network in clear: anybody on the way can read them'
      : 'faxes and the password of the relay cross the network in clear: anybody on the way can read them',
  )
}
