/** Subscribers: who may fax for whom, and where received faxes go. Rules are shown, keys and passwords never. */
import type { AclEntry, SubscriberConfig } from '../config/schema.ts'
import { Icon } from './icons.tsx'
import { can, type Look } from './look.ts'
import { Badge, Card, DataTable, Facts } from './parts.tsx'
import { Page } from './shell.tsx'
import { TryIt, type Trying } from './try-it.tsx'

interface Listed {
  readonly look: Look
  readonly subscribers: readonly SubscriberConfig[]
}

export function SubscribersPage({ look, subscribers }: Listed) {
  return (
    <Page look={look} place="subscribers" title={look.say('nav.subscribers')}>
      <DataTable
        label={look.say('nav.subscribers')}
        empty={look.say('subs.none')}
        rows={subscribers}
        columns={[
          {
            title: look.say('all.subscriber'),
            kind: 'main',
            cell: ({ id }) => (
              <a id={`row-${id}`} class="open" href={`/subscribers/${encodeURIComponent(id)}`} data-row>
                {id}
              </a>
            ),
          },
          { title: look.say('all.state'), cell: one => <Active look={look} subscriber={one} /> },
          {
            title: look.say('subs.numbers'),
            kind: 'wide',
            cell: ({ numbers }) => <span class="num">{numbers.join(', ')}</span>,
          },
          { title: look.say('subs.rules'), kind: 'end', cell: ({ acl }) => look.number(acl.length) },
          {
            title: look.say('subs.received'),
            cell({ received, received_to }) {
              const all = [...received.map(({ mail }) => mail), ...received_to].join(', ')
              return all === '' ? '' : <span class="address">{all}</span>
            },
          },
        ]}
      />
    </Page>
  )
}

function Active({ look, subscriber }: { readonly look: Look; readonly subscriber: SubscriberConfig }) {
  return subscriber.active ? (
    <Badge tone="good" icon="check">
      {look.say('subs.active')}
    </Badge>
  ) : (
    <Badge tone="plain" icon="pause">
      {look.say('subs.off')}
    </Badge>
  )
}

interface Shown {
  readonly look: Look
  readonly subscriber: SubscriberConfig
  readonly trying: Trying
}

export function SubscriberPage({ look, subscriber, trying }: Shown) {
  const { id, acl } = subscriber
  return (
    <Page
      look={look}
      place="subscribers"
      title={id}
      lead={<Active look={look} subscriber={subscriber} />}
      actions={
        <>
          {can(look, 'faxes.read', id) && (
            <a class="button" href={`/faxes?subscriber=${encodeURIComponent(id)}`}>
              <Icon name="faxes" />
              {look.say('subs.faxes')}
            </a>
          )}
          {can(look, 'inbox.read', id) && (
            <a class="button" href={`/inbox?subscriber=${encodeURIComponent(id)}`}>
              <Icon name="inbox" />
              {look.say('subs.inbox')}
            </a>
          )}
        </>
      }
    >
      <div class="two">
        <div>
          <Card title={look.say('subs.rules')}>
            {acl.length === 0 ? (
              <p class="empty">{look.say('subs.noRules')}</p>
            ) : (
              <ol class="rules">
                {acl.map((entry, i) => (
                  <Rule key={String(i)} look={look} entry={entry} n={i + 1} />
                ))}
              </ol>
            )}
          </Card>
          <TryIt look={look} trying={trying} subscriber={id} />
        </div>
        <div>
          <About look={look} subscriber={subscriber} />
        </div>
      </div>
    </Page>
  )
}

function Rule({ look, entry, n }: { readonly look: Look; readonly entry: AclEntry; readonly n: number }) {
  const any = <em>{look.say('subs.anything')}</em>
  return (
    <li>
      <h3>{look.say('subs.rule', { n })}</h3>
      <Facts
        rows={[
          [look.say('subs.from'), !entry.from_email ? any : <code>{entry.from_email}</code>],
          [look.say('subs.peer'), !entry.received_from ? any : <code>{entry.received_from}</code>],
          [look.say('subs.destination'), !entry.destination ? any : <code>{entry.destination}</code>],
        ]}
      />
    </li>
  )
}

function About({ look, subscriber }: Omit<Shown, 'trying'>) {
  const { numbers, country, received, received_to, logins, report } = subscriber
  return (
    <Card title={look.say('all.details')}>
      <Facts
        rows={[
          [look.say('subs.numbers'), <span class="num">{numbers.join(', ')}</span>],
          [look.say('subs.country'), country],
          [look.say('subs.zone'), subscriber.time_zone],
          [look.say('subs.language'), subscriber.language],
          [look.say('subs.cover'), subscriber.cover],
          [look.say('subs.key'), look.say(subscriber.secret_key == null ? 'all.none' : 'subs.keySet')],
          [look.say('subs.logins'), logins.map(({ user }) => user).join(', ')],
          [look.say('subs.received'), [...received.map(({ mail }) => mail), ...received_to].join(', ')],
          [look.say('subs.reports'), report],
        ]}
      />
    </Card>
  )
}
