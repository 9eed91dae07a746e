/** One sent fax: from the mail to the report, with its pages, and what a person can do. */
import { isFinal } from '../fax/job.ts'
import { durationText } from '../fax/line-time.ts'
import type { FaxDetail } from '../outbound/views.ts'
import { Attempts } from './attempts.tsx'
import { FaxActions } from './fax-actions.tsx'
import { Icon } from './icons.tsx'
import { can, type Look } from './look.ts'
import { Card, Facts, FaxBadge, Notice, Time } from './parts.tsx'
import { Pictures } from './pictures.tsx'
import { Page } from './shell.tsx'
import { Timeline } from './timeline.tsx'

interface Shown {
  readonly look: Look
  readonly fax: FaxDetail
  /** Why what was asked was not done. */
  readonly failed: string | null
}

export function FaxPage({ look, fax, failed }: Shown) {
  return (
    <Page
      look={look}
      place="faxes"
      title={look.say('fax.title', { number: fax.number })}
      lead={
        <>
          <FaxBadge look={look} state={fax.state} held={fax.held} />
          <span class="subject">{fax.subject === '' ? look.say('all.noSubject') : fax.subject}</span>
        </>
      }
      actions={can(look, 'faxes.write', fax.subscriber) && <FaxActions look={look} fax={fax} />}
    >
      {failed !== null && <Notice tone="bad" title={look.told(failed)} />}
      <div id="trouble">
        <Trouble look={look} fax={fax} />
      </div>
      <div class="two">
        <div>
          <FaxLive look={look} fax={fax} />
          <div id="attempts">
            <Attempts look={look} fax={fax} />
          </div>
        </div>
        <div>
          <Pages look={look} fax={fax} />
          <div id="about">
            <About look={look} fax={fax} />
          </div>
          <MailCard look={look} fax={fax} />
        </div>
      </div>
    </Page>
  )
}

/** The part that is asked for again while the fax is on its way. */
function FaxLive({ look, fax }: Omit<Shown, 'failed'>) {
  const live = isFinal(fax.state)
    ? {}
    : {
        'hx-get': `/faxes/${fax.id}`,
        'hx-trigger': 'every 5s',
        'hx-select': '#timeline',
        // What it became, and what can be done now, too.
        'hx-select-oob': '#lead,#actions,#trouble,#attempts,#about',
        'hx-swap': 'outerHTML',
        'data-live': '',
      }
  return (
    <div id="timeline" {...live}>
      <Card title={look.say('fax.timeline')}>
        <Timeline look={look} entries={fax.history} />
      </Card>
    </div>
  )
}

function Trouble({ look, fax }: Omit<Shown, 'failed'>) {
  const last = fax.attemptList.at(-1)
  // Only where nobody knows whether the provider has it is there something to look for.
  const lost =
    fax.state === 'unknown' || (last !== undefined && last.endedAt === null && last.providerRef === null)
  return (
    <>
      {fax.held !== null && (
        <Notice tone="warn" title={look.say('fax.heldTitle')}>
          <p>{look.told(fax.held)}</p>
          {lost && <Evidence look={look} fax={fax} />}
        </Notice>
      )}
      {fax.held === null && fax.state === 'unknown' && (
        <Notice tone="warn" title={look.say('state.unknown')}>
          <Evidence look={look} fax={fax} />
        </Notice>
      )}
      {fax.failure !== null && (
        <Notice tone="bad" title={look.failure(fax.failure).sentence}>
          <p>{fax.failureText === null ? look.failure(fax.failure).advice : look.told(fax.failureText)}</p>
        </Notice>
      )}
    </>
  )
}

/** What a person needs who looks at the provider's own pages. */
function Evidence({ look, fax }: Omit<Shown, 'failed'>) {
  const last = fax.attemptList.at(-1)
  if (last === undefined) return null
  return (
    <>
      <p>{look.say('fax.lostHelp')}</p>
      <h2>{look.say('fax.evidenceTitle')}</h2>
      <Facts
        rows={[
          [look.say('all.account'), last.account],
          [look.say('fax.reference'), <code>{last.reference}</code>],
          [
            look.say('fax.providerRef'),
            last.providerRef === null ? look.say('fax.noRef') : <code>{last.providerRef}</code>,
          ],
          [look.say('all.number'), <span class="num">{fax.number}</span>],
          [look.say('all.pages'), fax.pages],
          [look.say('all.time'), look.exactTime(last.startedAt)],
        ]}
      />
    </>
  )
}

function Pages({ look, fax }: Omit<Shown, 'failed'>) {
  const title = look.say('all.pages')
  if (!can(look, 'documents.read', fax.subscriber))
    return (
      <Card title={title}>
        <p class="empty">
          <Icon name="lock" /> {look.say('all.noPictures')}
        </p>
      </Card>
    )
  if (fax.pages === null || fax.resolution === null)
    return (
      <Card title={title}>
        <p class="empty">{look.say('all.noPages')}</p>
      </Card>
    )
  return (
    <Card
      title={title}
      extra={
        <span class="links">
          {(['pdf', 'tiff'] as const).map(format => (
            <a key={format} href={`/faxes/${fax.id}/pages.${format}`} download>
              <Icon name="download" />
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      }
    >
      <Pictures look={look} path={`/faxes/${fax.id}`} count={fax.pages} />
    </Card>
  )
}

function About({ look, fax }: Omit<Shown, 'failed'>) {
  const { outcome } = fax
  const options = Object.entries(fax.options).map(([name, value]) => `${name}=${value}`)
  const call = outcome?.kind === 'delivered' ? outcome.callSeconds : null
  return (
    <Card title={look.say('all.details')}>
      <Facts
        rows={[
          [look.say('all.id'), <code>{fax.id}</code>],
          [look.say('all.subscriber'), fax.subscriber],
          [look.say('fax.accepted'), <Time look={look} at={fax.createdAt} />],
          [look.say('fax.ended'), fax.endedAt === null ? null : <Time look={look} at={fax.endedAt} />],
          [look.say('fax.deadline'), fax.endedAt === null ? <Time look={look} at={fax.deadline} /> : null],
          [look.say('all.pages'), fax.pages === null ? null : look.number(fax.pages)],
          [look.say('fax.resolution'), fax.resolution],
          [look.say('fax.lineTime'), fax.lineSeconds === null ? null : durationText(fax.lineSeconds)],
          [look.say('fax.remote'), outcome?.remoteStationId ?? null],
          [look.say('fax.call'), call === null ? null : `${look.number(call)} s`],
          [look.say('all.account'), fax.account],
          [look.say('fax.options'), options.join(', ')],
          [look.say('fax.list'), fax.list],
          [
            look.say('fax.resendOf'),
            fax.resendOf === null ? null : <a href={`/faxes/${fax.resendOf}`}>{fax.resendOf}</a>,
          ],
        ]}
      />
    </Card>
  )
}

function MailCard({ look, fax }: Omit<Shown, 'failed'>) {
  const { submission, parts, mails } = fax
  return (
    <Card title={look.say('fax.mail')}>
      <Facts
        rows={[
          [look.say('fax.sender'), fax.from],
          [look.say('fax.evidence'), submission.evidence],
          [look.say('fax.peer'), submission.peerAddress],
          [look.say('fax.listener'), submission.listener],
          [look.say('fax.written'), <code>{fax.recipientAddress}</code>],
          [
            look.say('fax.messageId'),
            submission.messageId === null ? null : <code>{submission.messageId}</code>,
          ],
        ]}
      />
      {parts.length > 0 && (
        <>
          <h3>{look.say('fax.documents')}</h3>
          <ul class="lines">
            {parts.map((part, i) => (
              <li key={String(i)}>
                <span class="address">
                  <Icon name="file" /> {look.partName(part.name)}
                </span>
                <span class="sub">
                  {part.leftOut === null
                    ? pagesText(look, part.pages)
                    : look.say('fax.leftOut', { why: look.told(part.leftOut) })}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Reports look={look} mails={mails} />
    </Card>
  )
}

/** A part without pages of its own that is in the fax stands on its cover page. */
function pagesText(look: Look, pages: number): string {
  if (pages === 0) return look.say('fax.onCover')
  return pages === 1 ? look.say('all.onePage') : look.say('all.pagesCount', { n: pages })
}

function Reports({ look, mails }: { readonly look: Look; readonly mails: FaxDetail['mails'] }) {
  if (mails.length === 0) return null
  return (
    <>
      <h3>{look.say('fax.mails')}</h3>
      <ul class="lines">
        {mails.map(mail => (
          <li key={mail.id}>
            <span class="address">{mail.to}</span>
            <span class="sub">
              {look.say(`mail.${mail.state}`)}
              {mail.sentAt !== null && (
                <>
                  {' '}
                  <Time look={look} at={mail.sentAt} />
                </>
              )}
            </span>
            {mail.lastError !== null && mail.state !== 'sent' && (
              <p class="why">{look.told(mail.lastError)}</p>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
