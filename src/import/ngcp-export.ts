/**
 * Settings of Sipwise NGCP as its API gives them: mailtofaxsettings, faxserversettings and, for the numbers, subscribers;
 * single objects, lists, and collections in HAL. In charge of what each field becomes here and of saying what becomes of
 * the rest. Rules are never made wider: a pattern that matched less here than there is told.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { BridgeError } from '../fax/error.ts'
import { type DraftEntry, draftId, type Imported, type SubscriberDraft } from './subscriber-draft.ts'

/** NGCP has written its flags as true, 1 and "1". */
const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .nullish()
  .transform(value => value === true || value === 1 || value === '1' || value === 'true')
const text = z
  .string()
  .nullish()
  .transform(value => (value === '' ? null : (value ?? null)))

const aclRow = z.object({ from_email: text, received_from: text, destination: text, use_regex: flag })
const mailToFax = z.object({
  active: flag,
  secret_key: text,
  secret_key_renew: text,
  secret_renew_notify: z.array(z.object({ destination: z.string() })).nullish(),
  acl: z.array(aclRow).nullish(),
})
const faxServer = z.object({
  active: flag,
  name: text,
  destinations: z
    .array(
      z.object({ destination: z.string(), filetype: text, incoming: flag, outgoing: flag, status: flag }),
    )
    .nullish(),
})
const e164 = z.object({
  cc: z.union([z.string(), z.number()]),
  ac: z.union([z.string(), z.number()]).nullish(),
  sn: z.union([z.string(), z.number()]),
})
const subscriber = z.object({
  username: text,
  primary_number: e164.nullish(),
  alias_numbers: z.array(e164).nullish(),
})

type MailToFax = z.output<typeof mailToFax>
type AclRow = z.output<typeof aclRow>
type FaxServer = z.output<typeof faxServer>

interface Found {
  mailToFax?: MailToFax
  faxServer?: FaxServer
  username?: string
  numbers: string[]
}

export interface NgcpFile {
  readonly name: string
  readonly json: unknown
}

/** `numbers`: id, user name or draft id → numbers given by hand. Throws E_BAD_REQUEST for what is no such export. */
export function readNgcpExport(
  files: readonly NgcpFile[],
  numbers: ReadonlyMap<string, readonly string[]>,
  country: string | null,
): Imported {
  const found = new Map<string, Found>()
  const notes: string[] = []
  for (const file of files) {
    const objects = objectsIn(file.json)
    const known = objects.filter(object => takeObject(object, found, file.name))
    if (known.length === 0) {
      throw new BridgeError('E_BAD_REQUEST', {
        say: `${file.name} has no settings in it: it must be what /api/mailtofaxsettings, /api/faxserversettings or /api/subscribers answered.`,
      })
    }
    if (known.length < objects.length)
      notes.push(`${file.name}: ${objects.length - known.length} objects of other kinds were left out.`)
  }
  const drafts = [...found].flatMap(([id, settings]) =>
    settings.mailToFax === undefined && settings.faxServer === undefined
      ? []
      : [draftOf(id, settings, numbers, country)],
  )
  return { drafts, notes }
}

/** The objects of a collection, of a list, or the one object. */
function objectsIn(json: unknown): Record<string, unknown>[] {
  if (Array.isArray(json)) return json.flatMap(objectsIn)
  if (typeof json !== 'object' || json === null) return []
  const object = json as Record<string, unknown>
  const embedded = object['_embedded']
  const isCollection = typeof embedded === 'object' && embedded !== null && 'total_count' in object
  return isCollection ? Object.values(embedded).flatMap(objectsIn) : [object]
}

/** False: it is none of the three. */
function takeObject(object: Record<string, unknown>, found: Map<string, Found>, file: string): boolean {
  const id = subscriberIdOf(object)
  const settings: Found = found.get(id) ?? { numbers: [] }
  if ('secret_key_renew' in object || 'acl' in object) settings.mailToFax = parsed(mailToFax, object, file)
  else if ('destinations' in object) settings.faxServer = parsed(faxServer, object, file)
  else if ('primary_number' in object || 'alias_numbers' in object) {
    const { username, primary_number, alias_numbers } = parsed(subscriber, object, file)
    if (username !== null) settings.username = username
    const all = [...(primary_number == null ? [] : [primary_number]), ...(alias_numbers ?? [])]
    settings.numbers.push(...all.map(({ cc, ac, sn }) => `+${cc}${ac ?? ''}${sn}`))
  } else return false
  found.set(id, settings)
  return true
}

/** Settings belong to the subscriber whose id stands in their address. */
function subscriberIdOf(object: Record<string, unknown>): string {
  const links = object['_links'] as { self?: { href?: string } } | undefined
  const [, fromLink] = /\/(\d+)\/?$/.exec(links?.self?.href ?? '') ?? []
  const own = fromLink ?? object['subscriber_id'] ?? object['id']
  return own === undefined || own === null ? 'unknown' : String(own)
}

function parsed<T extends z.ZodType>(schema: T, object: unknown, file: string): z.output<T> {
  const result = schema.safeParse(object)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new BridgeError('E_BAD_REQUEST', { say: `${file}: ${issue?.path.join('.')}: ${issue?.message}` })
}

function draftOf(
  ngcpId: string,
  settings: Found,
  given: ReadonlyMap<string, readonly string[]>,
  country: string | null,
): SubscriberDraft {
  const id = settings.username === undefined ? `ngcp-${draftId(ngcpId)}` : draftId(settings.username)
  const numbers = given.get(id) ?? given.get(ngcpId) ?? settings.numbers
  const { mailToFax: mail, faxServer: server } = settings
  const key = mail?.secret_key?.trim() ?? ''
  const keys = [
    { key: 'secret_key', forms: [{ sha256: digestOf(key) }, key], wanted: key !== '' },
    { key: 'secret_renew_notify', forms: notifyForms(mail), wanted: notified(mail).length > 0 },
    {
      key: 'secret_key_renew',
      forms: [mail?.secret_key_renew],
      wanted: (mail?.secret_key_renew ?? 'never') !== 'never',
    },
  ]
  return {
    id,
    active: mail?.active ?? false,
    numbers: [...new Set(numbers)],
    country,
    keys: keys.filter(({ wanted }) => wanted),
    acl: (mail?.acl ?? []).flatMap(row => entryOf(row, key !== '')),
    received: receivedOf(server),
    notes: [...notesOn(mail), ...notesOnServer(server)],
  }
}

/** As the key is compared here: after Unicode normalisation. The key itself then stands in no file. */
const digestOf = (key: string): string => createHash('sha256').update(key.normalize('NFC')).digest('hex')

const notified = (mail: MailToFax | undefined): string[] =>
  (mail?.secret_renew_notify ?? []).map(({ destination }) => destination)

function notifyForms(mail: MailToFax | undefined): unknown[] {
  const addresses = notified(mail)
  return [addresses, addresses.map(destination => ({ destination }))]
}

function notesOn(mail: MailToFax | undefined): string[] {
  if (mail === undefined) return ['There were no mail-to-fax settings: nobody may send.']
  const open = (mail.acl ?? []).some(isOpen)
  return [
    ...(open && (mail.secret_key ?? '') === ''
      ? ['An entry let everybody send anything: it is left out. Write who may send.']
      : []),
    ...((mail.acl ?? []).some(row => row.received_from !== null)
      ? [
          'received_from is the address of the computer that connects here; Received lines of a mail prove nothing.',
        ]
      : []),
  ]
}

const isOpen = (row: AclRow): boolean =>
  row.from_email === null && row.received_from === null && row.destination === null

/** With a key an entry that lets everybody in is no danger: the key still counts. */
function entryOf(row: AclRow, hasKey: boolean): DraftEntry[] {
  if (isOpen(row)) return hasKey ? [{ value: {}, notes: ['Anybody who has the key.'] }] : []
  const fields = (['from_email', 'received_from', 'destination'] as const).flatMap(key =>
    row[key] === null ? [] : [[key, row[key]] as const],
  )
  const value = Object.fromEntries([...fields, ...(row.use_regex ? [['use_regex', true]] : [])])
  return [{ value, notes: notesOnEntry(row, fields, hasKey) }]
}

function notesOnEntry(
  row: AclRow,
  fields: readonly (readonly [string, string])[],
  hasKey: boolean,
): string[] {
  const notes: string[] = []
  if (row.use_regex) {
    for (const [key, pattern] of fields) {
      if (!/^(?:\^|\.[*+])/.test(pattern) || !/(?:\$|\.[*+])$/.test(pattern))
        notes.push(
          `${key}: NGCP looked for this anywhere; here the whole value must match. Put .* where anything may stand.`,
        )
    }
  } else {
    for (const [key, pattern] of fields) {
      if (pattern.includes('*'))
        notes.push(`${key}: without use_regex NGCP took * as it stands, so this never matched.`)
    }
  }
  if (row.received_from === null && !hasKey)
    notes.push('Only for senders with a login or another proof: a From address alone proves nothing.')
  return notes
}

const FORMATS: Readonly<Record<string, string>> = { PDF: 'pdf', PDF14: 'pdf', TIFF: 'tiff' }

function receivedOf(server: FaxServer | undefined): DraftEntry[] {
  if (server === undefined || !server.active) return []
  return (server.destinations ?? [])
    .filter(({ incoming }) => incoming)
    .map(({ destination, filetype }) => {
      const format = FORMATS[filetype ?? '']
      return {
        value: { mail: destination, format: format ?? 'pdf' },
        notes: format === undefined ? [`It was ${filetype ?? 'in no format'} there.`] : [],
      }
    })
}

function notesOnServer(server: FaxServer | undefined): string[] {
  if (server === undefined) return []
  const to = (wanted: 'outgoing' | 'status' | 'incoming') =>
    (server.destinations ?? []).filter(row => row[wanted]).map(row => row.destination)
  const off = !server.active && to('incoming').length > 0
  return [
    ...(off ? [`The fax server was off: received faxes did not go to ${to('incoming').join(', ')}.`] : []),
    ...(to('outgoing').length > 0 ? [`Copies of sent faxes went to ${to('outgoing').join(', ')}.`] : []),
    ...(to('status').length > 0
      ? [`Reports went to ${to('status').join(', ')}; here they go to the sender.`]
      : []),
    ...(server.name === null ? [] : [`The name in the page header was "${server.name}".`]),
  ]
}
