/** Values that occur in several places of the configuration, each with the sentence that says how to write it. */
import ipaddr from 'ipaddr.js'
import { z } from 'zod'

/** Turns a secret as written (`text`, `{file: …}`, `{env: …}`) into its text, or throws an Error that says what to do. */
export type ResolveSecret = (secret: SecretRef) => string
export type SecretRef = string | { readonly file: string } | { readonly env: string }

export const KIB = 1024
export const MIB = 1024 * KIB

/** `127.0.0.1:2525`, `[::1]:2525` or `fd:NAME` for a socket that systemd hands over. */
export const listenAddress = z
  .string()
  .regex(
    /^(?:\[[0-9a-fA-F:.]+\]|[^\s:]+):\d{1,5}$|^fd:[A-Za-z0-9_.-]+$/,
    'write ADDRESS:PORT, for example 127.0.0.1:2525, or fd:NAME for a systemd socket',
  )

export const peerNetwork = z
  .string()
  .refine(
    text => ipaddr.isValid(text) || ipaddr.isValidCIDR(text),
    'write an address or a network, for example 192.168.0.7 or 192.168.0.0/24',
  )

export const mailDomain = z
  .string()
  .regex(
    /^(?=.{1,253}$)[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/,
    'write a domain name, for example fax.local',
  )
  .transform(text => text.toLowerCase())

export const mailAddress = z
  .string()
  .regex(
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/,
    'write one mail address, for example ann@example.com',
  )

export const faxNumber = z
  .string()
  .regex(
    /^\+[1-9][0-9]{6,14}$/,
    'write the number with + and country code, digits only, for example "+15555550100"',
  )

export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'use letters, digits, dot, dash and underscore only')

/** An address with http or https, without user, query and fragment. `text` says how to write it. */
export const httpUrl = (text: string) => z.string().regex(/^https?:\/\/[^\s/@?#]+(?:\/[^\s?#]*)?$/, text)
