/** A platform that answers what a test tells it, over real HTTP. */
import { makeNgcp, openNgcpHttp } from '../../../src/providers/ngcp/adapter.ts'
import type { FaxProvider } from '../../../src/providers/provider.ts'
import type { Clock } from '../../../src/runtime.ts'
import {
  type RunningSimulator,
  type SimReply,
  type SimRequest,
  startSimulator,
} from '../../../src/simulate/simulator.ts'
import { FakeClock } from '../../fakes/clock.ts'
import { SUBSCRIBER, settingsOf } from './setup.ts'

export const NOW = Date.UTC(2026, 10, 21, 6, 0, 0)

export interface Scripted {
  readonly provider: FaxProvider
  readonly simulator: RunningSimulator
  readonly clock: FakeClock
  /** What is answered from now on. */
  reply(answer: (request: SimRequest) => SimReply | Promise<SimReply>): void
  close(): Promise<void>
}

export async function openScripted(keys: Record<string, unknown> = {}): Promise<Scripted> {
  const clock = new FakeClock(NOW)
  let answer: (request: SimRequest) => SimReply | Promise<SimReply> = () => ({ status: 404 })
  const simulator = await startSimulator(
    {
      async answer(request) {
        const reply = await answer(request)
        return { ...reply, headers: { date: new Date(clock.now()).toUTCString(), ...reply.headers } }
      },
    },
    '127.0.0.1',
    0,
  )
  const settings = settingsOf({ baseUrl: simulator.url, ...keys })
  const http = await openNgcpHttp(settings, {
    clock: clock as Clock,
    timeouts: { connectMs: 500, answerMs: 500 },
  })
  return {
    provider: makeNgcp({ settings, http, clock }),
    simulator,
    clock,
    reply(next) {
      answer = next
    },
    async close() {
      await simulator.stop()
      await http.close()
    },
  }
}

/** A journal row as the platform writes it. `minutes`: after NOW. */
export function row(id: number, fields: Record<string, unknown> = {}, minutes = 1): Record<string, unknown> {
  return {
    id,
    time: new Date(NOW + minutes * 60_000).toISOString().slice(0, 19).replace('T', ' '),
    subscriber_id: SUBSCRIBER,
    direction: 'out',
    caller: '15555550100',
    callee: '15555551213',
    reason: 'Normal Clearing / SIP 200 OK [1/3]',
    status: 'SUCCESS',
    quality: '8031x7700',
    filename: 'x.tif',
    duration: 42,
    pages: 2,
    signal_rate: 14_400,
    ...fields,
  }
}

/** A journal with these rows, whatever is asked. */
export const journalOf =
  (...rows: readonly Record<string, unknown>[]) =>
  (): SimReply => ({ status: 200, body: { _embedded: { 'ngcp:faxes': rows } } })
