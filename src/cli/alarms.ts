/** `faxbridge alarms`: what needs a person now, what did lately, and that somebody knows. */
import { userInfo } from 'node:os'
import type { AlarmView } from '../alarms/open-alarms.ts'
import { controlOf } from './control.ts'
import { harmless, localTime, say, sayJson } from './print.ts'

interface Options {
  readonly config: string
  readonly json?: boolean
}

export async function listAlarms(options: Options & { readonly days?: string }): Promise<void> {
  const alarms = await controlOf(options.config).get<readonly AlarmView[]>('/alarms', { days: options.days })
  if (options.json === true) return sayJson(alarms)
  if (alarms.length === 0)
    return say(options.days === undefined ? 'No alarm is open.' : 'There was no alarm.')
  say(alarms.map(textOf).join('\n\n'))
}

function textOf(alarm: AlarmView): string {
  const { severity, title, name, means, todo, raisedAt, clearedAt, acknowledgedAt, acknowledgedBy } = alarm
  const head = `${severity === 'critical' ? 'CRITICAL' : 'warning '}  ${title}`
  const ended = clearedAt === null ? '' : `, over since ${localTime(clearedAt)}`
  const known = acknowledgedAt === null ? '' : `; ${acknowledgedBy} knows`
  const when = `${name}, since ${localTime(raisedAt)}${ended}${known}`
  const lines = clearedAt === null ? [means, ...todo.map(line => `- ${line}`)] : []
  return [head, ...[when, ...lines].map(line => `          ${line}`)].map(harmless).join('\n')
}

export async function acknowledge(name: string, options: Options): Promise<void> {
  const by = process.env['SUDO_USER'] ?? userInfo().username
  const answer = await controlOf(options.config).post<{ became: string }>('/alarms/acknowledge', { name, by })
  if (options.json === true) return sayJson(answer)
  say(
    answer.became === 'done'
      ? 'It is noted that you know: no more reminders. It is over when what it watches is well.'
      : 'Somebody knew of it before.',
  )
}
