/** Knows one fax that can be replied to, and writes down what it is asked to do. */
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { FaxJobId } from '../../src/fax/id.ts'
import type { RepliedFax, ReplyDesk, ReplyOrder } from '../../src/fax/reply-order.ts'

export const REPLY_TOKEN = '01kaj00000aaaaaaaaaaaaaaaa0h2w0123456789abcdefghjkmnpqrs'
const KEYED_TOKEN = REPLY_TOKEN.replace(/s$/, 'k')
const UNPROVEN_TOKEN = REPLY_TOKEN.replace(/s$/, 'n')

const fax = (subscriberId: string, sender: string): RepliedFax => ({
  id: 'fax_01kaj00000aaaaaaaaaaaaaaaa' as FaxJobId,
  subscriberId,
  number: '+15555551212' as FaxNumber,
  sender,
})

export class FakeReplyDesk implements ReplyDesk {
  readonly orders: ReplyOrder[] = []
  readonly #faxes: ReadonlyMap<string, RepliedFax> = new Map([
    [REPLY_TOKEN, fax('sales', 'ann@example.com')],
    [KEYED_TOKEN, fax('keyed', 'ann@example.com')],
    [UNPROVEN_TOKEN, fax('trusting', 'ann@example.com')],
  ])

  async find(token: string): Promise<RepliedFax | null> {
    return this.#faxes.get(token) ?? null
  }

  async carryOut(order: ReplyOrder): Promise<void> {
    this.orders.push(order)
  }
}
