/** Data as pages get it: a small office at a quarter past two. */
import { type Principal, ROLES, type Role } from '../../src/access/principal.ts'
import { makeLook } from '../../src/console/look.ts'
import type { OverviewView } from '../../src/console/overview.tsx'
import type { EpochMs, FaxJobId, InboundFaxId, SubmissionId } from '../../src/fax/id.ts'
import type { FaxState } from '../../src/fax/job.ts'
import type { InboxDetail, InboxView } from '../../src/inbound/inbox-views.ts'
import type { ProviderView } from '../../src/outbound/provider-desk.ts'
import type { FaxDetail, FaxView } from '../../src/outbound/views.ts'
import type { Language } from '../../src/words/words.ts'

export const NOW = Date.UTC(2026, 10, 21, 13, 15, 20) as EpochMs
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString()

export const somebody = (role: Role, subscribers: readonly string[] | null = null): Principal => ({
  id: 'user:anna',
  name: 'Anna Bauer',
  rights: new Set(ROLES[role]),
  subscribers,
})

export function aLook(role: Role = 'admin', language: Language = 'en', cookies: Record<string, string> = {}) {
  return makeLook({
    who: somebody(role, role === 'subscriber' ? ['office'] : null),
    cookies: { faxbridge_language: language, ...cookies },
    accepts: null,
    timeZone: 'Europe/Berlin',
    now: NOW,
    csrf: 'token-of-the-tests',
    url: '/',
  })
}

export function aFax(n: number, state: FaxState, fields: Partial<FaxView> = {}): FaxView {
  return {
    id: `fax_01KAC9${String(n).padStart(20, '0')}` as FaxJobId,
    submissionId: `sub_01KAC9${String(n).padStart(20, '0')}` as SubmissionId,
    subscriber: 'office',
    state,
    held: null,
    waitsUntil: null,
    number: `+4930${1234567 + n * 7919}`,
    from: 'anna.bauer@kanzlei.example',
    subject: 'Schriftsatz in Sachen Müller ./. Schmidt, 2 O 114/26',
    pages: (n % 7) + 1,
    account: 'opentext',
    attempts: 1,
    failure: null,
    failureText: null,
    createdAt: ago(n * 11),
    endedAt: null,
    resendOf: null,
    list: null,
    ...fields,
  }
}

export const FAXES: readonly FaxView[] = [
  aFax(1, 'sending'),
  aFax(2, 'ready', { subject: 'Laborbefund', waitsUntil: ago(-120), from: 'praxis@klinik.example' }),
  aFax(3, 'unknown', { subject: 'Referral letter', held: 'The provider never answered the hand-over.' }),
  aFax(4, 'delivered', { subject: 'Invoice 2026-1177' }),
  aFax(5, 'failed', { subject: '', failure: 'busy', number: '+15555551212' }),
  ...Array.from({ length: 12 }, (_, i) =>
    aFax(6 + i, i % 5 === 3 ? 'cancelled' : 'delivered', {
      subject:
        ['Discharge summary', 'Contract, signed', 'Rezept 4711', 'Purchase order 88-1203'][i % 4] ?? '',
      from: ['ward3@hospital.example', 'legal@firm.example', 'mfp-2f@office.example'][i % 3] ?? '',
    }),
  ),
]

export const FAX: FaxDetail = {
  ...aFax(3, 'unknown', {
    subject: 'Referral letter',
    held: 'The provider never answered, and does not list the fax.',
  }),
  recipientAddress: '493012369324@fax.example.com',
  addressParts: {} as FaxDetail['addressParts'],
  outcome: null,
  deadline: ago(-1400),
  options: { cover: 'standard' } as FaxDetail['options'],
  submission: {
    id: 'sub_01KAC900000000000000000003' as SubmissionId,
    receivedAt: ago(33),
    listener: 'relay',
    peerAddress: '192.0.2.17',
    authUser: null,
    evidence: 'peer',
    reversePath: 'anna.bauer@kanzlei.example',
    messageId: '<20261121.114@kanzlei.example>',
    size: 48_211,
    sha256: 'ab'.repeat(32),
  },
  resolution: 'fine',
  lineSeconds: 145,
  parts: [
    { name: 'text of the mail', type: 'text/plain', pages: 0, leftOut: null },
    { name: 'referral.pdf', type: 'application/pdf', pages: 3, leftOut: null },
    {
      name: 'logo.png',
      type: 'image/png',
      pages: 0,
      leftOut: 'a small picture that stands in mail after mail',
    },
  ] as unknown as FaxDetail['parts'],
  attemptList: [
    {
      id: 'att_01KAC900000000000000000003' as never,
      n: 1,
      account: 'opentext',
      reference: 'fb-01KAC9-7Q',
      providerRef: null,
      startedAt: ago(31),
      endedAt: null,
      progress: 'no answer for 60 s',
      outcome: null,
    },
  ],
  history: [
    ['accepted', 33, 'Accepted from anna.bauer@kanzlei.example at 192.0.2.17 (peer): 1 fax.'],
    ['prepared', 32, '3 pages, fine, from referral.pdf.'],
    ['attemptStarted', 31, 'Handing over to opentext, reference fb-01KAC9-7Q.'],
    ['noAnswer', 30, 'opentext did not answer: it may have the fax. It is looked for there.'],
    ['held', 28, 'Held: opentext does not list it, and nobody can tell whether it was taken.'],
  ].map(([type, minutes, text]) => ({
    at: ago(Number(minutes)),
    type: String(type),
    text: String(text),
    detail: {},
  })),
  delivered: [],
  legalHolds: [],
  mails: [
    {
      id: 'mail_1' as never,
      to: 'anna.bauer@kanzlei.example',
      state: 'queued',
      messageId: '<r1@fax.example.com>',
      attempts: 2,
      lastError: '451 4.7.1 Greylisted, try again later',
      createdAt: ago(28),
      sentAt: null,
    },
  ],
}

export function aReceived(n: number, state: InboxView['state'], fields: Partial<InboxView> = {}): InboxView {
  return {
    id: `inb_01KAC9${String(n).padStart(20, '0')}` as InboundFaxId,
    account: 'opentext',
    providerId: `RX${1000 + n}`,
    state,
    filed: null,
    why: null,
    subscriber: 'office',
    calledNumber: '+15555551212',
    callerNumber: `+4940${2345678 + n * 7907}`,
    stationId: 'KLINIK NORD',
    subaddress: null,
    line: null,
    pages: (n % 4) + 1,
    complete: true,
    marks: [],
    receivedAt: ago(n * 17),
    seenAt: ago(n * 17 - 1),
    acknowledgedAt: null,
    ...fields,
  }
}

export const INBOX: readonly InboxView[] = [
  aReceived(1, 'routed'),
  aReceived(2, 'unrouted', { subscriber: null, calledNumber: '+15555550000', callerNumber: null }),
  aReceived(3, 'acknowledged', { marks: ['urgent', 'lab'] }),
  aReceived(4, 'delivered', { complete: false }),
  aReceived(5, 'junk', { filed: 'junk', why: 'A rule or the list of blocked callers says that it is junk.' }),
  aReceived(6, 'filed', { filed: 'old' }),
  ...Array.from({ length: 8 }, (_, i) => aReceived(7 + i, 'acknowledged')),
]

export const RECEIVED: InboxDetail = {
  ...aReceived(3, 'routed', { marks: ['urgent', 'lab'] }),
  format: 'tiff',
  sha256: 'c4'.repeat(32),
  hasDocument: true,
  round: 1,
  goesTo: ['front-desk@example.com', 'archive'],
  trace: ['+15555551212 is a number of office', 'caller rule 2 (+4940): goes to front-desk@example.com'],
  destinations: [
    {
      to: 'front-desk@example.com',
      kind: 'mail',
      round: 1,
      state: 'done',
      required: true,
      attempts: 1,
      lastError: null,
      result: 'The relay took it: <abc@fax.example.com>',
      endedAt: ago(49),
      sha256: 'ab'.repeat(32),
    },
    {
      to: 'archive',
      kind: 'place',
      round: 1,
      state: 'failed',
      required: false,
      attempts: 5,
      lastError: 'The folder /srv/archive is full.',
      result: null,
      endedAt: null,
      sha256: null,
    },
  ],
  delivered: [],
  legalHolds: [],
  history: [
    { at: ago(51), type: 'seen', text: 'Listed by opentext as RX1003.' },
    { at: ago(51), type: 'fetched', text: 'Fetched: 31 204 bytes, TIFF.' },
    { at: ago(50), type: 'routed', text: 'It goes to front-desk@example.com and archive.' },
  ],
}

export const PROVIDERS: readonly ProviderView[] = [
  {
    account: 'opentext',
    type: 'opentext',
    standing: 'open',
    why: null,
    until: null,
    running: 2,
    open: 5,
    balance: null,
    can: ['find after a lost answer', 'cancel', 'status of many', 'received faxes', 'test'],
  },
  {
    account: 'faxplus',
    type: 'faxplus',
    standing: 'resting',
    why: 'The provider cannot be reached: connect timeout.',
    until: ago(-4),
    running: 0,
    open: 0,
    balance: null,
    can: ['cancel', 'webhooks', 'balance', 'test'],
  },
  {
    account: 'demo',
    type: 'loopback',
    standing: 'open',
    why: null,
    until: null,
    running: 0,
    open: 0,
    balance: '214 pages',
    can: ['balance'],
  },
]

export const OVERVIEW: OverviewView = {
  flow: Array.from({ length: 24 }, (_, i) => {
    const hour = (i + 15) % 24
    const busy = hour > 6 && hour < 19 ? Math.round(26 * Math.sin(((hour - 6) / 13) * Math.PI)) : 1
    return {
      at: NOW - (23 - i) * 3_600_000 - 920_000,
      delivered: busy * 2,
      failed: i % 5 === 0 ? Math.round(busy / 5) : 0,
      received: Math.round(busy * 1.2),
    }
  }),
  counts: {
    jobs: { accepted: 1, ready: 7, submitting: 1, sending: 4, unknown: 1, delivered: 4021 },
    held: 1,
    tasksDue: 3,
    tasksParked: 0,
    mailsQueued: 2,
    inboundOpen: 3,
  },
  providers: PROVIDERS,
  held: FAXES.filter(({ held }) => held !== null),
  unknown: [],
  unrouted: INBOX.filter(({ state }) => state === 'unrouted'),
  broken: ['old.colleague@kanzlei.example'],
  alarms: [],
  reasons: [],
}
