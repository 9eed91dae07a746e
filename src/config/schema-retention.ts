/** Keys of a subscriber about how long its documents are kept. What counts without them: sending.keepDays, inbound.keepDays. */
import { z } from 'zod'

const days = z.number().min(0).max(36_500)

export const retentionKeys = {
  keep_sent_days: days
    .optional()
    .describe(
      'Mails and pages of sent faxes are deleted this long after the end. 0: once the report is out. Default: sending.keepDays.',
    ),
  keep_received_days: days
    .optional()
    .describe(
      'Pages of received faxes are deleted this long after the delivery. 0: once it is done. Default: inbound.keepDays.',
    ),
}
