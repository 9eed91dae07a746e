/** What a subscriber's keys on reports say together. */
import type { Finding } from './explain.ts'
import type { SubscriberConfig } from './schema.ts'

type Path = Finding['path']
type Say = (path: Path, text: string) => void

export function checkReports(subscriber: SubscriberConfig, path: Path, wrong: Say, warn: Say): void {
  const { report, report_success: older, report_copies: copies, report_digest: digest } = subscriber
  if (older !== undefined) {
    const same = older ? 'always' : 'failure'
    if (report === undefined || report === same)
      warn([...path, 'report_success'], `this is the older spelling: write "report: ${same}" instead`)
    else wrong([...path, 'report_success'], `it says the opposite of "report: ${report}": remove this key`)
  }
  copies.forEach((copy, i) => {
    const here = [...path, 'report_copies', i]
    const { destination, incoming, outgoing, status } = copy
    if (!incoming && !outgoing && !status)
      wrong(here, `${destination} would get nothing: set incoming, outgoing or status`)
    if (outgoing && subscriber.report_minimal)
      wrong([...here, 'outgoing'], 'it attaches the pages, which report_minimal forbids: choose one of them')
    const first = copies.findIndex(other => other.destination.toLowerCase() === destination.toLowerCase())
    if (first !== i) wrong([...here, 'destination'], `"${destination}" stands here twice`)
  })
  if (report === 'never' && digest === undefined && !copies.some(({ status }) => status))
    warn([...path, 'report'], 'nobody will hear of a fax that failed: set report_copies or report_digest')
}
