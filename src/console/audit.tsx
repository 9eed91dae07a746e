/** The audit log: who did and saw what, newest first, and whether it is whole. */
import type { KeptAuditEntry } from '../access/audit.ts'
import { Icon } from './icons.tsx'
import { Pager } from './live-list.tsx'
import type { Look } from './look.ts'
import { DataTable, Form, Notice, Time } from './parts.tsx'
import { Page } from './shell.tsx'

/** What a look at the whole log found. */
export type AuditState =
  | { readonly whole: true; readonly entries: number }
  | { readonly whole: false; readonly sequence: number; readonly why: string }

interface Shown {
  readonly look: Look
  readonly entries: readonly KeptAuditEntry[]
  /** Null: nobody has asked. */
  readonly state: AuditState | null
  readonly older: string | null
  readonly newest: string | null
}

export function AuditPage({ look, entries, state, older, newest }: Shown) {
  return (
    <Page
      look={look}
      place="audit"
      title={look.say('nav.audit')}
      actions={
        <Form look={look} action="/audit/verify">
          <button type="submit" class="button">
            <Icon name="check" />
            {look.say('audit.verify')}
          </button>
        </Form>
      }
    >
      {state !== null && (
        <Notice
          tone={state.whole ? 'good' : 'bad'}
          title={
            state.whole
              ? look.say('audit.intact', { n: state.entries })
              : look.say('audit.broken', { n: state.sequence, why: look.told(state.why) })
          }
        />
      )}
      <DataTable
        label={look.say('nav.audit')}
        empty={look.say('audit.none')}
        rows={entries}
        columns={[
          { title: look.say('audit.seq'), cell: ({ sequence }) => look.number(sequence) },
          { title: look.say('all.time'), cell: ({ at }) => <Time look={look} at={at} seconds /> },
          { title: look.say('audit.who'), kind: 'main', cell: ({ who }) => who },
          { title: look.say('audit.action'), cell: ({ action }) => <code>{action}</code> },
          { title: look.say('audit.object'), cell: ({ object }) => <ObjectLink object={object} /> },
          { title: look.say('audit.where'), cell: ({ from }) => <span class="num">{from}</span> },
          {
            title: look.say('audit.detail'),
            kind: 'wide',
            cell: ({ detail }) => <span class="sub">{detailText(detail)}</span>,
          },
        ]}
      />
      <Pager look={look} older={older} newest={newest} />
    </Page>
  )
}

function ObjectLink({ object }: { readonly object: string }) {
  if (object.startsWith('fax_'))
    return (
      <a class="address" href={`/faxes/${object}`}>
        {object}
      </a>
    )
  if (object.startsWith('inb_'))
    return (
      <a class="address" href={`/inbox/${object}`}>
        {object}
      </a>
    )
  return <span class="address">{object}</span>
}

const detailText = (detail: KeptAuditEntry['detail']): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
