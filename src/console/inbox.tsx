/** The list of received faxes. */
import { INBOUND_STATES } from '../fax/inbound-fax.ts'
import type { InboxView } from '../inbound/inbox-views.ts'
import { Pager, queryText } from './faxes.tsx'
import { Icon } from './icons.tsx'
import type { Look } from './look.ts'
import { Badge, DataTable, InboundBadge, Time } from './parts.tsx'
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
      <search>
        <form
          class="filters"
          method="get"
          action="/inbox"
          hx-get="/inbox"
          hx-trigger="input delay:250ms from:#search, change, submit"
          hx-target="#rows"
          hx-select="#rows"
          hx-swap="outerHTML"
          hx-push-url="true"
        >
          <label class="search">
            <span class="hidden">{look.say('inbox.search')}</span>
            <Icon name="search" />
            <input
              id="search"
              type="search"
              name="search"
              value={query.search}
              placeholder={look.say('inbox.search')}
              autocomplete="off"
              maxLength={200}
            />
            <span class="key" aria-hidden="true">
              /
            </span>
          </label>
          <label>
            <span class="hidden">{look.say('all.state')}</span>
            <select name="state">
              <option value="">{`${look.say('all.state')}: ${look.say('all.any')}`}</option>
              {INBOUND_STATES.map(state => (
                <option key={state} value={state} selected={query.state === state}>
                  {look.say(`inbound.${state}`)}
                </option>
              ))}
            </select>
          </label>
          {subscribers.length > 1 && (
            <label>
              <span class="hidden">{look.say('all.subscriber')}</span>
              <select name="subscriber">
                <option value="">{`${look.say('all.subscriber')}: ${look.say('all.any')}`}</option>
                {subscribers.map(id => (
                  <option key={id} value={id} selected={query.subscriber === id}>
                    {id}
                  </option>
                ))}
              </select>
            </label>
          )}
          <button type="submit" class="button">
            {look.say('all.filter')}
          </button>
        </form>
      </search>
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
  const last = faxes.at(-1)
  const live = query.before === ''
  return (
    <div
      id="rows"
      {...(live
        ? {
            'hx-get': `/inbox${queryText(query, {})}`,
            'hx-trigger': 'every 5s',
            'hx-select': '#rows',
            'hx-swap': 'outerHTML',
            'data-live': '',
          }
        : {})}
    >
      <DataTable
        label={look.say('nav.inbox')}
        empty={look.say(filtered ? 'inbox.none' : 'inbox.noneYet')}
        rows={faxes}
        columns={[
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
        ]}
      />
      <Pager
        look={look}
        newest={live ? null : `/inbox${queryText({ ...query, before: '' }, {})}`}
        older={more && last !== undefined ? `/inbox${queryText({ ...query, before: last.id }, {})}` : null}
      />
    </div>
  )
}
