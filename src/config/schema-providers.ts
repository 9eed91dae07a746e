/** Keys of provider accounts: one schema for each type, and what all types have. */
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { DIALED_PARTS, type DialedPart } from '../fax/address-parts.ts'
import { faxplusSettings } from './providers/faxplus.ts'
import { ngcpSettings } from './providers/ngcp.ts'
import { openfaxSettings } from './providers/openfax.ts'
import { opentextSettings } from './providers/opentext.ts'
import { ucxSettings } from './providers/ucx.ts'
import { prices } from './schema-budget.ts'
import type { SecretRef } from './schema-values.ts'

export const loopback = z.strictObject({
  type: z.literal('loopback').describe('A small fax network inside the daemon: for trying out.'),
  ledger: z
    .string()
    .optional()
    .describe("Folder of the network's own books. Default: loopback/NAME in dataDir."),
  secondsPerPage: z.number().min(0).max(600).default(1).describe('How long a page takes on its line.'),
  slowSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(30)
    .describe('How much longer the number for "slow" takes.'),
  dials: z
    .array(z.enum(Object.keys(DIALED_PARTS) as DialedPart[]))
    .default(Object.keys(DIALED_PARTS) as DialedPart[])
    .describe('What it can dial beside the number.'),
})

type Secret = z.ZodType<string, SecretRef>

/** Keys that every account has. */
function common(secret: Secret) {
  const webhook = z
    .strictObject({
      secret: secret.describe(
        'Long and random: part of the address that the vendor calls. openssl rand -hex 24',
      ),
      user: z.string().min(1).optional().describe('Login that the vendor sends along, where it can.'),
      password: secret.optional().describe('Its password.'),
      addresses: z
        .array(
          z
            .string()
            .refine(
              text => ipaddr.isValid(text) || ipaddr.isValidCIDR(text),
              'write an address or a network, such as 192.0.2.0/24',
            ),
        )
        .default([])
        .describe('Addresses and networks that the vendor calls from. Empty: any.'),
    })
    .optional()
    .describe('Lets the vendor tell us news at http.publicUrl/webhooks/ACCOUNT/SECRET.')
  return {
    concurrent: z
      .int()
      .min(1)
      .max(64)
      .optional()
      .describe('Hand-overs at the same time. Default: what suits the vendor.'),
    perMinute: z
      .int()
      .min(1)
      .max(6000)
      .optional()
      .describe('Hand-overs that may begin within any minute. Default: no limit.'),
    answerSeconds: z
      .int()
      .min(1)
      .max(600)
      .optional()
      .describe(
        'How long a call may take. After that its answer counts as lost: the fax is looked for, not sent again. Default: 60.',
      ),
    prices,
    webhook,
  }
}

/** All types. `path`: a file name, relative to the configuration file. */
export function providerSchema(secret: Secret, path: z.ZodString) {
  const all = common(secret)
  return z.discriminatedUnion('type', [
    loopback.safeExtend(all),
    opentextSettings(secret, path).safeExtend(all),
    openfaxSettings(secret, path).safeExtend(all),
    faxplusSettings(secret, path).safeExtend(all),
    ngcpSettings(secret, path).safeExtend(all),
    ucxSettings(secret, path).safeExtend(all),
  ])
}
