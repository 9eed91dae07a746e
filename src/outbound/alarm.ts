/**
 * Tells the operator of what needs a person: in the log always, by mail where an address is configured. Once for each
 * change of state; the mail is durable and goes to the relay like every other.
 */
import type { LiveConfig } from '../config/schema.ts'
import { composeAlarm } from '../mail/alarm.ts'
import { spooledMail } from '../mail/outbox.ts'
import type { Runtime } from '../runtime.ts'
import type { Spool } from '../store/spool.ts'
import type { MailStore } from '../store/store.ts'
import type { AccountStanding } from './account-board.ts'

export interface AlarmDeps {
  readonly store: Pick<MailStore, 'addMail'>
  readonly spool: Pick<Spool, 'begin' | 'remove'>
  readonly config: LiveConfig
  readonly runtime: Runtime
  readonly kick: () => void
}

/** An account changed: `open` again, `resting` or `stopped`. */
export async function accountChanged(
  deps: AlarmDeps,
  account: string,
  standing: AccountStanding,
): Promise<void> {
  const { log } = deps.runtime
  const text = textFor(account, standing)
  if (standing.kind === 'open') log.info({ account }, text.subject)
  else log.error({ account, why: standing.why }, text.subject)
  // A pause of some minutes mends itself: a mail only for what does not.
  if (standing.kind !== 'resting') await raiseAlarm(deps, `account:${account}`, text)
}

export interface AlarmText {
  readonly subject: string
  readonly lines: readonly string[]
}

function textFor(account: string, standing: AccountStanding): AlarmText {
  switch (standing.kind) {
    case 'open':
      return { subject: `Provider account ${account} works again`, lines: ['New faxes go out through it.'] }
    case 'resting':
      return { subject: `Provider account ${account} cannot be reached`, lines: [standing.why] }
    case 'stopped': {
      const what = standing.code === 'E_PROVIDER_CREDIT' ? 'has no credit' : 'refuses our credentials'
      return {
        subject: `Provider account ${account} ${what}: faxes are held`,
        lines: [
          standing.why,
          '',
          `Put it right, then: faxbridge providers test ${account}`,
          'Held faxes: faxbridge list --held. Each goes on with: faxbridge release ID',
        ],
      }
    }
  }
}

/** Writes it to the operator, where one is configured. `once`: what happens at most once has a name. */
export async function raiseAlarm(
  deps: AlarmDeps,
  subjectId: string,
  { subject, lines }: AlarmText,
  once?: string,
): Promise<void> {
  const { config, store, runtime } = deps
  const { operator, relay, hostname } = config.current
  if (operator.mail === undefined) return
  const now = runtime.clock.now()
  const key = `alarm:${subjectId}:${once ?? now}`
  const composed = composeAlarm({
    key,
    subject,
    text: lines.join('\n'),
    to: operator.mail,
    from: relay.from,
    hostname,
    now,
  })
  const mail = await spooledMail(deps, composed, { key, subjectId, now, days: relay.days })
  const history = { at: now, type: 'alarm', text: subject, detail: {} }
  const kept = await store.addMail(mail, [{ kind: 'relay', subjectId: mail.id, runAt: now }], history)
  if (kept.id !== mail.id) await deps.spool.remove(mail.raw)
  deps.kick()
}
