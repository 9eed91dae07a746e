/** What must fit together where senders prove themselves by a link: it goes to whoever stands in From, and leads to us. */
import { aclKind } from '../fax/acl-pattern.ts'
import { ANYBODY, fitsAnybody } from './acl-checks.ts'
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'

type Say = (path: Finding['path'], text: string) => void

export function checkLinks({ subscribers, http }: Config, wrong: Say, warn: Say): void {
  subscribers.forEach(({ acl }, i) => {
    acl.forEach((entry, k) => {
      if (!entry.needs?.includes('link')) return
      const at = ['subscribers', i, 'acl', k, 'needs']
      const kind = aclKind(entry)
      if (!entry.from_email) wrong(at, '"link" writes to the sender: say in from_email to whom')
      if (http.publicUrl === undefined)
        wrong(at, '"link" needs an address that senders can reach: set http.publicUrl')
      if (kind !== null && fitsAnybody(kind, entry.from_email, ANYBODY.from_email))
        warn(at, 'anybody can make faxbridge write to anybody: name your domains in from_email')
    })
  })
}
