/** What the operator is told, in English: the same keys in every language (alarms.ts). docs/alarms.md has this text. */
import type { AlarmKind } from '../fax/alarm.ts'

/** `title`: a subject. `means`: what it means for faxes. `todo`: what to do; lines. Values stand in braces. */
export interface AlarmWords {
  readonly title: string
  readonly means: string
  readonly todo: readonly string[]
}

/** What stands around every alarm. */
export interface AlarmFrame {
  readonly over: string
  readonly still: string
  readonly since: string
  readonly ended: string
  readonly todo: string
  readonly known: string
}

export const ENGLISH_FRAME: AlarmFrame = {
  over: 'Over: {title}',
  still: 'Still: {title}',
  since: 'Since {time}.',
  ended: 'It began at {time} and ended at {end}.',
  todo: 'What to do:',
  known: 'All alarms: faxbridge alarms. If you know of it: faxbridge alarms ack {name}',
}

export const ENGLISH_ALARMS: Readonly<Record<AlarmKind, AlarmWords>> = {
  'provider-down': {
    title: 'Provider account {account} cannot be reached',
    means: 'No fax goes out through it. Faxes wait, or take another account where a route names one.',
    todo: [
      'See whether the provider is down, and whether this machine reaches the Internet.',
      'faxbridge providers test {account}',
    ],
  },
  'provider-credentials': {
    title: 'Provider account {account} refuses our credentials: faxes are held',
    means: 'No fax goes out through it, and none comes in, until a person has acted.',
    todo: [
      'Put the credentials right in the configuration and restart, then: faxbridge providers test {account}',
      'Held faxes: faxbridge list --held. Each goes on with: faxbridge release ID',
    ],
  },
  'provider-credit': {
    title: 'Provider account {account} has no credit: faxes are held',
    means: 'No fax goes out through it until somebody has paid.',
    todo: [
      'Pay at the provider, then: faxbridge providers test {account}',
      'Held faxes: faxbridge list --held. Each goes on with: faxbridge release ID',
    ],
  },
  'credit-low': {
    title: 'Provider account {account} has little credit left: {left}',
    means: 'When it is used up no fax goes out through this account. The limit in alarms.credit is {limit}.',
    todo: ['Pay at the provider.', 'faxbridge providers balance {account}'],
  },
  'relay-down': {
    title: 'The mail relay takes no mail',
    means:
      'Reports and received faxes wait here; nothing is lost. Faxes are sent all the same. Mails that wait: {count}.',
    todo: ['See whether the server in relay.url is up, and whether login and TLS are right (docs/relay.md).'],
  },
  'queue-late': {
    title: 'The queue is late by {minutes} minutes',
    means: 'Steps that are due are not done: reports, received faxes and questions to providers come late.',
    todo: [
      'See whether this machine is overloaded or its disk slow, and what the log says.',
      'faxbridge status',
    ],
  },
  'steps-given-up': {
    title: 'Steps that were given up: {count}',
    means: 'They were tried for a long time and will not be tried again before a restart.',
    todo: [
      'The log says why: look for "parked". Put it right, then restart: everything that failed is tried again.',
    ],
  },
  'faxes-late': {
    title: 'Faxes that should have gone out and have not: {count}',
    means:
      'The oldest one has been due for {minutes} minutes. Faxes that wait for a time of day are not counted.',
    todo: [
      'faxbridge list --state accepted,ready shows them; faxbridge show ID says what each waits for.',
      'faxbridge providers list shows the accounts: is one too slow for what is to be sent?',
    ],
  },
  'faxes-stuck': {
    title: 'Faxes whose provider gives no verdict: {count}',
    means: 'The oldest was handed over {minutes} minutes ago. Nobody knows yet whether it has arrived.',
    todo: [
      'faxbridge list --state submitting,unknown,sending shows them. Look at the provider’s web page.',
      'They end by themselves as "no verdict" after sending.trackingHours.',
    ],
  },
  'faxes-held': {
    title: 'Faxes that wait for a person: {count}',
    means: 'They are not sent before somebody has looked at them.',
    todo: [
      'faxbridge list --held shows them with the reason; docs/operations.md says what to do for each.',
      'faxbridge release ID sends one, faxbridge cancel ID does not.',
    ],
  },
  'received-late': {
    title: 'Received faxes that have not reached their recipients: {count}',
    means:
      'The oldest has waited for {minutes} minutes. It is safe here, and not acknowledged at the provider.',
    todo: [
      'faxbridge received --state seen,fetched,routed shows them; faxbridge show ID says why.',
      'Most often the relay or a destination is down.',
    ],
  },
  'received-unrouted': {
    title: 'Received faxes that belong to nobody: {count}',
    means: 'No subscriber has the number that was called. They wait here and are not acknowledged.',
    todo: [
      'faxbridge received --state unrouted shows them.',
      'Add the number to a subscriber and reload, or: faxbridge inbox reroute ID --to ADDRESS',
    ],
  },
  'destination-given-up': {
    title: 'Received faxes did not get to {place}: {count}',
    means: 'This destination was tried for all its days and did not take them. Last: {why}',
    todo: [
      'Put the destination right, then give them out again: faxbridge inbox redeliver ID',
      'It is over when nothing was given up there for a day.',
    ],
  },
  'address-broken': {
    title: 'Received faxes do not reach {address}',
    means: 'A mail with the fax {fax} came back or was refused: {why} The fax is kept here.',
    todo: [
      'Put the address right in the configuration, then give the fax to somebody else: faxbridge inbox reroute {fax} --to ADDRESS',
      'What came back: faxbridge show {address}',
      'It is over when nothing has come back for a week.',
    ],
  },
  'disk-low': {
    title: 'The disk is nearly full: {free} MiB are free',
    means: 'Below {limit} MiB no mail is taken any more.',
    todo: [
      'Make room where dataDir is, or give it a larger disk. sending.keepDays says how long mails are kept.',
    ],
  },
  'disk-full': {
    title: 'The disk is full: no mail is taken',
    means:
      '{free} MiB are free, and smtp.limits.freeDiskBytes is {limit} MiB. Senders are asked to try again later.',
    todo: ['Make room where dataDir is, or give it a larger disk. Mail is taken again by itself.'],
  },
  'certificate-ending': {
    title: 'A certificate ends in {days} days: {what}',
    means: 'After that, connections with it fail. It is in {file}.',
    todo: ['Renew it. A certificate of a listener is read again with: faxbridge reload'],
  },
  'certificate-ended': {
    title: 'A certificate has ended: {what}',
    means: 'Connections with it fail. It is in {file}.',
    todo: ['Renew it now. A certificate of a listener is read again with: faxbridge reload'],
  },
  'clock-wrong': {
    title: 'The clock of this machine is wrong by {seconds} seconds',
    means:
      '{host} says so. Times in reports are wrong, and what is to go out at a time goes out at the wrong one.',
    todo: ['Set it by a time service: timedatectl, chronyc tracking'],
  },
  'clock-jumped': {
    title: 'The clock of this machine jumped by {seconds} seconds',
    means: 'Waiting faxes may have become due too early or too late.',
    todo: [
      'See whether somebody set the clock, or the machine was suspended. timedatectl shows the time service.',
    ],
  },
  'keys-overdue': {
    title: 'Secret keys that should have been renewed: {count}',
    means: 'A new key is mailed only where the relay has TLS. The old keys go on working.',
    todo: ['faxbridge keys show says which. Give relay TLS, or: faxbridge keys rotate SUBSCRIBER'],
  },
  'backup-old': {
    title: 'There is no backup of the last {limit} days',
    means: 'If this disk breaks, faxes and history since the last backup are lost. Last backup: {last}.',
    todo: ['faxbridge backup FOLDER. See whether the timer that should do it runs.'],
  },
  'sandbox-lost': {
    title: 'The sandbox for documents does not work any more',
    means: 'Documents cannot be read, so new faxes fail. {why}',
    todo: [
      'See what has changed on this machine: bubblewrap, user namespaces (docs/operations.md, Sandbox).',
    ],
  },
  'budget-nearly': {
    title: 'The daily budget of {whose} is used to 80 % ({what})',
    means: 'Permitted on {day}: {limit}.',
    todo: [
      'How all budgets stand: faxbridge budget',
      'Is somebody misusing it? Faxes of today: faxbridge list --limit 100',
    ],
  },
  'budget-full': {
    title: 'The daily budget of {whose} is used up ({what})',
    means:
      'Permitted on {day}: {limit}. What goes beyond is refused for now, held, or waits for the next day, as configured.',
    todo: [
      'How all budgets stand: faxbridge budget',
      'Held faxes: faxbridge list --held. Each goes on with: faxbridge release ID',
      'Is somebody misusing it? Faxes of today: faxbridge list --limit 100',
    ],
  },
}
