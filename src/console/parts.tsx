// biome-ignore-all lint/a11y/noRedundantRoles: laid out as cards, a table is none any more for screen readers.
/** What pages are put together from: times, badges, facts, tables, forms with their token. */
import type { ComponentChildren } from 'preact'
import type { InboundState } from '../fax/inbound-fax.ts'
import type { FaxState } from '../fax/job.ts'
import { Icon, type IconName } from './icons.tsx'
import type { Look } from './look.ts'

export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'plain'

/** A word with a picture: never colour alone. */
export function Badge({ tone, icon, children }: Badged) {
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  )
}
interface Badged {
  readonly tone: Tone
  readonly icon: IconName
  readonly children: ComponentChildren
}

const FAX_BADGES: Readonly<Record<FaxState, readonly [Tone, IconName]>> = {
  accepted: ['plain', 'clock'],
  ready: ['plain', 'clock'],
  submitting: ['busy', 'arrow'],
  unknown: ['warn', 'question'],
  sending: ['busy', 'arrow'],
  delivered: ['good', 'check'],
  failed: ['bad', 'cross'],
  cancelled: ['plain', 'cross'],
}

export function FaxBadge({ look, state, held }: { look: Look; state: FaxState; held: string | null }) {
  const [tone, icon] = FAX_BADGES[state]
  return (
    <>
      {held !== null && (
        <Badge tone="warn" icon="pause">
          {look.say('faxes.heldBadge')}
        </Badge>
      )}
      <Badge tone={tone} icon={icon}>
        {look.say(`state.${state}`)}
      </Badge>
    </>
  )
}

const INBOUND_BADGES: Readonly<Record<InboundState, readonly [Tone, IconName]>> = {
  seen: ['plain', 'clock'],
  fetched: ['busy', 'arrow'],
  routed: ['busy', 'arrow'],
  delivered: ['good', 'check'],
  acknowledged: ['good', 'check'],
  unrouted: ['warn', 'question'],
  filed: ['plain', 'box'],
  junk: ['plain', 'cross'],
}

export function InboundBadge({ look, state }: { look: Look; state: InboundState }) {
  const [tone, icon] = INBOUND_BADGES[state]
  return (
    <Badge tone={tone} icon={icon}>
      {look.say(`inbound.${state}`)}
    </Badge>
  )
}

export function Time({ look, at, seconds = false }: Timed) {
  return (
    <time dateTime={new Date(at).toISOString()} title={look.exactTime(at)}>
      {look.time(at, seconds)}
    </time>
  )
}

interface Timed {
  readonly look: Look
  readonly at: string | number
  /** Where it matters what came first. */
  readonly seconds?: boolean
}

/** Rows of name and value; those without value are left out. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ComponentChildren])[] }) {
  const known = rows.filter(([, value]) => value !== null && value !== undefined && value !== '')
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export interface Column<Row> {
  readonly title: string
  /** `main`: the line of a card on a telephone; `end`: numbers. */
  readonly kind?: 'main' | 'end' | 'wide'
  cell(row: Row): ComponentChildren
}

export interface Table<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly empty: string
}

/** A table; on a telephone each row is a card. Its roles are said, since browsers forget them when it is laid out otherwise. */
export function DataTable<Row>({ label, columns, rows, empty }: Table<Row>) {
  if (rows.length === 0) return <p class="empty">{empty}</p>
  return (
    <table class="rows" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, kind = '' }) => (
            <th key={title} role="columnheader" scope="col" class={kind}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row, i) => (
          <tr key={String(i)} role="row">
            {columns.map(({ title, kind = '', cell }) => (
              <td key={title} role="cell" class={kind} data-label={title}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Card({ title, extra, children, tone = '' }: Carded) {
  const id = `h-${title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')}`
  return (
    <section class={`card ${tone}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {extra}
      </header>
      {children}
    </section>
  )
}
interface Carded {
  readonly title: string
  readonly extra?: ComponentChildren
  readonly children: ComponentChildren
  readonly tone?: Tone | ''
}

/** A form that changes something: it carries the token that other sites do not know. */
export function Form({ look, action, children, id, upload = false }: Formed) {
  return (
    <form
      method="post"
      action={upload ? `${action}?_csrf=${encodeURIComponent(look.csrf)}` : action}
      id={id}
      {...(upload ? { enctype: 'multipart/form-data' } : {})}
    >
      {!upload && <input type="hidden" name="_csrf" value={look.csrf} />}
      {children}
    </form>
  )
}
interface Formed {
  readonly look: Look
  readonly action: string
  readonly children: ComponentChildren
  readonly id?: string
  readonly upload?: boolean
}

/** A button that opens what must be confirmed. Works without JavaScript: the browser does it. */
export function Dialog({ id, label, icon, title, tone = '', children, look }: Dialogued) {
  return (
    <>
      <button type="button" id={`open-${id}`} class={`button ${tone}`} popovertarget={id}>
        <Icon name={icon} />
        {label}
      </button>
      <div id={id} popover="auto" role="dialog" aria-labelledby={`${id}-t`} class="dialog">
        <h2 id={`${id}-t`}>{title}</h2>
        {children}
        <button
          type="button"
          class="quiet closes"
          popovertarget={id}
          popovertargetaction="hide"
          aria-label={look.say('all.close')}
        >
          <Icon name="cross" />
        </button>
      </div>
    </>
  )
}
interface Dialogued {
  readonly look: Look
  readonly id: string
  readonly label: string
  readonly icon: IconName
  readonly title: string
  readonly tone?: '' | 'primary' | 'danger'
  readonly children: ComponentChildren
}

export function Notice({
  tone,
  title,
  children,
}: {
  tone: Tone
  title: string
  children?: ComponentChildren
}) {
  const icon: IconName = tone === 'good' ? 'check' : 'alert'
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={icon} />
      <div>
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  )
}
