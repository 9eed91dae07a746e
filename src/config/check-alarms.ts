/** Alarms that would never come: of an account that is not there, to an address that is not called. */
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'

type Say = (path: Finding['path'], text: string) => void

export function checkAlarms({ alarms, providers }: Config, wrong: Say, warn: Say): void {
  for (const account of Object.keys(alarms.credit))
    if (providers[account] === undefined)
      wrong(
        ['alarms', 'credit', account],
        `no account in providers has this name: there is ${Object.keys(providers).join(', ')}`,
      )
  const calls = alarms.webhooks.map((webhook, i) => ({ ...webhook, path: ['alarms', 'webhooks', i, 'url'] }))
  if (alarms.heartbeat !== undefined)
    calls.push({ ...alarms.heartbeat, secret: '', path: ['alarms', 'heartbeat', 'url'] })
  for (const { url, allow, path } of calls)
    if (url.startsWith('http:') && allow.length === 0)
      warn(path, 'it is called in clear over the public network: write https, or its network in allow')
  const seen = new Set<string>()
  alarms.webhooks.forEach(({ url }, i) => {
    if (seen.has(url)) wrong(['alarms', 'webhooks', i, 'url'], 'this address stands here twice')
    seen.add(url)
  })
  if (alarms.mail.length > 0 && alarms.webhooks.length === 0)
    warn(
      ['alarms', 'mail'],
      'a dead relay can tell nobody by mail: add webhooks, or watch /health/ready or the metrics from elsewhere',
    )
}
