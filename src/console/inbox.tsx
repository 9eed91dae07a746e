/** The list of received faxes. */
import { INBOUND_STATES } from '../fax/inbound-fax.ts'
import type { InboxView } from '../inbound/inbox-views.ts'
import { FilterChoice, Filters, SubscriberChoice } from './filters.tsx'
import { LiveList } from './live-list.tsx'
import type { Look } from './look.ts'
import { Badge, type Column, InboundBadge, Time } from './parts.tsx'
import { Page } from './shell.tsx'

export interface InboxQuery {
  readonly search: string
  /** States with commas between them; empty: all. */
  readonly state: string
  readonly subscriber: string
  readonly before: string
}

interface Shown {
  readonly look: Look
  readonly query: InboxQuery
  readonly faxes: readonly InboxView[]
  readonly more: boolean
  readonly subscribers: readonly string[]
}

export function InboxPage(shown: Shown) {
  const { look, query, subscribers } = shown
  return (
    <Page look={look} place="inbox" title={look.say('nav.inbox')}>
      <Filters look={look} path="/inbox" search={query.search} hint="inbox.search">
        <FilterChoice
          look={look}
          name="state"
          title="all.state"
          value={query.state}
          all={INBOUND_STATES.map(state => [state, look.say(`inbound.${state}`)] as const)}
        />
        <SubscriberChoice look={look} value={query.subscriber} all={subscribers} />
      </Filters>
      <InboxRows {...shown} />
    </Page>
  )
}

/** Who called, as far as it is known. */
export function callerOf(look: Look, fax: Pick<InboxView, 'callerNumber' | 'stationId'>): string {
  return fax.callerNumber ?? fax.stationId ?? look.say('inbox.unknownCaller')
}

/** The part that is asked for again and again. */
export function InboxRows({ look, query, faxes, more }: Shown) {
  const filtered = query.search + query.state + query.subscriber !== ''
  return (
    <LiveList
      look={look}
      path="/inbox"
      query={query}
      label={look.say('nav.inbox')}
      empty={look.say(filtered ? 'inbox.none' : 'inbox.noneYet')}
      rows={faxes}
      more={more}
      columns={columnsFor(look)}
    />
  )
}

const columnsFor = (look: Look): readonly Column<InboxView>[] => [
  {
    title: look.say('inbox.caller'),
    kind: 'main',
    cell: fax => (
      <a id={`row-${fax.id}`} class="open num" href={`/inbox/${fax.id}`} data-row>
        {callerOf(look, fax)}
      </a>
    ),
  },
  {
    title: look.say('all.state'),
    cell: fax => (
      <>
        <InboundBadge look={look} state={fax.state} />
        {!fax.complete && (
          <Badge tone="warn" icon="alert">
            {look.say('inbox.incomplete')}
          </Badge>
        )}
      </>
    ),
  },
  { title: look.say('inbox.called'), cell: fax => <span class="num">{fax.calledNumber}</span> },
  { title: look.say('all.subscriber'), cell: fax => fax.subscriber },
  {
    title: look.say('inbox.marks'),
    cell: fax =>
      fax.marks.map(mark => (
        <span key={mark} class="mark">
          {mark}
        </span>
      )),
  },
  { title: look.say('all.pages'), kind: 'end', cell: fax => fax.pages ?? '' },
  {
    title: look.say('all.time'),
    kind: 'end',
    cell: fax => <Time look={look} at={fax.receivedAt ?? fax.seenAt} />,
  },
]
