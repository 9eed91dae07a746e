/** What a person can do with a sent fax: each is confirmed, and says what it does. */
import type { ComponentChildren } from 'preact'
import { isFinal } from '../fax/job.ts'
import type { FaxDetail } from '../outbound/views.ts'
import type { IconName } from './icons.tsx'
import type { Look } from './look.ts'
import { Dialog, Facts, Form } from './parts.tsx'

export type FaxActionName = 'cancel' | 'resend' | 'hold' | 'release'

export function FaxActions({ look, fax }: { readonly look: Look; readonly fax: FaxDetail }) {
  const ended = isFinal(fax.state)
  return (
    <>
      {fax.held !== null && (
        <Action look={look} fax={fax} name="release" icon="arrow" tone="primary">
          {fax.state === 'unknown' && <Found look={look} fax={fax} />}
        </Action>
      )}
      {ended && <Action look={look} fax={fax} name="resend" icon="again" tone="primary" />}
      {!ended && fax.held === null && (
        <Action look={look} fax={fax} name="hold" icon="pause" tone="">
          <label>
            {look.say('all.reason')}
            <input name="reason" required maxLength={500} autocomplete="off" />
          </label>
        </Action>
      )}
      {!ended && <Action look={look} fax={fax} name="cancel" icon="cross" tone="danger" />}
    </>
  )
}

function Action({ look, fax, name, icon, tone, children }: Acted) {
  return (
    <Dialog
      look={look}
      id={`do-${name}`}
      label={look.say(`fax.${name}`)}
      icon={icon}
      tone={tone}
      title={`${look.say(`fax.${name}`)}: ${fax.number}`}
    >
      <Form look={look} action={`/faxes/${fax.id}/${name}`}>
        <p>{look.say(`fax.${name}Text`)}</p>
        {children}
        <button type="submit" class={`button ${tone === '' ? 'primary' : tone}`}>
          {look.say(`fax.${name}`)}
        </button>
      </Form>
    </Dialog>
  )
}
interface Acted {
  readonly look: Look
  readonly fax: FaxDetail
  readonly name: FaxActionName
  readonly icon: IconName
  readonly tone: '' | 'primary' | 'danger'
  readonly children?: ComponentChildren
}

/** A fax whose answer was lost: what a person has found at the provider. */
function Found({ look, fax }: { readonly look: Look; readonly fax: FaxDetail }) {
  const last = fax.attemptList.at(-1)
  return (
    <fieldset class="options">
      <legend>{look.say('fax.foundTitle')}</legend>
      <p>{look.say('fax.lostHelp')}</p>
      {last !== undefined && (
        <Facts
          rows={[
            [look.say('all.account'), last.account],
            [look.say('fax.reference'), <code>{last.reference}</code>],
          ]}
        />
      )}
      <label>
        <input type="radio" name="found" value="go" checked />
        {look.say('fax.justRelease')}
      </label>
      <label>
        <input type="radio" name="found" value="notTaken" />
        {look.say('fax.notTaken')}
      </label>
      <label>
        <input type="radio" name="found" value="taken" />
        {look.say('fax.taken')}
      </label>
      <input name="taken" maxLength={200} autocomplete="off" aria-label={look.say('fax.taken')} />
    </fieldset>
  )
}
