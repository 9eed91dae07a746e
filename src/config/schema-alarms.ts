/** Keys on what the operator is told, how and when. */
import { z } from 'zod'
import { ALARM_KINDS, type AlarmKind } from '../fax/alarm.ts'
import { timeKeys } from './schema-time.ts'
import { MIB, mailAddress, name, peerNetwork, type SecretRef } from './schema-values.ts'

const callUrl = z
  .string()
  .regex(
    /^https?:\/\/[^\s/@?#]+(?:\/[^\s#]*)?$/,
    'write the address, for example https://hooks.example.com/fax',
  )

const allow = z
  .array(peerNetwork)
  .default([])
  .describe('Networks of your own that it may lie in, such as 10.1.0.0/16.')

const timeOfDay = z
  .string()
  .regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, 'write a time of day in quotation marks, such as "22:00"')

const minutes = (value: number) => z.number().min(0).max(10_080).default(value)

/** When things are an alarm. */
const thresholds = {
  providerMinutes: minutes(5).describe('An account cannot be reached for this long.'),
  relayMinutes: minutes(15).describe('The relay takes no mail for this long.'),
  queueMinutes: minutes(15).describe('A step that is due is not done for this long.'),
  faxMinutes: minutes(60).describe('A fax that is due is not handed over for this long.'),
  stuckMinutes: minutes(180).describe('A provider gives no verdict on a fax for this long.'),
  receivedMinutes: minutes(60).describe('A received fax has not reached its recipients for this long.'),
  diskFreeBytes: z
    .int()
    .min(0)
    .default(1024 * MIB)
    .describe('Less free on the disk than this. Below smtp.limits.freeDiskBytes no mail is taken.'),
  certificateDays: z.number().min(0).max(365).default(21).describe('A certificate ends within these days.'),
  clockSeconds: z
    .number()
    .min(10)
    .default(120)
    .describe('The clock differs by this much from that of a provider, or jumps by as much.'),
  backupDays: z
    .number()
    .positive()
    .max(365)
    .optional()
    .describe('There is no backup that is younger. Default: nobody looks.'),
  credit: z
    .record(name, z.number().min(0))
    .default({})
    .describe(
      'Account: what is left there is less than this, in the unit that "faxbridge providers balance" shows.',
    ),
}

export function alarmsSchema(secret: z.ZodType<string, SecretRef>) {
  const webhook = z.strictObject({
    url: callUrl.describe('https, to a public address; http and others only where allow has the network.'),
    secret: secret.describe('Signs the calls, as Standard Webhooks says: whsec_… or any long text.'),
    allow,
  })
  const heartbeat = z.strictObject({
    url: callUrl.describe('Called with GET while all is well.'),
    minutes: z.number().positive().max(1440).default(5).describe('How often.'),
    allow,
  })
  return z
    .strictObject({
      mail: z
        .array(mailAddress)
        .max(20)
        .default([])
        .describe('Who gets a mail for every alarm, beside operator.mail.'),
      language: timeKeys.language.describe('Of these mails and calls: en, de, fr or es.'),
      timeZone: timeKeys.time_zone.describe('For times in these mails, and for quiet hours: an IANA name.'),
      webhooks: z.array(webhook).max(10).default([]).describe('Addresses that are called for every alarm.'),
      off: z
        .array(z.enum(ALARM_KINDS as [AlarmKind, ...AlarmKind[]]))
        .default([])
        .describe('Alarms that nobody is told of; they are listed all the same.'),
      settleMinutes: minutes(5).describe('An alarm is over when all has been well for this long.'),
      remindHours: z
        .number()
        .min(0)
        .max(720)
        .default(0)
        .describe('An alarm that nobody has acknowledged is told again after this long. 0: never.'),
      quiet: z
        .strictObject({ from: timeOfDay.describe('Begin.'), to: timeOfDay.describe('End.') })
        .optional()
        .describe('Warnings wait until the end of these hours; what is critical is told at once.'),
      ...thresholds,
      heartbeat: heartbeat
        .optional()
        .describe('Silence is noticed: a service of yours is called as long as no critical alarm is open.'),
    })
    .prefault({})
    .describe('What the operator is told, how and when.')
}
