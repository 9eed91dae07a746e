/** Looks at an account without sending anything: login, licence, the platform's fax server, the subscriber. */
import { isBridgeError } from '../../fax/error.ts'
import { parsedAs } from '../http.ts'
import type { ProbeLine } from '../provider.ts'
import { capabilities, subscriber } from './api.ts'
import type { NgcpCalls } from './calls.ts'
import { highestId } from './journal.ts'
import { makeSettingsApi } from './settings-api.ts'

export interface ProbeSettings {
  readonly baseUrl: string
  readonly subscriberId: number
}

/** Every line may be wrong without the others being so; only a refused login or a dead line ends it. */
export async function probe(
  calls: NgcpCalls,
  settings: ProbeSettings,
  signal: AbortSignal,
): Promise<readonly ProbeLine[]> {
  const lines: ProbeLine[] = []
  if (isOpenHttp(settings.baseUrl)) {
    const text = 'The address begins with http: passwords and faxes can be read on the way. Use https.'
    lines.push({ ok: false, what: 'connection', text })
  }
  try {
    const { id } = await highestId(calls, settings.subscriberId, signal)
    lines.push({ ok: true, what: 'credentials', text: `Login and licence are right. Highest fax: ${id}.` })
  } catch (error) {
    return [...lines, lineOf('credentials', error)]
  }
  for (const [what, look] of [
    ['fax server', () => faxServer(calls, signal)],
    [`subscriber ${settings.subscriberId}`, () => fax(calls, settings, signal)],
    ['number', () => number(calls, settings, signal)],
  ] as const) {
    try {
      lines.push({ what, ...(await look()) })
    } catch (error) {
      lines.push(lineOf(what, error))
    }
  }
  return lines
}

type Finding = Omit<ProbeLine, 'what'>

function lineOf(what: string, error: unknown): ProbeLine {
  if (!isBridgeError(error)) throw error
  return { ok: false, what, text: error.message }
}

const isOpenHttp = (baseUrl: string) =>
  /^http:/.test(baseUrl) && !/^http:\/\/(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?:[:/]|$)/.test(baseUrl)

/** The Community Edition takes faxes with 201 and sends none: this is the only place where it shows. */
async function faxServer(calls: NgcpCalls, signal: AbortSignal): Promise<Finding> {
  const response = await calls.send({ method: 'GET', path: '/api/capabilities/', effect: 'nothing' }, signal)
  if (response.status !== 200)
    return { ok: true, text: `This release does not say what it can do (HTTP ${response.status}).` }
  const found = parsedAs(response, capabilities, 'nothing')._embedded.find(
    ({ name }) => name.toLowerCase() === 'faxserver',
  )
  if (found === undefined) return { ok: true, text: 'This release does not say whether it has one.' }
  return found.enabled
    ? { ok: true, text: 'The platform has its fax server switched on.' }
    : {
        ok: false,
        text: 'The platform has no fax server for this user: faxes would be taken and never sent.',
      }
}

async function fax(calls: NgcpCalls, { subscriberId }: ProbeSettings, signal: AbortSignal): Promise<Finding> {
  const { active } = await makeSettingsApi(calls, subscriberId).readFaxServer(signal)
  return active
    ? { ok: true, text: 'Fax is switched on for it.' }
    : { ok: false, text: 'Fax is switched off for it: set "active" in its fax server settings.' }
}

async function number(
  calls: NgcpCalls,
  { subscriberId }: ProbeSettings,
  signal: AbortSignal,
): Promise<Finding> {
  const path = `/api/subscribers/${subscriberId}`
  const response = await calls.send({ method: 'GET', path, effect: 'nothing' }, signal)
  if (response.status !== 200)
    return { ok: true, text: `The subscriber's number is not shown to this user (HTTP ${response.status}).` }
  const { primary_number: primary } = parsedAs(response, subscriber, 'nothing')
  return primary === null || primary === undefined
    ? { ok: false, text: 'The subscriber has no primary number: its faxes come from "webfax". Give it one.' }
    : { ok: true, text: `Faxes are sent from +${primary.cc}${primary.ac}${primary.sn}.` }
}
