/** One received fax: its pages, where it goes and why, and what a person can do. */
import type { InboxDetail } from '../inbound/inbox-views.ts'
import { Icon, type IconName } from './icons.tsx'
import { callerOf } from './inbox.tsx'
import { can, type Look } from './look.ts'
import { Badge, Card, Dialog, Facts, Form, InboundBadge, Notice, Time, type Tone } from './parts.tsx'
import { Pictures } from './pictures.tsx'
import { Page } from './shell.tsx'
import { Timeline } from './timeline.tsx'

interface Shown {
  readonly look: Look
  readonly fax: InboxDetail
  readonly failed: string | null
  /** Where it can be sent: subscribers that the one who looks may use. */
  readonly subscribers: readonly string[]
}

export function ReceivedPage({ look, fax, failed, subscribers }: Shown) {
  return (
    <Page
      look={look}
      place="inbox"
      title={look.say('received.title', { caller: callerOf(look, fax) })}
      lead={<InboundBadge look={look} state={fax.state} />}
      actions={
        can(look, 'inbox.write', fax.subscriber) && (
          <Actions look={look} fax={fax} subscribers={subscribers} />
        )
      }
    >
      {failed !== null && <Notice tone="bad" title={look.told(failed)} />}
      {fax.why !== null && (fax.state === 'filed' || fax.state === 'junk') && (
        <Notice tone="plain" title={look.told(fax.why)} />
      )}
      {fax.state === 'unrouted' && (
        <Notice tone="warn" title={look.say('received.unroutedTitle')}>
          <p>{look.say('received.unroutedText')}</p>
        </Notice>
      )}
      {!fax.complete && <Notice tone="warn" title={look.say('inbox.incomplete')} />}
      <div class="two">
        <div>
          <Destinations look={look} fax={fax} />
          <Card title={look.say('fax.timeline')}>
            <Timeline look={look} entries={fax.history} />
          </Card>
          {fax.trace.length > 0 && (
            <Card title={look.say('received.rules')}>
              <ul class="trace">
                {fax.trace.map(text => (
                  <li key={text}>{look.trace(text)}</li>
                ))}
              </ul>
            </Card>
          )}
        </div>
        <div>
          <Pages look={look} fax={fax} />
          <About look={look} fax={fax} />
        </div>
      </div>
    </Page>
  )
}

type Part = Pick<Shown, 'look' | 'fax'>

function Pages({ look, fax }: Part) {
  const allowed = can(look, 'documents.read', fax.subscriber)
  return (
    <Card
      title={look.say('all.pages')}
      extra={
        allowed &&
        fax.hasDocument && (
          <span class="links">
            <a href={`/inbox/${fax.id}/document`} download>
              <Icon name="download" />
              {look.say('received.document')}
            </a>
          </span>
        )
      }
    >
      {!allowed ? (
        <p class="empty">
          <Icon name="lock" /> {look.say('all.noPictures')}
        </p>
      ) : fax.hasDocument ? (
        <Pictures look={look} path={`/inbox/${fax.id}`} count={Math.max(1, fax.pages ?? 1)} />
      ) : (
        <p class="empty">{look.say('all.noPages')}</p>
      )}
    </Card>
  )
}

function About({ look, fax }: Part) {
  return (
    <Card title={look.say('all.details')}>
      <Facts
        rows={[
          [look.say('all.id'), <code>{fax.id}</code>],
          [look.say('inbox.called'), <span class="num">{fax.calledNumber}</span>],
          [look.say('inbox.caller'), fax.callerNumber],
          [look.say('inbox.station'), fax.stationId],
          [look.say('received.subaddress'), fax.subaddress],
          [look.say('received.line'), fax.line],
          [look.say('all.pages'), fax.pages === null ? null : look.number(fax.pages)],
          [
            look.say('inbox.received'),
            fax.receivedAt === null ? null : <Time look={look} at={fax.receivedAt} />,
          ],
          [look.say('all.account'), fax.account],
          [look.say('fax.providerRef'), <code>{fax.providerId}</code>],
          [
            look.say('received.acknowledged'),
            fax.acknowledgedAt === null ? look.say('all.no') : <Time look={look} at={fax.acknowledgedAt} />,
          ],
          [look.say('all.subscriber'), fax.subscriber],
          [look.say('inbox.marks'), fax.marks.join(', ')],
          ['SHA-256', fax.sha256 === null ? null : <code class="long">{fax.sha256}</code>],
        ]}
      />
    </Card>
  )
}

const DESTINATIONS: Readonly<
  Record<string, readonly [Tone, IconName, 'dest.waiting' | 'dest.done' | 'dest.failed']>
> = {
  waiting: ['plain', 'clock', 'dest.waiting'],
  done: ['good', 'check', 'dest.done'],
  failed: ['bad', 'cross', 'dest.failed'],
}

function Destinations({ look, fax }: Part) {
  return (
    <Card title={look.say('received.destinations')}>
      {fax.destinations.length === 0 ? (
        <p class="empty">{fax.goesTo.length === 0 ? look.say('all.none') : fax.goesTo.join(', ')}</p>
      ) : (
        <ul class="lines">
          {fax.destinations.map(({ to, state, round, attempts, result, lastError }, i) => {
            const [tone, icon, word] = DESTINATIONS[state] ?? ['plain', 'clock', 'dest.waiting']
            return (
              <li key={String(i)}>
                <span class="address">{to}</span>
                <Badge tone={tone} icon={icon}>
                  {look.say(word)}
                </Badge>
                <p class="why">
                  {[
                    fax.round > 1 ? look.say('received.round', { n: round }) : '',
                    attempts > 1 ? look.say('received.tries', { n: attempts }) : '',
                    look.told(result ?? lastError ?? ''),
                  ]
                    .filter(text => text !== '')
                    .join(' · ')}
                </p>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}

function Actions({ look, fax, subscribers }: Omit<Shown, 'failed'>) {
  const common = (name: 'redeliver' | 'reroute' | 'mark' | 'release', icon: IconName) =>
    ({
      look,
      icon,
      id: `do-${name}`,
      label: look.say(`received.${name}`),
      title: look.say(`received.${name}`),
    }) as const
  const submit = (name: 'redeliver' | 'reroute' | 'mark' | 'release') => (
    <button type="submit" class="button primary">
      {look.say(name === 'mark' ? 'look.save' : `received.${name}`)}
    </button>
  )
  const path = (name: string) => `/inbox/${fax.id}/${name}`
  return (
    <>
      {(fax.state === 'junk' || fax.state === 'filed') && (
        <Dialog {...common('release', 'check')} tone="primary">
          <Form look={look} action={path('release')}>
            <p>{look.say('received.releaseText')}</p>
            {submit('release')}
          </Form>
        </Dialog>
      )}
      {fax.destinations.length > 0 && (
        <Dialog {...common('redeliver', 'again')}>
          <Form look={look} action={path('redeliver')}>
            <p>{look.say('received.redeliverText')}</p>
            <label class="check">
              <input type="checkbox" name="all" value="true" />
              {look.say('received.all')}
            </label>
            {submit('redeliver')}
          </Form>
        </Dialog>
      )}
      {fax.hasDocument && (
        <Dialog {...common('reroute', 'arrow')}>
          <Form look={look} action={path('reroute')}>
            <Elsewhere look={look} subscribers={subscribers} />
            {submit('reroute')}
          </Form>
        </Dialog>
      )}
      <Dialog {...common('mark', 'file')}>
        <Form look={look} action={path('mark')}>
          <p>{look.say('received.markText')}</p>
          <label>
            {look.say('inbox.marks')}
            <input name="marks" value={fax.marks.join(', ')} autocomplete="off" maxLength={400} />
          </label>
          {submit('mark')}
        </Form>
      </Dialog>
    </>
  )
}

function Elsewhere({ look, subscribers }: Pick<Shown, 'look' | 'subscribers'>) {
  return (
    <>
      <p>{look.say('received.rerouteText')}</p>
      <label>
        {look.say('received.to')}
        <textarea name="to" rows={3} />
      </label>
      <label>
        {look.say('all.subscriber')}
        <select name="subscriber">
          <option value="">–</option>
          {subscribers.map(id => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}
