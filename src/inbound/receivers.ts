/** Who gets the received faxes of a subscriber. */
import type { SubscriberConfig } from '../config/schema.ts'
import type { DeliveryFormat } from '../fax/delivery-format.ts'

/** The addresses of `received`, then those of copies, each once. */
export function receiversOf(subscriber: Pick<SubscriberConfig, 'received' | 'report_copies'>) {
  const copies = subscriber.report_copies
    .filter(({ incoming }) => incoming)
    .map(({ destination: mail, filetype: format }) => ({ mail, format }))
  const known = new Set<string>()
  return [...subscriber.received, ...copies].filter(({ mail }) => {
    const isNew = !known.has(mail.toLowerCase())
    known.add(mail.toLowerCase())
    return isNew
  })
}

/** As the subscriber has it for this address; else PDF. */
export function formatFor(subscriber: Parameters<typeof receiversOf>[0] | null, to: string): DeliveryFormat {
  const known = subscriber === null ? [] : receiversOf(subscriber)
  return known.find(({ mail }) => mail.toLowerCase() === to.toLowerCase())?.format ?? 'pdf'
}
