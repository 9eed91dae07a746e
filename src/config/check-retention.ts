/** Documents must be there as long as something promises them. */
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'

type Say = (path: Finding['path'], text: string) => void

export function checkRetention({ subscribers, inbound }: Config, wrong: Say): void {
  subscribers.forEach(({ received_mail: mail, keep_received_days: own }, i) => {
    const kept = own ?? inbound.keepDays
    const hasLinks = mail.content === 'link' || (mail.max_bytes !== undefined && mail.too_large === 'link')
    if (!hasLinks || kept >= mail.link_days) return
    const where = own === undefined ? `inbound.keepDays is ${kept}` : `keep_received_days is ${kept}`
    wrong(
      ['subscribers', i, 'received_mail', 'link_days'],
      `${where}: the fax would be deleted before its link ends after ${mail.link_days} days. Make one of them fit the other`,
    )
  })
}
