/** Keys of the servers that speak HTTP: health and metrics, what is reached from outside, and the administration. */
import { z } from 'zod'
import { openIdSchema } from './schema-openid.ts'
import { httpUrl, KIB, listenAddress, peerNetwork, type SecretRef } from './schema-values.ts'

/** How a door is guarded, wherever it is. */
const guard = (path: z.ZodString) => ({
  tls: z
    .strictObject({
      cert: path.describe('PEM file with the certificate chain. Read again when it changes.'),
      key: path.describe('PEM file with the private key.'),
    })
    .optional()
    .describe(
      'TLS from the first byte. Without it: plain HTTP, for this machine or behind a proxy with TLS.',
    ),
  trustedProxies: z
    .array(peerNetwork)
    .default([])
    .describe(
      'Proxies in front of it: only what these say in X-Forwarded-For, -Proto and -Host is believed.',
    ),
})

const url = httpUrl('write the address, for example https://fax.example.com')

const publicDoor = (path: z.ZodString) =>
  z
    .strictObject({
      listen: listenAddress
        .optional()
        .describe(
          'Webhooks and links get an address of their own; http.listen then has only health and metrics.',
        ),
      ...guard(path),
    })
    .prefault({})
    .describe('What vendors, senders and receivers of faxes reach from outside.')

const adminDoor = (path: z.ZodString, secret: z.ZodType<string, SecretRef>) =>
  z
    .strictObject({
      listen: listenAddress
        .optional()
        .describe('Where the console and the admin API are: 127.0.0.1:8026. Without it there are none.'),
      ...guard(path),
      publicUrl: url
        .optional()
        .describe(
          'Where people reach it: https://faxadmin.example.com. Needed when a name is used that is not hostname.',
        ),
      sessions: z
        .strictObject({
          idleMinutes: z
            .number()
            .min(1)
            .max(1440)
            .default(30)
            .describe('Somebody who does nothing for this long is logged out.'),
          hours: z
            .number()
            .positive()
            .max(168)
            .default(12)
            .describe('After this long everybody logs in again.'),
        })
        .prefault({})
        .describe('How long a log-in lasts.'),
      oidc: openIdSchema(secret),
    })
    .prefault({})
    .describe('The console and the admin API. See docs/access.md.')

const limits = z
  .strictObject({
    connections: z.int().min(1).default(500).describe('Open connections of one address to listen on.'),
    requestsPerMinute: z
      .int()
      .min(10)
      .default(1200)
      .describe('Requests a minute from one address (IPv6: one network of 64 bits).'),
    headerBytes: z
      .int()
      .min(4 * KIB)
      .max(64 * KIB)
      .default(16 * KIB)
      .describe('Largest header of a request.'),
    requestSeconds: z
      .number()
      .positive()
      .default(120)
      .describe('Longest time until a request is here as a whole.'),
    idleSeconds: z.number().positive().default(120).describe('A connection without any traffic is closed.'),
    stopSeconds: z
      .number()
      .min(0)
      .default(10)
      .describe('When stopping, running requests get this long to end.'),
  })
  .prefault({})
  .describe('What a client may cost us.')

export const httpSchema = (path: z.ZodString, secret: z.ZodType<string, SecretRef>) =>
  z
    .strictObject({
      listen: listenAddress
        .default('127.0.0.1:8025')
        .describe(
          'Health, metrics, webhooks and links. Let only /webhooks/, /send/ and /received/ be reached from outside, or set http.public.',
        ),
      ...guard(path),
      publicUrl: z
        .string()
        .regex(/^https?:\/\/[^\s/]+(?:\/[^\s]*)?$/, 'write the address, for example https://fax.example.com')
        .optional()
        .describe(
          'Where this server is reached from outside, by vendors and by senders who follow a link: https://fax.example.com',
        ),
      public: publicDoor(path),
      admin: adminDoor(path, secret),
      limits,
    })
    .prefault({})
    .describe('Health, metrics, webhooks, links and administration over HTTP.')
