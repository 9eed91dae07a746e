/** Keys that say how a sender is proven: entries of the access list, certificates, relays of one's own, DNS. */
import { isIP } from 'node:net'
import { z } from 'zod'

/** What an entry may ask for, strongest first; docs/senders.md says what each is worth. */
export const PROOFS = ['auth', 'certificate', 'peer', 'domain', 'relay', 'key', 'link', 'from'] as const

/** An address or a network in CIDR. */
export const network = z.string().refine(isNetwork, {
  error: 'write an address or a network, such as 192.0.2.7 or 192.0.2.0/24',
})

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

function isServer(text: string): boolean {
  const [, inBrackets, plain] = /^(?:\[([^\]]+)\]|([^[\]:]+))(?::\d{1,5})?$/.exec(text) ?? []
  return isIP(inBrackets ?? plain ?? text) !== 0
}

export const aclEntry = z.strictObject({
  from_email: z.string().max(255).nullable().default(null).describe('Sender. null or empty: anyone.'),
  received_from: z
    .string()
    .max(255)
    .nullable()
    .default(null)
    .describe('Address, network or host that the mail must come from: 192.0.2.7, 192.0.2.0/24 or mfp1.lan.'),
  destination: z
    .string()
    .max(255)
    .nullable()
    .default(null)
    .describe('Number in E.164 without plus. null or empty: any.'),
  kind: z
    .enum(['exact', 'glob', 'regex'])
    .optional()
    .describe('How the three texts are meant. glob: * is any text, ? one character. Default: exact.'),
  use_regex: z
    .boolean()
    .optional()
    .describe('true means kind: regex. The three texts must match the whole value.'),
  needs: z
    .array(z.enum(PROOFS))
    .min(1)
    .optional()
    .describe('What counts as proof of the sender here. Default: auth, certificate, peer, key.'),
})

/** Keys of a subscriber. */
export const subscriberSenderKeys = {
  acl: z
    .array(aclEntry)
    .default([])
    .describe('Who may send. With neither key nor entries every mail is refused.'),
  allow_unproven_from: z
    .boolean()
    .default(false)
    .describe('Accept a From address that nothing proves. Anyone can forge it.'),
  link_hours: z
    .int()
    .min(1)
    .max(168)
    .default(24)
    .describe('How long a mail waits for the link that was mailed to its sender (needs: [link]).'),
  certificates: z
    .array(z.string().min(1).max(255))
    .default([])
    .describe('Client certificates that are this subscriber: a name in them, or their SHA-256 fingerprint.'),
}

/** Keys of smtp. */
export const smtpSenderKeys = {
  trustedRelays: z
    .array(network)
    .default([])
    .describe('Own mail relays: where they had a mail from counts as where it comes from.'),
  authenticationResults: z
    .strictObject({
      servers: z
        .array(z.string().min(1).max(255))
        .default([])
        .describe('Names (authserv-id) under which own relays write Authentication-Results.'),
      peers: z
        .array(network)
        .default([])
        .describe('Addresses of these relays. Headers of others are ignored.'),
    })
    .prefault({})
    .describe('Whose Authentication-Results headers (RFC 8601) are believed, for needs: [relay].'),
  dns: z
    .strictObject({
      servers: z
        .array(
          z.string().refine(isServer, {
            error:
              'write the address of a DNS server, such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53',
          }),
        )
        .default([])
        .describe('DNS servers for host names and domains. Empty: those of the system.'),
      seconds: z
        .number()
        .positive()
        .max(60)
        .default(10)
        .describe('Longest time for all questions about one mail.'),
    })
    .prefault({})
    .describe('Used only where an entry asks for a host name or a domain.'),
}
