/** The first page: do faxes flow, and what needs a person? */
import type { ComponentChildren } from 'preact'
import type { InboxView } from '../inbound/inbox-views.ts'
import type { ProviderView } from '../outbound/provider-desk.ts'
import type { FaxView } from '../outbound/views.ts'
import type { StoreCounts } from '../store/store.ts'
import { FlowChart, type FlowHour } from './chart.tsx'
import { Icon, type IconName } from './icons.tsx'
import { can, type Look } from './look.ts'
import { Badge, Card, Notice, Time } from './parts.tsx'
import { Standing } from './providers.tsx'
import { Page } from './shell.tsx'

export interface OverviewView {
  readonly flow: readonly FlowHour[]
  /** Null: who looks sees only their own, and these numbers are everybody's. */
  readonly counts: StoreCounts | null
  readonly providers: readonly ProviderView[]
  readonly held: readonly FaxView[]
  readonly unknown: readonly FaxView[]
  readonly unrouted: readonly InboxView[]
  readonly broken: readonly string[]
  /** Critical ones first. */
  readonly alarms: readonly OverviewAlarm[]
  /** Why no new mail is taken, in the language of who looks; empty: it is. */
  readonly reasons: readonly string[]
}

export interface OverviewAlarm {
  readonly text: string
  readonly todo: readonly string[]
  readonly since: number
  readonly critical: boolean
}

export function OverviewPage({ look, view }: { readonly look: Look; readonly view: OverviewView }) {
  const ready =
    view.counts === null ? undefined : (
      <Badge
        tone={view.reasons.length === 0 ? 'good' : 'bad'}
        icon={view.reasons.length === 0 ? 'check' : 'alert'}
      >
        {view.reasons.length === 0 ? look.say('over.ready.ok') : look.say('over.ready.no')}
      </Badge>
    )
  return (
    <Page look={look} place="overview" title={look.say('nav.overview')} actions={ready}>
      <div id="not-ready">
        {view.reasons.length > 0 && (
          <Notice tone="bad" title={look.say('over.notReady', { why: view.reasons.join(', ') })} />
        )}
      </div>
      <OverviewLive look={look} view={view} />
    </Page>
  )
}

/** The part that is asked for again and again. */
export function OverviewLive({ look, view }: { readonly look: Look; readonly view: OverviewView }) {
  const quiet = view.flow.every(hour => hour.delivered + hour.failed + hour.received === 0)
  return (
    <div
      id="live"
      hx-get="/"
      hx-trigger="every 15s"
      hx-select="#live"
      hx-select-oob="#actions,#not-ready"
      hx-swap="outerHTML"
      data-live
      class="overview"
    >
      <div>
        <Card title={look.say('over.flow')}>
          {quiet ? (
            <p class="empty">{look.say('over.quiet')}</p>
          ) : (
            <FlowChart look={look} hours={view.flow} />
          )}
        </Card>
        {view.counts !== null && <Queue look={look} counts={view.counts} />}
      </div>
      <div>
        <Person look={look} view={view} />
        {can(look, 'providers.read') && (
          <Card title={look.say('over.providers')}>
            <ul class="lines">
              {view.providers.map(account => (
                <li key={account.account}>
                  <a href={`/providers#${account.account}`}>{account.account}</a>
                  <Standing look={look} account={account} />
                  {account.why !== null && <p class="why">{look.told(account.why)}</p>}
                </li>
              ))}
            </ul>
          </Card>
        )}
      </div>
    </div>
  )
}

function Person({ look, view }: { readonly look: Look; readonly view: OverviewView }) {
  const { held, unknown, unrouted, broken, alarms } = view
  const stopped = view.providers.filter(({ standing }) => standing !== 'open')
  const total =
    held.length + unknown.length + unrouted.length + broken.length + alarms.length + stopped.length
  const title = look.say('over.person')
  if (total === 0) return <AllWell look={look} title={title} />
  return (
    <Card title={title} tone="warn">
      <ul class="person">
        <Need look={look} icon="alert" items={alarms.length} what="over.alarms" href={null}>
          {alarms.slice(0, ALARMS_SHOWN).map(alarm => (
            <AlarmLine key={alarm.text} look={look} alarm={alarm} />
          ))}
        </Need>
        <Need
          look={look}
          icon="question"
          items={unknown.length}
          what="over.unknown"
          href="/faxes?state=unknown"
        >
          {unknown.slice(0, SHOWN).map(fax => faxLine(look, fax))}
        </Need>
        <Need look={look} icon="pause" items={held.length} what="over.held" href="/faxes?held=true">
          {held.slice(0, SHOWN).map(fax => faxLine(look, fax))}
        </Need>
        <Need
          look={look}
          icon="inbox"
          items={unrouted.length}
          what="over.unrouted"
          href="/inbox?state=unrouted"
        >
          {unrouted.slice(0, SHOWN).map(fax => (
            <li key={fax.id}>
              <a href={`/inbox/${fax.id}`}>{fax.calledNumber ?? fax.id}</a>{' '}
              <Time look={look} at={fax.receivedAt ?? fax.seenAt} />
            </li>
          ))}
        </Need>
        <Need look={look} icon="providers" items={stopped.length} what="over.stopped" href="/providers">
          {stopped.slice(0, SHOWN).map(({ account, why }) => (
            <li key={account}>
              <a href={`/providers#${account}`}>{account}</a> {look.told(why ?? '')}
            </li>
          ))}
        </Need>
        <Need look={look} icon="send" items={broken.length} what="over.broken" href={null}>
          {broken.slice(0, SHOWN).map(address => (
            <li key={address}>{address}</li>
          ))}
        </Need>
      </ul>
    </Card>
  )
}

/** Of each kind; the link shows all. */
const SHOWN = 3

/** There is no page with all of them. */
const ALARMS_SHOWN = 12

function AlarmLine({ look, alarm }: { readonly look: Look; readonly alarm: OverviewAlarm }) {
  const { text, todo, since, critical } = alarm
  return (
    <li>
      {critical && (
        <Badge tone="bad" icon="alert">
          {look.say('over.critical')}
        </Badge>
      )}{' '}
      {text} <Time look={look} at={since} />
      {critical && todo.map(line => <TodoLine key={line} line={line} />)}
    </li>
  )
}

/** What to do next; a command as it is typed. */
function TodoLine({ line }: { readonly line: string }) {
  return <span class="why">{line.startsWith('faxbridge ') ? <code>{line}</code> : line}</span>
}

const faxLine = (look: Look, fax: FaxView) => (
  <li key={fax.id}>
    <a href={`/faxes/${fax.id}`}>{fax.number}</a> <Time look={look} at={fax.createdAt} />
    {fax.held !== null && <span class="why">{look.told(fax.held)}</span>}
  </li>
)

function Need({ look, icon, items, what, href, children }: Needed) {
  if (items === 0) return null
  const head = (
    <>
      <Icon name={icon} />
      {look.say(what)} <strong class="count">{look.number(items)}</strong>
    </>
  )
  return (
    <li>
      {href === null ? (
        <span class="what">{head}</span>
      ) : (
        <a class="what" href={href}>
          {head}
        </a>
      )}
      <ul>{children}</ul>
    </li>
  )
}
interface Needed {
  readonly look: Look
  readonly icon: IconName
  readonly items: number
  readonly what:
    | 'over.alarms'
    | 'over.unknown'
    | 'over.held'
    | 'over.unrouted'
    | 'over.stopped'
    | 'over.broken'
  readonly href: string | null
  readonly children: ComponentChildren
}

function Queue({ look, counts }: { readonly look: Look; readonly counts: StoreCounts }) {
  const { jobs } = counts
  const rows: readonly (readonly [string, number, string | null])[] = [
    [look.say('over.waiting'), jobs.accepted ?? 0, '/faxes?state=accepted'],
    [look.say('over.ready'), jobs.ready ?? 0, '/faxes?state=ready'],
    [
      look.say('over.atProviders'),
      (jobs.submitting ?? 0) + (jobs.sending ?? 0) + (jobs.unknown ?? 0),
      '/faxes?state=submitting,sending,unknown',
    ],
    [look.say('over.inboundOpen'), counts.inboundOpen, '/inbox?state=seen,fetched,routed,unrouted'],
    [look.say('over.mails'), counts.mailsQueued, null],
    [look.say('over.parked'), counts.tasksParked, null],
  ]
  return (
    <Card title={look.say('over.queue')}>
      <dl class="numbers">
        {rows.map(([name, value, href]) => (
          <div key={name} class={value === 0 ? 'zero' : ''}>
            <dt>{href === null ? name : <a href={href}>{name}</a>}</dt>
            <dd>{look.number(value)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function AllWell({ look, title }: { readonly look: Look; readonly title: string }) {
  return (
    <Card title={title} tone="good">
      <div class="well">
        <Icon name="check" />
        <p>
          <strong>{look.say('over.allWell')}</strong>
          {look.say('over.allWellText')}
        </p>
      </div>
    </Card>
  )
}
