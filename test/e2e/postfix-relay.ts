/** A private Postfix that relays everything for fax.local to the daemon: the usual mail server in front of it. */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from './bridge.ts'

/** Why it cannot be had here; null: it can. */
export const postfixMissing: string | null =
  process.getuid?.() !== 0
    ? 'only root can start a Postfix'
    : existsSync('/usr/sbin/postfix')
      ? null
      : 'apt-get install postfix'

export interface PostfixOptions {
  /** Default: a free one. */
  readonly listen?: number
  /** Domain → port on this machine, besides fax.local, which goes to the daemon. */
  readonly ways?: Readonly<Record<string, number>>
}

export async function relayThroughPostfix(
  parent: string,
  daemonPort: number,
  { listen, ways = {} }: PostfixOptions = {},
) {
  const port = listen ?? (await freePort())
  const folder = join(parent, 'postfix')
  const etc = join(folder, 'etc')
  for (const name of ['etc', 'queue', 'data']) mkdirSync(join(folder, name), { recursive: true })
  execFileSync('chown', ['postfix', join(folder, 'data')])
  // Its daemons run as another user.
  for (const path of [parent, folder]) chmodSync(path, 0o755)
  for (const name of ['dynamicmaps.cf', 'postfix-files', 'dynamicmaps.cf.d', 'postfix-files.d'])
    if (existsSync(join('/etc/postfix', name)))
      cpSync(join('/etc/postfix', name), join(etc, name), { recursive: true })
  writeFileSync(join(etc, 'main.cf'), mainCf(folder, { 'fax.local': daemonPort, ...ways }))
  const master = readFileSync('/etc/postfix/master.cf', 'utf8')
    .replace(/^smtp +inet .*$/m, `127.0.0.1:${port} inet n - n - 20 smtpd`)
    .replace(/^([a-z-]+ +unix +\S+ +\S+ +)y( .*)$/gm, '$1n$2')
  writeFileSync(join(etc, 'master.cf'), master)
  execFileSync('postfix', ['-c', etc, 'start'], { stdio: 'ignore' })
  return { port, stop: () => void execFileSync('postfix', ['-c', etc, 'stop'], { stdio: 'ignore' }) }
}

/** Every domain with its own way. */
const waysText = (ways: Readonly<Record<string, number>>): string =>
  Object.entries(ways)
    .map(([domain, port]) => `{ ${domain} = smtp:[127.0.0.1]:${port} }`)
    .join(', ')

const mainCf = (folder: string, ways: Readonly<Record<string, number>>) => `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/postfix.log
maillog_file_prefixes = /tmp, /var
myhostname = mx.example.com
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains = fax.local
relay_recipient_maps =
transport_maps = inline:{ ${waysText(ways)} }
smtp_tls_security_level = none
smtpd_tls_security_level = none
disable_dns_lookups = yes
alias_maps =
alias_database =
local_recipient_maps =
`
