/** The list of sent faxes: search, filters, pages by cursor, refreshed while one looks. */
import { FAX_STATES } from '../fax/job.ts'
import type { FaxView } from '../outbound/views.ts'
import { FilterChoice, Filters, SubscriberChoice } from './filters.tsx'
import { Icon } from './icons.tsx'
import { LiveList } from './live-list.tsx'
import { can, type Look } from './look.ts'
import { type Column, FaxBadge, Time } from './parts.tsx'
import { Page } from './shell.tsx'

/** What stands in the address of the page. */
export interface FaxesQuery {
  readonly search: string
  /** States with commas between them; empty: all. */
  readonly state: string
  readonly held: boolean
  readonly subscriber: string
  readonly before: string
}

interface Shown {
  readonly look: Look
  readonly query: FaxesQuery
  readonly faxes: readonly FaxView[]
  /** There are older ones. */
  readonly more: boolean
  readonly subscribers: readonly string[]
}

export function FaxesPage(shown: Shown) {
  const { look, query, subscribers } = shown
  return (
    <Page
      look={look}
      place="faxes"
      title={look.say('nav.faxes')}
      actions={
        can(look, 'faxes.send') && (
          <a class="button primary" href="/send">
            <Icon name="send" />
            {look.say('nav.send')}
          </a>
        )
      }
    >
      <Filters look={look} path="/faxes" search={query.search} hint="faxes.search">
        <FilterChoice
          look={look}
          name="state"
          title="all.state"
          value={query.state}
          all={FAX_STATES.map(state => [state, look.say(`state.${state}`)] as const)}
        />
        <SubscriberChoice look={look} value={query.subscriber} all={subscribers} />
        <label class="check">
          <input type="checkbox" name="held" value="true" checked={query.held} />
          {look.say('faxes.heldOnly')}
        </label>
      </Filters>
      <FaxRows {...shown} />
    </Page>
  )
}

/** The part that is asked for again and again. */
export function FaxRows({ look, query, faxes, more }: Shown) {
  const filtered = query.search + query.state + query.subscriber !== '' || query.held
  return (
    <LiveList
      look={look}
      path="/faxes"
      query={query}
      label={look.say('nav.faxes')}
      empty={look.say(filtered ? 'faxes.none' : 'faxes.noneYet')}
      rows={faxes}
      more={more}
      columns={columnsFor(look)}
    />
  )
}

const columnsFor = (look: Look): readonly Column<FaxView>[] => [
  {
    title: look.say('all.number'),
    kind: 'main',
    cell: fax => (
      <a id={`row-${fax.id}`} class="open num" href={`/faxes/${fax.id}`} data-row>
        {fax.number}
      </a>
    ),
  },
  {
    title: look.say('all.state'),
    cell: fax => <FaxBadge look={look} state={fax.state} held={fax.held} />,
  },
  {
    title: look.say('all.subject'),
    kind: 'wide',
    cell: fax => (
      <>
        <span class="subject">{fax.subject === '' ? look.say('all.noSubject') : fax.subject}</span>
        <span class="sub">{why(look, fax)}</span>
      </>
    ),
  },
  { title: look.say('all.from'), cell: fax => <span class="address">{fax.from}</span> },
  { title: look.say('all.pages'), kind: 'end', cell: fax => fax.pages ?? '' },
  { title: look.say('all.time'), kind: 'end', cell: fax => <Time look={look} at={fax.createdAt} /> },
]

function why(look: Look, { held, failure, waitsUntil }: FaxView): string {
  if (held !== null) return look.told(held)
  if (failure !== null) return look.failure(failure).sentence
  return waitsUntil === null ? '' : look.say('faxes.waits', { time: look.time(waitsUntil) })
}
