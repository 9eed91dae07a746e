/** Certificates: can they be read, does the key belong to them, do they last, do they name us? */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  type CertificateFile,
  endOfCertificates,
  otherCertificates,
  type ServerCertificate,
  serverCertificates,
} from '../config/certificate-files.ts'
import type { Config } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import { bad, type Check, doubtful, type Finding, fine } from './doctor.ts'

const DAY = 86_400_000

export function checkTls(config: Config, now: EpochMs): Check {
  return {
    area: 'tls',
    async run() {
      const found = await Promise.all([
        ...serverCertificates(config).map(pair => ours(pair, config, now)),
        ...otherCertificates(config).map(file => others(file, config, now)),
      ])
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

async function ours(
  { what, cert, key, name }: ServerCertificate,
  { alarms }: Config,
  now: EpochMs,
): Promise<Finding[]> {
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

/** Of others, or ours as a client: only whether they last. */
async function others({ what, file }: CertificateFile, { alarms }: Config, now: EpochMs): Promise<Finding[]> {
  const bytes = await readFile(file).catch(() => null)
  if (bytes === null)
    return [bad('tls', what, `${file} cannot be read.`, 'Put it there, or correct its path and rights.')]
  const end = endOfCertificates(bytes)
  // A bundle of authorities: some of them have always ended.
  if (end === null) return []
  const days = Math.floor((end - now) / DAY)
  const fix = 'Get a new one from whoever it belongs to, then: faxbridge reload'
  if (end <= now) return [bad('tls', what, `${file} has ended.`, fix)]
  if (days < alarms.certificateDays) return [doubtful('tls', what, `${file} ends in ${days} days.`, fix)]
  return [fine('tls', what, `${file} holds for ${days} more days.`)]
}
