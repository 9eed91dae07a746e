/** The box that says what would become of a mail: the trace of the rules, by the very code of the daemon. */
import type { Explanation } from '../explain/explain-mail.ts'
import { ERRORS } from '../fax/error.ts'
import type { RefusalTrace } from '../fax/refusal.ts'
import { Icon, type IconName } from './icons.tsx'
import type { Look } from './look.ts'
import { Badge, Card, Facts, Form, Notice, type Tone } from './parts.tsx'

/** What stands in the fields. */
export interface TryFields {
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly body: string
  readonly peer: string
  readonly listener: string
  readonly auth: string
}

export interface TraceWords {
  readonly subscriber: string
  readonly result: RefusalTrace['result']
  readonly decided: string
  readonly lines: readonly { readonly result: RefusalTrace['result']; readonly text: string }[]
}

export interface Trying {
  readonly fields: TryFields
  readonly listeners: readonly string[]
  readonly logins: readonly string[]
  /** Null: nothing has been tried yet. */
  readonly found: (Explanation & { readonly words: readonly TraceWords[] }) | null
  /** Why it could not be tried. */
  readonly failed: string | null
}

interface Shown {
  readonly look: Look
  readonly subscriber: string
  readonly trying: Trying
}

export function TryIt({ look, subscriber, trying }: Shown) {
  const { fields, listeners, logins, found, failed } = trying
  const field = (
    name: 'from' | 'to' | 'subject' | 'peer',
    id: 'try.from' | 'try.to' | 'try.subject' | 'try.peer',
  ) => (
    <label>
      {look.say(id)}
      <input name={name} value={fields[name]} autocomplete="off" maxLength={300} />
    </label>
  )
  return (
    <Card title={look.say('try.title')}>
      <p>{look.say('try.lead')}</p>
      <Form look={look} action={`/subscribers/${encodeURIComponent(subscriber)}/try#tried`}>
        <div class="fields">
          {field('from', 'try.from')}
          {field('to', 'try.to')}
          {field('subject', 'try.subject')}
          {field('peer', 'try.peer')}
          <Choice label={look.say('try.listener')} name="listener" value={fields.listener} all={listeners} />
          <Choice label={look.say('try.auth')} name="auth" value={fields.auth} all={['', ...logins]} />
          <label class="whole">
            {look.say('try.body')}
            <textarea name="body" rows={3} maxLength={10_000}>
              {fields.body}
            </textarea>
          </label>
        </div>
        <button type="submit" class="button primary">
          {look.say('try.go')}
        </button>
      </Form>
      <div id="tried">
        {failed !== null && <Notice tone="bad" title={look.told(failed)} />}
        {found !== null && <Found look={look} found={found} />}
      </div>
    </Card>
  )
}

function Choice({
  label,
  name,
  value,
  all,
}: {
  label: string
  name: string
  value: string
  all: readonly string[]
}) {
  return (
    <label>
      {label}
      <select name={name}>
        {all.map(one => (
          <option key={one} value={one} selected={one === value}>
            {one === '' ? '–' : one}
          </option>
        ))}
      </select>
    </label>
  )
}

/** A reply without its codes (RFC 5321 §4.2, RFC 3463). */
const wordsOf = (reply: string): string => reply.replace(/^\d{3} (?:\d\.\d{1,3}\.\d{1,3} )?/, '')

const MARKS: Readonly<Record<RefusalTrace['result'], readonly [Tone, IconName]>> = {
  pass: ['good', 'check'],
  fail: ['bad', 'cross'],
  open: ['warn', 'question'],
}

function Found({ look, found }: { readonly look: Look; readonly found: NonNullable<Trying['found']> }) {
  const { accepted, subscriber, conversation, words, faxes, parts, keyCut, unfaxable } = found
  return (
    <>
      <Notice
        tone={accepted ? 'good' : 'bad'}
        title={
          accepted ? look.say('try.accepted', { subscriber: subscriber ?? '' }) : look.say('try.refused')
        }
      />
      {unfaxable !== null && <Notice tone="bad" title={look.told(unfaxable.text)} />}
      <h3>{look.say('try.conversation')}</h3>
      <ol class="talk">
        {conversation.map(({ command, reply, code }) => (
          <li key={command} class={code === null ? 'good' : 'bad'}>
            <Icon name={code === null ? 'check' : 'cross'} />
            <code>{command}</code>
            <span>
              <span lang="en">{reply}</span>
              {code !== null && look.language !== 'en' && (
                <span class="sub">{look.told(wordsOf(reply))}</span>
              )}
            </span>
          </li>
        ))}
      </ol>
      {words.length > 0 && <h3>{look.say('try.rules')}</h3>}
      {words.map(({ subscriber: id, result, decided, lines }) => (
        <details key={id} class="decided" open={id === subscriber || words.length === 1}>
          <summary>
            <Icon name={MARKS[result][1]} />
            <span>
              <strong>{id}</strong> {decided}
            </span>
          </summary>
          <ul class="checks">
            {lines.map((line, i) => (
              <li key={String(i)} class={MARKS[line.result][0]}>
                <Icon name={MARKS[line.result][1]} />
                <span>{line.text}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
      <Dialled look={look} faxes={faxes} />
      <Faxed look={look} parts={parts} keyCut={keyCut} />
    </>
  )
}

function Dialled({ look, faxes }: { readonly look: Look; readonly faxes: Explanation['faxes'] }) {
  if (faxes.length === 0) return null
  return (
    <>
      <h3>{look.say('try.dialled')}</h3>
      <ul class="lines">
        {faxes.map(fax => (
          <li key={`${fax.address} ${fax.number}`}>
            <span class="num">{fax.number}</span>
            <Badge
              tone={fax.refused === null && fax.accounts.length > 0 ? 'good' : 'bad'}
              icon={fax.refused === null && fax.accounts.length > 0 ? 'check' : 'cross'}
            >
              {(fax.refused && look.told(ERRORS[fax.refused].text)) ??
                (fax.accounts.length === 0 ? look.say('try.noRoute') : fax.accounts.join(' → '))}
            </Badge>
            <span class="sub">
              {Object.entries(fax.options)
                .map(([name, value]) => `${name}: ${value}`)
                .join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Faxed({ look, parts, keyCut }: { readonly look: Look } & Pick<Explanation, 'parts' | 'keyCut'>) {
  if (parts.length === 0) return null
  return (
    <>
      <h3>{look.say('try.faxed')}</h3>
      {keyCut && <p>{look.say('try.key')}</p>}
      <Facts
        rows={parts.map(part => [
          look.partName(part.name),
          part.onCover
            ? look.say('fax.onCover')
            : part.leftOut === null
              ? part.type
              : look.say('fax.leftOut', { why: look.told(part.leftOut) }),
        ])}
      />
    </>
  )
}
