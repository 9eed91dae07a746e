/** Certificates: can they be read, does the key belong to them, do they last, do they name us? */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Config } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import { bad, type Check, doubtful, type Finding, fine } from './doctor.ts'

const DAY = 86_400_000

export function checkTls(config: Config, now: EpochMs): Check {
  return {
    area: 'tls',
    async run() {
      const { hostname } = config
      const pairs = config.smtp.listeners.flatMap(({ name, cert, key }) =>
        cert === undefined || key === undefined
          ? []
          : [{ what: `listener ${name}`, cert, key, name: hostname }],
      )
      const { tls, public: outside, admin, publicUrl } = config.http
      const doors = [
        { what: 'http', files: tls, url: publicUrl },
        { what: 'http.public', files: outside.tls, url: publicUrl },
        { what: 'http.admin', files: admin.tls, url: admin.publicUrl },
      ]
      for (const { what, files, url } of doors) {
        // What people write into their browsers, where it is known.
        const name = url === undefined ? hostname : new URL(url).hostname
        if (files !== undefined) pairs.push({ what, ...files, name })
      }
      const found = await Promise.all(pairs.map(pair => lookAt(pair, config, now)))
      const open = config.smtp.listeners.filter(({ cert, tls: wanted, listen }) => {
        return cert === undefined && wanted !== 'off' && !/^(?:127\.|\[::1\])/.test(listen)
      })
      return [
        ...found.flat(),
        ...open.map(({ name }) =>
          doubtful(
            'tls',
            `listener ${name}`,
            'It has no certificate: mail comes in as plain text.',
            'Get one, and name it in cert and key of the listener.',
          ),
        ),
      ]
    },
  }
}

interface Pair {
  readonly what: string
  readonly cert: string
  readonly key: string
  /** That clients call it by. */
  readonly name: string
}

async function lookAt({ what, cert, key, name }: Pair, { alarms }: Config, now: EpochMs): Promise<Finding[]> {
  try {
    const certificate = new X509Certificate(await readFile(cert))
    if (!certificate.checkPrivateKey(createPrivateKey(await readFile(key))))
      return [bad('tls', what, `${key} is not the key of ${cert}.`, 'Name the two that belong together.')]
    const end = Date.parse(certificate.validTo)
    const days = Math.floor((end - now) / DAY)
    if (end <= now) return [bad('tls', what, `${cert} has ended.`, 'Renew it, then: faxbridge reload')]
    if (Date.parse(certificate.validFrom) > now)
      return [bad('tls', what, `${cert} does not hold yet.`, 'See whether the clock is right: timedatectl')]
    if (days < alarms.certificateDays)
      return [doubtful('tls', what, `${cert} ends in ${days} days.`, 'Renew it, then: faxbridge reload')]
    if (certificate.checkHost(name) === undefined)
      return [
        doubtful(
          'tls',
          what,
          `${cert} does not name ${name}.`,
          'Get one with this name, if clients check it.',
        ),
      ]
    return [fine('tls', what, `${cert} holds for ${days} more days.`)]
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return [bad('tls', what, `${cert} or ${key} cannot be used: ${why}`, 'Put PEM files there.')]
  }
}
