/** Keys of the mail that comes in: listeners and limits. */
import { z } from 'zod'
import { KIB, listenAddress, MIB, name, peerNetwork } from './schema-values.ts'

export function listenerSchema(secretFile: z.ZodString) {
  return z
    .strictObject({
      name: name.describe('Stands in logs and in the history of a fax.'),
      listen: listenAddress.describe('Where to listen: ADDRESS:PORT, or fd:NAME for a socket from systemd.'),
      profile: z
        .enum(['standard', 'legacy'])
        .default('standard')
        .describe(
          'legacy: for old devices in the own network, see docs/devices.md. TLS 1.0, bare LF, sloppy commands.',
        ),
      peers: z
        .array(peerNetwork)
        .default([])
        .describe('Only these addresses and networks get in; empty: all. legacy needs it.'),
      tls: z
        .enum(['off', 'starttls', 'required', 'implicit'])
        .default('off')
        .describe(
          'off: none. starttls: offered. required: no mail without STARTTLS. implicit: TLS from the first byte.',
        ),
      cert: secretFile.optional().describe('PEM file with the certificate chain. Read again on SIGHUP.'),
      key: secretFile.optional().describe('PEM file with the private key.'),
      clientCa: secretFile
        .optional()
        .describe(
          'PEM file with the authorities of client certificates. Clients are then asked for one; none is needed.',
        ),
      auth: z
        .enum(['off', 'optional', 'required'])
        .default('optional')
        .describe("SMTP AUTH with a subscriber's login."),
      insecureAuth: z
        .boolean()
        .default(false)
        .describe(
          'Allow AUTH without TLS: passwords cross the network in clear. Only with profile: legacy, or on 127.0.0.1.',
        ),
      lineEndings: z
        .enum(['strict', 'lenient'])
        .default('strict')
        .describe('strict: bare CR or LF is refused. lenient: taken as CR LF, for old devices.'),
    })
    .superRefine((listener, ctx) => {
      if (listener.tls === 'off') return
      for (const key of ['cert', 'key'] as const) {
        if (listener[key] === undefined) {
          ctx.addIssue({
            code: 'custom',
            path: [key],
            message: `tls: ${listener.tls} needs a ${key}: write "${key}: /path/to/${key}.pem"`,
          })
        }
      }
    })
}

export const limits = z
  .strictObject({
    messageBytes: z
      .int()
      .min(64 * KIB)
      .max(256 * MIB)
      .default(36 * MIB)
      .describe('Largest mail in bytes.'),
    recipients: z.int().min(1).max(1000).default(100).describe('RFC 5321 §4.5.3.1.8 wants at least 100.'),
    headerBytes: z
      .int()
      .min(KIB)
      .default(256 * KIB)
      .describe('Largest header of a mail.'),
    headerLines: z.int().min(50).default(1000).describe('Most lines in the header of a mail.'),
    lineBytes: z.int().min(1000).default(MIB).describe('Longest line inside a mail.'),
    mimeDepth: z.int().min(1).max(100).default(20).describe('Parts inside parts: deeper mails are refused.'),
    mimeParts: z.int().min(1).max(10_000).default(250).describe('Most parts of one mail.'),
    receivedHops: z.int().min(5).default(30).describe('More Received lines than this are a loop.'),
    connections: z.int().min(1).default(500).describe('Open connections of one listener.'),
    connectionsPerAddress: z.int().min(1).default(30).describe('Open connections from one address.'),
    connectionsPerMinute: z.int().min(1).default(300).describe('New connections a minute from one address.'),
    errors: z.int().min(1).default(10).describe('Errors in one session before it is closed.'),
    sessionSeconds: z.number().positive().default(600).describe('Longest session.'),
    commandSeconds: z.number().positive().default(60).describe('Longest silence.'),
    bytesPerSecond: z.int().min(0).default(500).describe('Slowest mail that is still taken. 0: no limit.'),
    freeDiskBytes: z
      .int()
      .min(0)
      .default(500 * MIB)
      .describe('No mail is taken when less than this is free.'),
    authFailuresPerMinute: z
      .int()
      .min(1)
      .default(10)
      .describe('Wrong passwords, and wrong keys, a minute from one address or sender.'),
    authFailuresPerDay: z
      .int()
      .min(1)
      .default(50)
      .describe('Wrong passwords, and wrong keys, a day from one address or sender.'),
  })
  .prefault({})
  .describe('What a mail, a session and an address may cost us.')
