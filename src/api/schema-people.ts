/** Users and tokens, as the API shows them: what each may do, and nothing that opens a door. */
import { z } from 'zod'
import { instant, maybeInstant } from './schema-parts.ts'

const whose = z
  .array(z.string())
  .nullable()
  .describe('Ids of the subscribers whose things are seen; null: all.')

const user = z
  .object({
    name: z.string().describe('With which the user logs in; lower case.'),
    by: z.enum(['password', 'openid']).describe('How the user logs in.'),
    role: z.string().describe('viewer, operator, admin or subscriber.'),
    rights: z.array(z.string()).describe('Beyond those of the role.'),
    subscribers: whose,
    disabled: z.boolean().describe('true: nobody can log in with it.'),
    createdAt: instant,
    lastLoginAt: maybeInstant,
  })
  .meta({ id: 'User', description: 'Somebody who may use the console.' })

export const userList = z
  .object({ items: z.array(user) })
  .meta({ id: 'UserList', description: 'All users, by name.' })

const token = z
  .object({
    id: z.string().describe('`faxbridge tokens remove` takes it; `who` of the audit log is `token:` and it.'),
    name: z.string().describe('What it is for, in the words of whoever made it.'),
    rights: z.array(z.string()).describe('Everything that it may do.'),
    subscribers: whose,
    createdAt: instant,
    createdBy: z.string(),
    expiresAt: maybeInstant.describe('ISO 8601, UTC; null: it does not end by itself.'),
    expired: z.boolean().describe('true: it is refused.'),
    lastUsedAt: maybeInstant.describe('ISO 8601, UTC, to the minute; null: never.'),
  })
  .meta({
    id: 'Token',
    description: 'What a program may do. The token itself was shown once and is not kept.',
  })

export const tokenList = z
  .object({ items: z.array(token) })
  .meta({ id: 'TokenList', description: 'All tokens, those that are over too.' })
