/** Sending a fax: documents and number, then a look at the pages, then the fax is ours. */
import { Icon } from './icons.tsx'
import type { Look } from './look.ts'
import { Card, Facts, Form, Notice } from './parts.tsx'
import { Pictures } from './pictures.tsx'
import { Page } from './shell.tsx'

export interface SendFields {
  readonly number: string
  /** The address that the reports go to. */
  readonly report: string
  readonly subject: string
  readonly text: string
  /** Empty: as usual. */
  readonly cover: string
  readonly subscriber: string
}

/** A subscriber that the one who looks may send for. */
export interface SendAs {
  readonly id: string
  readonly covers: readonly string[]
}

interface Shown {
  readonly look: Look
  readonly fields: SendFields
  readonly subscribers: readonly SendAs[]
  readonly failed: string | null
}

export function SendPage({ look, fields, subscribers, failed }: Shown) {
  return (
    <Page look={look} place="send" title={look.say('nav.send')} lead={look.say('send.lead')}>
      {failed !== null && <Notice tone="bad" title={look.told(failed)} />}
      <section class="card send">
        <Form look={look} action="/send" upload>
          <label class="drop" data-drop>
            <Icon name="file" />
            <strong>{look.say('send.drop')}</strong>
            <span class="sub">{look.say('send.dropHint')}</span>
            <input type="file" name="files" multiple aria-label={look.say('send.files')} />
            <ul class="chosen" aria-live="polite" />
          </label>
          <Fields look={look} fields={fields} subscribers={subscribers} />
          <button type="submit" class="button primary">
            {look.say('send.preview')}
            <Icon name="arrow" />
          </button>
        </Form>
      </section>
    </Page>
  )
}

interface Preview {
  readonly look: Look
  readonly draft: string
  readonly fields: SendFields
  readonly count: number
  /** What is not on the pages, and why. */
  readonly notes: readonly string[]
  readonly failed: string | null
}

export function PreviewPage({ look, draft, fields, count, notes, failed }: Preview) {
  return (
    <Page look={look} place="send" title={look.say('send.previewTitle')}>
      {failed !== null && <Notice tone="bad" title={look.told(failed)} />}
      {notes.length > 0 && (
        <Notice tone="warn" title={look.say('all.details')}>
          <ul>
            {notes.map(note => (
              <li key={note}>{look.told(note)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Card title={look.say(count === 1 ? 'all.onePage' : 'all.pagesCount', { n: count })}>
        <Facts
          rows={[
            [look.say('all.to'), <span class="num">{fields.number}</span>],
            [look.say('send.as'), fields.subscriber],
            [look.say('send.report'), fields.report],
            [look.say('all.subject'), fields.subject],
            [look.say('send.cover'), fields.cover === 'none' ? look.say('send.coverNone') : fields.cover],
          ]}
        />
        <Pictures look={look} path={`/send/${draft}`} count={count} />
        <p class="sub">{look.say('send.previewText')}</p>
        <div class="actions">
          <Form look={look} action={`/send/${draft}`}>
            <button type="submit" class="button primary">
              <Icon name="send" />
              {look.say('send.go', { number: fields.number })}
            </button>
          </Form>
          <a class="button" href="/send">
            {look.say('send.change')}
          </a>
        </div>
      </Card>
    </Page>
  )
}

function Fields({ look, fields, subscribers }: Omit<Shown, 'failed'>) {
  return (
    <div class="fields">
      <label>
        {look.say('send.number')}
        <input
          name="number"
          type="tel"
          value={fields.number}
          required
          maxLength={60}
          autocomplete="off"
          aria-describedby="number-hint"
        />
        <span class="sub" id="number-hint">
          {look.say('send.numberHint')}
        </span>
      </label>
      <label>
        {look.say('send.report')}
        <input
          name="report"
          type="email"
          value={fields.report}
          required
          maxLength={254}
          autocomplete="email"
        />
      </label>
      <label>
        {look.say('send.subject')}
        <input name="subject" value={fields.subject} maxLength={200} autocomplete="off" />
      </label>
      <Choices look={look} fields={fields} subscribers={subscribers} />
      <label class="whole">
        {look.say('send.text')}
        <textarea name="text" rows={4} maxLength={20_000}>
          {fields.text}
        </textarea>
      </label>
    </div>
  )
}

function Choices({ look, fields, subscribers }: Omit<Shown, 'failed'>) {
  const covers = [...new Set(subscribers.flatMap(one => one.covers))]
  return (
    <>
      <label>
        {look.say('send.as')}
        <select name="subscriber">
          {subscribers.map(({ id }) => (
            <option key={id} value={id} selected={id === fields.subscriber}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <label>
        {look.say('send.cover')}
        <select name="cover">
          <option value="">{look.say('send.coverUsual')}</option>
          <option value="none" selected={fields.cover === 'none'}>
            {look.say('send.coverNone')}
          </option>
          {covers.map(name => (
            <option key={name} value={name} selected={name === fields.cover}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}
