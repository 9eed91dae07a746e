/**
 * What a HylaFAX server knows, as subscribers: etc/FaxDispatch (who gets received faxes), etc/hosts.hfaxd (who may
 * send), etc/dialrules and the configuration files (how numbers are dialled). One list of senders served everybody
 * there: it becomes the rules of one subscriber, `hylafax`, that sends; each line or number that FaxDispatch names
 * becomes a subscriber that receives. In charge of what maps, and of naming all that does not.
 */
import { type Dispatch, type DispatchRule, readFaxDispatch } from './fax-dispatch.ts'
import { readDialRules, readHosts, type SettingsFile } from './hylafax-files.ts'
import { type DraftEntry, draftId, type Imported, type SubscriberDraft } from './subscriber-draft.ts'

export interface HylafaxFile {
  readonly name: string
  readonly text: string
}

export interface HylafaxOptions {
  /** Draft id, device or pattern → numbers given by hand. */
  readonly numbers: ReadonlyMap<string, readonly string[]>
  readonly country: string | null
  /** Where names without @ get their mail: `sam` is sam@ this. */
  readonly mailDomain: string | null
}

type Kind = 'FaxDispatch' | 'hosts' | 'dialrules' | 'config'

/** The subscriber that sends. */
const SENDER = 'hylafax'

export function readHylafax(files: readonly HylafaxFile[], options: HylafaxOptions): Imported {
  const notes: string[] = []
  const drafts = new Map<string, SubscriberDraft>()
  const settings: SettingsFile = {}
  const sorted = [...files].sort((a, b) => ORDER.indexOf(kindOf(a)) - ORDER.indexOf(kindOf(b)))
  for (const file of sorted) {
    const kind = kindOf(file)
    if (kind === 'config') Object.assign(settings, readSettings(file, notes, drafts, options))
    else if (kind === 'dialrules')
      notes.push(...readDialRules(file.text).map(note => `${file.name}: ${note}`))
    else if (kind === 'hosts') addSenders(file, drafts, options, notes)
    else addReceivers(file, readFaxDispatch(file.text), drafts, options, notes)
  }
  return { drafts: [...drafts.values()], notes }
}

const ORDER: readonly Kind[] = ['config', 'hosts', 'FaxDispatch', 'dialrules']

/** By what is in it: people rename files that they send around. */
function kindOf({ name, text }: HylafaxFile): Kind {
  if (/dispatch/i.test(name) || /^\s*(?:SENDTO=|case\s+"?\$)/m.test(text)) return 'FaxDispatch'
  if (/dialrules/i.test(name) || /^\s*\w+\s*:=\s*\[/m.test(text)) return 'dialrules'
  if (/^\s*[A-Z]\w+:\s/m.test(text)) return 'config'
  return 'hosts'
}

/** `FAXNumber: +49 30 123456` in config.ttyS1 is the number of that line. */
function readSettings(
  file: HylafaxFile,
  notes: string[],
  drafts: Map<string, SubscriberDraft>,
  options: HylafaxOptions,
): SettingsFile {
  const values = Object.fromEntries(
    [...file.text.matchAll(/^\s*([A-Za-z]\w*):[ \t]*"?([^"#\n]*?)"?[ \t]*(?:#.*)?$/gm)].map(
      ([, key = '', value = '']) => [key, value],
    ),
  )
  const [, device] = /config\.([\w.-]+)$/.exec(file.name) ?? []
  const written = values['FAXNumber'] ?? ''
  const number = `+${written.replace(/[^0-9]/g, '')}`
  const id = device === undefined ? SENDER : draftId(device)
  if (written.startsWith('+')) draftFor(id, drafts, options, [number])
  else if (written !== '')
    notes.push(`${file.name}: FAXNumber is "${written}", without country code: give --number ${id}=+…`)
  if (values['CountryCode'] !== undefined && options.country === null)
    notes.push(`${file.name}: CountryCode is ${values['CountryCode']}: numbers are read by country here.`)
  return values
}

function draftFor(
  id: string,
  drafts: Map<string, SubscriberDraft>,
  { numbers, country }: HylafaxOptions,
  known: readonly string[] = [],
): SubscriberDraft {
  const before = drafts.get(id)
  const draft: SubscriberDraft = {
    id,
    active: true,
    numbers: numbers.get(id) ?? before?.numbers ?? known,
    country,
    keys: [],
    acl: before?.acl ?? [],
    received: before?.received ?? [],
    notes: before?.notes ?? [],
  }
  drafts.set(id, draft)
  return draft
}

function addSenders(
  file: HylafaxFile,
  drafts: Map<string, SubscriberDraft>,
  options: HylafaxOptions,
  notes: string[],
): void {
  const { networks, unread } = readHosts(file.text)
  notes.push(...unread.map(text => `${file.name}: ${text}`))
  const draft = draftFor(SENDER, drafts, options)
  const acl = networks.map(
    ({ network, note }): DraftEntry => ({ value: { received_from: network }, notes: note }),
  )
  drafts.set(SENDER, { ...draft, acl: [...draft.acl, ...acl] })
}

/** What FaxDispatch asks about that says which line was called; all else is about the caller. */
const CALLED = /^(?:DEVICE|CALLID[3-9]|DIDNUM|DID)$/

function addReceivers(
  file: HylafaxFile,
  { rules, unread }: Dispatch,
  drafts: Map<string, SubscriberDraft>,
  options: HylafaxOptions,
  notes: string[],
): void {
  for (const { line, text } of unread) notes.push(`${file.name}:${line}: not understood: ${text}`)
  // The script runs from top to bottom: what is set outside of every case holds inside them, too.
  const always = rules.find(({ condition }) => condition === null)?.values ?? {}
  const inherited = Object.fromEntries(Object.entries(always).filter(([name]) => name !== 'SENDTO'))
  for (const rule of rules) {
    const { condition, line, values } = rule
    for (const name of Object.keys(values))
      if (!USED.includes(name)) notes.push(`${file.name}:${line}: ${name} has no place here.`)
    if (condition !== null && !CALLED.test(condition.variable)) {
      const what = `faxes with ${condition.variable} "${condition.pattern}" went to ${values['SENDTO'] ?? 'the same'}`
      notes.push(`${file.name}:${line}: ${what}: here a fax is sorted by the number that was called.`)
    } else if (condition !== null || values['SENDTO'] !== undefined) {
      addReceiver({ ...rule, values: { ...inherited, ...values } }, drafts, options)
    }
  }
}

const USED: readonly string[] = ['SENDTO', 'CCTO', 'BCCTO', 'FILETYPE']

function addReceiver(
  { condition, values }: DispatchRule,
  drafts: Map<string, SubscriberDraft>,
  options: HylafaxOptions,
): void {
  const id = condition === null ? SENDER : draftId(condition.pattern.replace(/[*?]/g, ''))
  // The whole number with country code stands for itself; a part of one is not completed.
  const own = condition !== null && /^\+[1-9][0-9]{6,14}$/.test(condition.pattern) ? [condition.pattern] : []
  const draft = draftFor(id, drafts, options, own)
  const notes = condition === null ? [] : [`${condition.variable} ${condition.pattern}`]
  const received = recipientsOf(values, options)
  drafts.set(id, { ...draft, received: [...draft.received, ...received], notes: [...draft.notes, ...notes] })
}

const FORMATS: Readonly<Record<string, string>> = { pdf: 'pdf', tif: 'tiff', tiff: 'tiff' }

function recipientsOf(values: DispatchRule['values'], { mailDomain }: HylafaxOptions): DraftEntry[] {
  const [type = 'ps', ...more] = (values['FILETYPE'] ?? 'ps').split(/\s+/)
  const format = FORMATS[type]
  const notes = [
    ...(format === undefined ? [`It was ${type} there.`] : []),
    ...(more.length > 0 ? [`It was ${more.join(' and ')}, too.`] : []),
  ]
  const copies = (['SENDTO', 'CCTO', 'BCCTO'] as const).flatMap(key =>
    (values[key] ?? '').split(/[\s,]+/).filter(address => address !== ''),
  )
  return copies.map(address => ({
    value: {
      mail: address.includes('@') || mailDomain === null ? address : `${address}@${mailDomain}`,
      format: format ?? 'pdf',
    },
    notes:
      address.includes('@') || mailDomain !== null ? notes : [...notes, 'A local name: give --mail-domain.'],
  }))
}
