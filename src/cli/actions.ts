/** `faxbridge cancel`, `resend`, `hold`, `release`: one action on one fax. The daemon decides whether it is possible. */
import { userInfo } from 'node:os'
import type { ActionResult, OperatorAction } from '../outbound/operate.ts'
import { controlOf } from './control.ts'
import { say, sayJson } from './print.ts'

export interface ActionOptions {
  readonly config: string
  readonly json?: boolean
}

export async function doAction(id: string, action: OperatorAction, options: ActionOptions): Promise<void> {
  const path = `/faxes/${encodeURIComponent(id)}/actions`
  // Who did it stands in the history: with sudo, the person behind it.
  const by = process.env['SUDO_USER'] ?? userInfo().username
  const result = await controlOf(options.config).post<ActionResult>(path, { ...action, by })
  if (options.json === true) return sayJson(result)
  say(result.text)
  if (result.newId !== null) say(`New fax: ${result.newId}`)
}
