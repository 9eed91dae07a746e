/**
 * Tells the operator of an alarm: by mail, by webhook, in the log. In charge of its being told once: the mails, the calls
 * and the note that he was told are one commit. Not in charge of when (news.ts), nor of bringing them (mail/dispatch.ts,
 * webhook-call.ts). Of a dead relay nobody is told through it.
 */
import type { Config, LiveConfig } from '../config/schema.ts'
import { ALARMS, type Alarm, type AlarmCall, alarmName } from '../fax/alarm.ts'
import type { EpochMs } from '../fax/id.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import { wallText } from '../fax/wall-clock.ts'
import { composeAlarm } from '../mail/alarm.ts'
import { type OutboxDeps, spooledMail } from '../mail/outbox.ts'
import type { Runtime } from '../runtime.ts'
import type { AlarmNews, AlarmTellings } from '../store/alarms.ts'
import { alarmText, frameText } from '../words/alarms.ts'
import type { Language } from '../words/words.ts'
import { alarmView } from './open-alarms.ts'

export interface TellDeps {
  readonly store: Pick<AlarmTellings, 'tellAlarm'>
  readonly spool: OutboxDeps['spool'] & { remove(ref: string): Promise<void> }
  readonly config: LiveConfig
  readonly runtime: Runtime
  /** Wakes the queue. */
  readonly kick: () => void
}

/** A call about an alarm of yesterday helps nobody. */
const CALL_PATIENCE_MS = 86_400_000

/** Everybody who gets a mail: `operator.mail` is the older key. */
export function mailedTo({ operator, alarms }: Pick<Config, 'operator' | 'alarms'>): readonly string[] {
  return [...new Set([...(operator.mail === undefined ? [] : [operator.mail]), ...alarms.mail])]
}

/** Throws when it could not be written; then nobody was told, and the next look tries again. */
export async function tell(deps: TellDeps, alarm: Alarm, news: AlarmNews): Promise<void> {
  const { config, runtime, store } = deps
  const { clock, log } = runtime
  const { alarms } = config.current
  const at = clock.now()
  const letter = letterOf(alarm, news, config.current)
  const calls = alarms.webhooks.map(
    ({ url }): AlarmCall => ({
      id: runtime.ids.next('call'),
      alarmId: alarm.id,
      url,
      body: bodyOf(alarm, news, at, config.current),
      state: 'waiting',
      attempts: 0,
      lastError: null,
      deadline: (at + CALL_PATIENCE_MS) as EpochMs,
    }),
  )
  const mails = await mailsOf(deps, alarm, letter, { news, at }).catch(error => {
    // On a full disk no mail can be written. A call can.
    if (calls.length === 0) throw error
    log.error({ error, alarm: alarmName(alarm) }, 'no mail could be written about an alarm')
    return []
  })
  runtime.checkpoint('alarm-mail-written')
  const told = await store.tellAlarm({ before: alarm, news, at, text: letter.subject, mails, calls })
  if (!told) {
    for (const mail of mails) await deps.spool.remove(mail.raw)
    return
  }
  runtime.checkpoint('alarm-told')
  const level = news === 'over' ? 'info' : ALARMS[alarm.kind].severity === 'critical' ? 'error' : 'warn'
  const english = alarmText(alarm, 'en')
  log[level]({ alarm: alarmName(alarm), news, severity: ALARMS[alarm.kind].severity }, english.title)
  deps.kick()
}

interface Letter {
  readonly subject: string
  readonly text: string
}

function letterOf(alarm: Alarm, news: AlarmNews, { alarms }: Config): Letter {
  const language: Language = alarms.language
  const { title, means, todo } = alarmText(alarm, language)
  const say = (id: Parameters<typeof frameText>[0], values = {}) => frameText(id, language, values)
  const time = wallText(alarm.raisedAt, alarms.timeZone)
  if (news === 'over') {
    const end = wallText(alarm.clearedAt ?? alarm.raisedAt, alarms.timeZone)
    return { subject: say('over', { title }), text: say('ended', { time, end }) }
  }
  return {
    subject: news === 'still' ? say('still', { title }) : title,
    text: [
      means,
      say('since', { time }),
      '',
      say('todo'),
      ...todo.map(line => `- ${line}`),
      '',
      say('known', { name: alarmName(alarm) }),
    ].join('\n'),
  }
}

async function mailsOf(
  deps: TellDeps,
  alarm: Alarm,
  { subject, text }: Letter,
  { news, at }: { readonly news: AlarmNews; readonly at: EpochMs },
): Promise<readonly OutgoingMail[]> {
  const { config } = deps
  const { relay, hostname } = config.current
  if (alarm.kind === 'relay-down' && news !== 'over') return []
  const mails: OutgoingMail[] = []
  for (const to of mailedTo(config.current)) {
    const key = `alarm:${alarm.id}:${news}:${at}:${to}`
    const composed = composeAlarm({ key, subject, text, to, from: relay.from, hostname, now: at })
    mails.push(await spooledMail(deps, composed, { key, subjectId: alarm.id, now: at, days: relay.days }))
  }
  return mails
}

function bodyOf(alarm: Alarm, news: AlarmNews, at: EpochMs, { hostname, alarms }: Config): string {
  return JSON.stringify({
    type: `alarm.${news}`,
    timestamp: new Date(at).toISOString(),
    data: { hostname, ...alarmView(alarm, alarms.language), facts: alarm.facts },
  })
}
