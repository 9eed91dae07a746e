import { configOrThrow, parseConfig } from '../../src/config/load.ts'
import type { Config, ConfigInput } from '../../src/config/schema.ts'
import type { AnswerDesk } from '../../src/fax/answer.ts'
import type { BounceDesk } from '../../src/fax/bounce.ts'
import type { ReplyDesk } from '../../src/fax/reply-order.ts'
import type { Clock, Runtime } from '../../src/runtime.ts'
import { type Listener, makeListener } from '../../src/smtp/listener.ts'
import type { RefusalNotes } from '../../src/smtp/refusal-desk.ts'
import { SenderChecks } from '../../src/smtp/sender-checks.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { FakeDns } from '../fakes/dns.ts'
import { MemoryIntake } from '../fakes/memory-intake.ts'
import { FakeReplyDesk } from '../fakes/reply-desk.ts'
import { openWire, type Wire } from './wire.ts'

export const KEY = 'correct-horse'
export const PASSWORD = 'pass word'

/** Only where a test names them. */
const ON_DEMAND: ConfigInput['subscribers'] = [
  {
    id: 'frontdesk',
    active: true,
    numbers: ['+15555550107'],
    country: 'US',
    lines: ['frontdesk', 'reception'],
    acl: [{ from_email: 'ann@example.com', received_from: '127.0.0.0/8' }],
  },
  {
    id: 'office',
    active: true,
    numbers: ['+493012345679'],
    country: 'DE',
    outside_line: '0',
    short_numbers: { 201: '+15555551234', 202: '+8816123456789' },
    open_destinations: ['shared_cost', '+870'],
    deny_destinations: ['+4420'],
    acl: [{ from_email: 'ann@example.com', received_from: '127.0.0.0/8' }],
  },
  {
    id: 'abroad',
    active: true,
    numbers: ['+15555550108'],
    country: 'US',
    allow_destinations: ['+1555', '+49'],
    acl: [{ from_email: 'ann@example.com', received_from: '127.0.0.0/8' }],
  },
]

/** Has +15555550404 and nothing else. */
const DO_NOT_FAX = new URL('do-not-fax.txt', import.meta.url).pathname
const numbersFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => `+1555556${String(first + i).padStart(4, '0')}`)

const SUBSCRIBERS: ConfigInput['subscribers'] = [
  {
    id: 'sales',
    active: true,
    numbers: ['+15555550100'],
    country: 'US',
    acl: [{ from_email: 'ann@example.com', received_from: '127.0.0.0/8' }],
    options: { notify: ['*@example.com'] },
    lists: [
      {
        name: 'team',
        members: ['+15555551201', { number: '+15555551202', name: 'Bob' }, '+15555551201', '+19005551234'],
      },
      { name: 'big', members: numbersFrom(0, 600) },
      { name: 'bigger', members: numbersFrom(600, 401) },
    ],
  },
  { id: 'keyed', active: true, numbers: ['+15555550101'], country: 'US', secret_key: KEY },
  {
    id: 'strict',
    active: true,
    numbers: ['+15555550104'],
    country: 'US',
    secret_key: 'strict-horse',
    secret_key_mode: 'strict',
  },
  {
    id: 'scanner',
    active: true,
    numbers: ['+493012345678'],
    country: 'DE',
    logins: [{ user: 'mfp1', password: PASSWORD }],
  },
  {
    id: 'narrow',
    active: true,
    numbers: ['+15555550102'],
    country: 'US',
    acl: [{ from_email: 'dan@example.com', received_from: '127.0.0.0/8', destination: '15555551212' }],
    options: { allow: ['resolution'], priority: 'low' },
    lists: [{ name: 'team', members: ['+15555551212', '+15555551213'] }],
  },
  {
    id: 'inactive',
    numbers: ['+15555550103'],
    country: 'US',
    acl: [{ from_email: 'bob@example.com', received_from: '127.0.0.0/8' }],
  },
]

/** Those that only the tests that name them have. */
const OTHERS: ConfigInput['subscribers'] = [
  {
    id: 'relayed',
    active: true,
    numbers: ['+15555550104'],
    country: 'US',
    acl: [{ from_email: 'ann@example.com', received_from: '10.0.0.0/8' }],
  },
  {
    id: 'hosted',
    active: true,
    numbers: ['+15555550105'],
    country: 'US',
    acl: [{ from_email: 'ann@example.com', received_from: 'mfp1.lan' }],
  },
  {
    id: 'vouched',
    active: true,
    numbers: ['+15555550106'],
    country: 'US',
    acl: [{ kind: 'glob', from_email: '*@example.com', needs: ['domain', 'relay'] }],
  },
]

export interface HouseOptions {
  readonly listener?: Partial<ConfigInput['smtp']['listeners'][number]>
  readonly limits?: Readonly<Record<string, number>>
  /** More keys of smtp. */
  readonly smtp?: Partial<ConfigInput['smtp']>
  /** Only these. */
  readonly subscribers?: readonly string[]
  /** Besides these. */
  readonly more?: ConfigInput['subscribers']
  /** Default: DNS knows nothing. */
  readonly dns?: FakeDns
  readonly clock?: FakeClock
  /** Default: no refusal is kept. */
  readonly refusals?: RefusalNotes
  /** Default: one that knows REPLY_TOKEN. */
  readonly replies?: ReplyDesk
  /** Default: no return path is known. */
  readonly bounces?: BounceDesk
  /** Default: no received fax can be answered. */
  readonly answers?: AnswerDesk
}

/** The configuration that all tests of the listener start from. */
export function houseConfig(options: HouseOptions = {}): Config {
  const wanted = options.subscribers
  const all = [...SUBSCRIBERS, ...OTHERS, ...ON_DEMAND]
  const input: ConfigInput = {
    hostname: 'fax.example.com',
    smtp: {
      mailDomains: ['fax.local'],
      listeners: [{ name: 'test', listen: '127.0.0.1:0', ...options.listener }],
      limits: { ...options.limits },
      ...options.smtp,
    },
    relay: { url: 'smtp://127.0.0.1:25', from: 'Fax <fax@fax.local>' },
    providers: { demo: { type: 'loopback' } },
    routes: [{ prefix: '+', provider: 'demo' }],
    destinations: { doNotFax: DO_NOT_FAX },
    subscribers: [
      ...(wanted === undefined ? SUBSCRIBERS : all.filter(({ id }) => wanted.includes(id))),
      ...(options.more ?? []),
    ],
  }
  return configOrThrow(parseConfig(JSON.stringify(input), 'house.yaml', {})).config
}

export interface House {
  readonly port: number
  readonly intake: MemoryIntake
  readonly dns: FakeDns
  readonly clock: FakeClock
  readonly listener: Listener
  /** Connects, and reads the greeting. */
  connect(): Promise<Wire>
  close(): Promise<void>
}

/** A listener on a port of its own, with an intake in memory. */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const config = houseConfig(options)
  const [listenerConfig] = config.smtp.listeners
  if (listenerConfig === undefined) throw new Error('no listener')
  const clock = options.clock ?? new FakeClock()
  const runtime: Runtime = testRuntime(withoutDelays(clock))
  const intake = new MemoryIntake({ current: config }, runtime)
  const live = { current: config }
  const dns = options.dns ?? new FakeDns()
  const senders = new SenderChecks({ config: live, clock: runtime.clock, dns: dns.ask })
  const listener = makeListener({
    listener: listenerConfig,
    config: live,
    intake,
    runtime,
    senders,
    replies: options.replies ?? new FakeReplyDesk(),
    ...(options.answers === undefined ? {} : { answers: options.answers }),
    ...(options.bounces === undefined ? {} : { bounces: options.bounces }),
    ...(options.refusals === undefined ? {} : { refusals: options.refusals }),
  })
  const { port } = await listener.start()
  return {
    port,
    intake,
    dns,
    clock,
    listener,
    async connect() {
      const wire = await openWire(port)
      await wire.reply()
      return wire
    },
    close: () => listener.stop(),
  }
}

/** The answer to a wrong password comes late: here it comes at once. What can be cancelled waits for the fake clock. */
function withoutDelays(clock: FakeClock): Clock {
  return {
    now: () => clock.now(),
    sleep: (ms, signal) => (signal === undefined ? Promise.resolve() : clock.sleep(ms, signal)),
  }
}
