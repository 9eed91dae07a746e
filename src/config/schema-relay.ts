/** Keys of the relays: the servers that take our mail. The first one's stand under relay itself, the others' in fallback. */
import { z } from 'zod'
import { mailAddress, mailDomain, type SecretRef } from './schema-values.ts'

const relayUrl = z
  .string()
  .regex(
    /^(?:(?:smtps?|lmtp):\/\/[^\s/@]+|lmtp:\/\/\/\S+)$/,
    'write smtp://HOST:PORT, smtps://HOST:PORT, lmtp://HOST:PORT or lmtp:///SOCKET; user and password have keys of their own',
  )

function loginKeys(secret: z.ZodType<string, SecretRef>, file: z.ZodString) {
  return {
    user: z.string().optional().describe('Login at the relay.'),
    password: secret.optional().describe('Its password.'),
    oauth: z
      .strictObject({
        tokenUrl: z
          .string()
          .regex(
            /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/])[^\s@]+$/,
            'write the address of the token endpoint, beginning with https://',
          )
          .describe('Token endpoint.'),
        clientId: z.string().min(1).describe('Id of the application as it was registered.'),
        clientSecret: secret.optional().describe('Its secret.'),
        privateKey: secret
          .optional()
          .describe(
            'Instead of a secret: the private key (PEM) of a service account, whose address is clientId.',
          ),
        keyId: z.string().min(1).optional().describe('The id of that key, where the issuer wants it.'),
        subject: mailAddress
          .optional()
          .describe('The mailbox that the service account sends as. Default: itself.'),
        mechanism: z
          .enum(['xoauth2', 'oauthbearer'])
          .default('xoauth2')
          .describe('How the token is said: xoauth2 (Microsoft, Google), or oauthbearer (RFC 7628).'),
        refreshToken: secret
          .optional()
          .describe('For a mailbox of a person. Default: the application logs in by itself.'),
        scope: z.string().optional().describe('What the token is for, in the words of the issuer.'),
      })
      .optional()
      .describe('Login with OAuth 2.0 instead of a password.'),
    tls: z
      .enum(['auto', 'required', 'off'])
      .default('auto')
      .describe('auto: STARTTLS when offered, always needed outside loopback. required: never without.'),
    caFile: file.optional().describe('PEM file with a certificate authority of your own.'),
  }
}

/** The whole of `relay`. */
export function relaySchema(secret: z.ZodType<string, SecretRef>, file: z.ZodString) {
  return z.strictObject({
    url: relayUrl.describe('The server that takes our outgoing mail.'),
    from: z.string().min(3).describe('From of our mails: "Fax <fax@example.com>".'),
    ...loginKeys(secret, file),
    fallback: z
      .array(z.strictObject({ url: relayUrl.describe('Another server.'), ...loginKeys(secret, file) }))
      .max(10)
      .default([])
      .describe('Servers that are asked, in order, when the one before takes nothing now.'),
    restMinutes: z
      .number()
      .positive()
      .max(1440)
      .default(5)
      .describe('With fallback: a server that is down is left alone this long.'),
    returnPath: mailAddress
      .optional()
      .describe('Return path of received faxes; default: the address in from.'),
    bounces: mailDomain
      .optional()
      .describe(
        'Bounces of received faxes come back to bounce+TOKEN@ this domain, one of smtp.mailDomains. Default: to returnPath.',
      ),
    days: z.number().positive().default(5).describe('Our mails are tried this long.'),
    ...landingKeys(file),
  })
}

/** What is done to every mail of ours before the relay gets it. */
function landingKeys(file: z.ZodString) {
  return {
    dkim: z
      .array(
        z.strictObject({
          domain: mailDomain.describe('Domain that signs (d=): that of from, or one above it.'),
          selector: mailDomain.describe(
            'Selector (s=): the public key stands at SELECTOR._domainkey.DOMAIN.',
          ),
          keyFile: file.describe('Private key in PEM: RSA or Ed25519.'),
        }),
      )
      .max(4)
      .default([])
      .describe('Our mails are signed with DKIM by each of these keys. Default: the relay signs, or nobody.'),
    encrypt: z
      .array(
        z.strictObject({
          to: z
            .string()
            .regex(
              /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,64}@[A-Za-z0-9.-]{1,253}$/,
              'write a mail address, or @example.com for all of a domain',
            )
            .describe('A recipient of our mails, or @DOMAIN for all of a domain.'),
          certificate: file.optional().describe('S/MIME: the certificate, PEM or DER.'),
          pgpKey: file.optional().describe('OpenPGP: the public key. Needs gpg.'),
        }),
      )
      .default([])
      .describe('Mails to these recipients are encrypted, or not sent at all.'),
    gpg: file.optional().describe('The program gpg, for pgpKey: /usr/bin/gpg'),
  }
}
