/** What the SMTP session needs to know of a mail at the end of DATA, from its index. */
import libmime from 'libmime'
import type { MailFacts } from '../fax/accepted-mail.ts'
import type { MailIndex } from './mail-index.ts'
import { partsToFax } from './mail-plan.ts'

/** RFC 5322 §2.1.1 bounds a line; longer subjects and ids are no use to anybody. */
const MAX_VALUE = 998

export function factsOf(index: MailIndex): MailFacts {
  const all = (name: string): string[] =>
    index.headers.filter(header => header.name === name).map(header => header.value)
  const first = (name: string): string | null => all(name)[0] ?? null
  const autoSubmitted = all('auto-submitted')
  return {
    size: index.size,
    from: first('from'),
    sender: first('sender'),
    subject: oneLine(libmime.decodeWords((first('subject') ?? '').slice(0, 8 * MAX_VALUE))),
    messageId: oneLine(first('message-id') ?? '') || null,
    receivedCount: all('received').length,
    // RFC 3834 §5: anything but `no` says that no person sent it; one such header among several is enough.
    autoSubmitted: autoSubmitted.find(value => !/^no\b/i.test(value)) ?? autoSubmitted[0] ?? null,
    precedence: first('precedence'),
    isList: index.headers.some(header => header.name.startsWith('list-')),
    isReport: index.root.type === 'multipart/report',
    bodyHead: index.bodyHead,
    faxable: keyCut => partsToFax(index, { keyCut }).some(part => part.leftOut === null),
  }
}

function oneLine(value: string): string {
  return value
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd')
    .trim()
    .slice(0, MAX_VALUE)
}
