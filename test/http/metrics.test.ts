import { describe, expect, it } from 'vitest'
import { METRICS, makeMetrics } from '../../src/http/metrics.ts'

const counts = { jobs: { sending: 2 }, held: 1, tasksDue: 3, tasksParked: 4, mailsQueued: 5, inboundOpen: 6 }

describe('metrics', () => {
  it('shows every row of the table with what was read and counted', async () => {
    const metrics = makeMetrics('1.2.3')
    metrics.connected('relay')
    metrics.refused('relay', 'E_RELAY_DENIED')
    metrics.refused('relay', 'E_RELAY_DENIED')
    const text = await metrics.text({ counts, freeBytes: 7, alive: true, keysOverdue: 8 })
    for (const [name, { kind }] of Object.entries(METRICS)) expect(text).toContain(`# TYPE ${name} ${kind}`)
    for (const line of [
      'faxbridge_info{version="1.2.3"} 1',
      'faxbridge_faxes{state="sending"} 2',
      'faxbridge_faxes{state="failed"} 0',
      'faxbridge_faxes_held 1',
      'faxbridge_tasks_due 3',
      'faxbridge_tasks_parked 4',
      'faxbridge_mails_queued 5',
      'faxbridge_received_open 6',
      'faxbridge_disk_free_bytes 7',
      'faxbridge_keys_overdue 8',
      'faxbridge_queue_alive 1',
      'faxbridge_smtp_connections_total{listener="relay"} 1',
      'faxbridge_smtp_refused_total{listener="relay",code="E_RELAY_DENIED"} 2',
    ])
      expect(text).toContain(line)
  })
})
