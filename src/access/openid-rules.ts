/** What the claims of an identity provider mean here: the user name, the role, the subscribers. Pure. */
import type { Config } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import { checkedFields, type UserFields, userName } from './users.ts'

export type OpenIdConfig = NonNullable<Config['http']['admin']['oidc']>
export type Claims = Readonly<Record<string, unknown>>

export interface Mapped {
  readonly name: string
  readonly fields: UserFields
}

/** Claims that any rule, or the name, needs. */
export function neededClaims({ nameClaim, rules }: OpenIdConfig): string[] {
  const ofRules = rules.flatMap(({ claim, subscribersClaim }) => [claim, subscribersClaim ?? claim])
  return [...new Set([nameClaim, ...ofRules])]
}

/** `known`: ids of the subscribers that there are. Throws E_OPENID, in words for whoever logs in. */
export function mapClaims(config: OpenIdConfig, claims: Claims, known: readonly string[]): Mapped {
  const rule = config.rules.find(({ claim, value }) => {
    const values = valuesOf(claims[claim])
    return value === '*' ? values.length > 0 : values.includes(value)
  })
  if (rule === undefined)
    throw refusal(
      'You are known there, but nobody has said what you may do here. Ask your fax administrator.',
    )
  const named = rule.subscribersClaim === undefined ? null : valuesOf(claims[rule.subscribersClaim])
  const subscribers = named?.filter(id => known.includes(id)) ?? rule.subscribers ?? null
  if (subscribers !== null && subscribers.length === 0)
    throw refusal('You are known there, but not for which fax line you are. Ask your fax administrator.')
  const { role, rights } = rule
  return { name: nameOf(config, claims), fields: checkedFields({ role, subscribers, rights }) }
}

function nameOf({ nameClaim }: OpenIdConfig, claims: Claims): string {
  const [name] = valuesOf(claims[nameClaim])
  // Anybody can write any address into an account until it is verified.
  if (name === undefined || (nameClaim === 'email' && claims['email_verified'] === false))
    throw refusal(`It does not tell your user name ("${nameClaim}").`)
  try {
    return userName(name)
  } catch {
    throw refusal('Your user name there has signs that are not possible here. Ask your fax administrator.')
  }
}

export const refusal = (say: string, cause?: unknown) => new BridgeError('E_OPENID', { say, cause })

/** One value, or a list of them; anything else is none. */
function valuesOf(claim: unknown): string[] {
  const all: readonly unknown[] = Array.isArray(claim) ? claim : [claim]
  return all.filter((value): value is string => typeof value === 'string' && value !== '')
}
