/** Keys of log-ins at an identity provider (OpenID Connect). */
import { z } from 'zod'
import { httpUrl, type SecretRef } from './schema-values.ts'

const rule = z.strictObject({
  claim: z.string().min(1).default('groups').describe('Which claim of the identity provider is looked at.'),
  value: z
    .string()
    .min(1)
    .describe(
      'What it must be, or what must be in it when it is a list. "*": anything, if the claim is there.',
    ),
  role: z
    .enum(['viewer', 'operator', 'admin', 'subscriber'])
    .describe('What whoever it fits is: viewer, operator, admin or subscriber.'),
  subscribers: z.array(z.string()).optional().describe('Sees only these subscribers. Default: all.'),
  subscribersClaim: z
    .string()
    .optional()
    .describe('Sees only the subscribers that this claim names, those that there are.'),
  rights: z.array(z.string()).default([]).describe('More rights than the role has; see docs/access.md.'),
})

export const openIdSchema = (secret: z.ZodType<string, SecretRef>) =>
  z
    .strictObject({
      issuer: httpUrl(
        'write the address of the issuer, for example https://id.example.com/realms/clinic',
      ).describe('The identity provider: where /.well-known/openid-configuration is.'),
      clientId: z.string().min(1).describe('As which program faxbridge is known there.'),
      clientSecret: secret.describe('Its secret there.'),
      name: z.string().min(1).max(40).default('OpenID').describe('Stands on the button of the log-in page.'),
      scopes: z
        .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'a scope has no spaces'))
        .default(['openid', 'profile', 'email'])
        .describe('What is asked for. Some providers give groups only with a scope of their own.'),
      nameClaim: z
        .string()
        .min(1)
        .default('preferred_username')
        .describe('The claim that becomes the user name here. It must never belong to somebody else later.'),
      rules: z
        .array(rule)
        .min(1)
        .describe('Who may do what: the first rule that fits counts. Whoever none fits does not get in.'),
    })
    .optional()
    .describe('Log-in at an identity provider by OpenID Connect. Needs http.admin.publicUrl.')
