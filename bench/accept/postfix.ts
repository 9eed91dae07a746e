/** A private Postfix on a port of its own that throws every mail away after its queue file was flushed: the peer. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Postfix {
  readonly queueFolder: string
  stop(): void
}

/** Needs root and Debian's postfix; touches no other instance. `in_flow_delay=0`: without it Postfix slows itself down. */
export function startPostfix(folder: string, port: number): Postfix {
  if (!existsSync('/usr/sbin/postfix')) throw new Error('postfix is missing: apt-get install postfix')
  const etc = join(folder, 'etc')
  for (const name of ['etc', 'queue', 'data']) mkdirSync(join(folder, name), { recursive: true })
  execFileSync('chown', ['postfix', join(folder, 'data')])
  execFileSync('chmod', ['755', folder])
  for (const name of ['dynamicmaps.cf', 'postfix-files', 'dynamicmaps.cf.d', 'postfix-files.d']) {
    if (existsSync(join('/etc/postfix', name)))
      cpSync(join('/etc/postfix', name), join(etc, name), { recursive: true })
  }
  writeFileSync(join(etc, 'main.cf'), mainCf(folder))
  const master = readFileSync('/etc/postfix/master.cf', 'utf8')
    .replace(/^smtp +inet .*$/m, `127.0.0.1:${port} inet n - n - 200 smtpd`)
    .replace(/^([a-z-]+ +unix +\S+ +\S+ +)y( .*)$/gm, '$1n$2')
  writeFileSync(join(etc, 'master.cf'), master)
  execFileSync('postfix', ['-c', etc, 'start'], { stdio: 'ignore' })
  return {
    queueFolder: join(folder, 'queue'),
    stop: () => void execFileSync('postfix', ['-c', etc, 'stop'], { stdio: 'ignore' }),
  }
}

const mainCf = (folder: string) => `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
myhostname = mx.fax.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains = fax.test
relay_recipient_maps =
relay_transport = discard:
smtpd_tls_security_level = none
disable_dns_lookups = yes
alias_maps =
alias_database =
local_recipient_maps =
in_flow_delay = 0
`
