/**
 * Which files with certificates and private keys the configuration names: the one list for whoever looks whether they last, fit
 * and are kept secret. Not in charge of reading them for a connection; that is done where they are used.
 */
import { X509Certificate } from 'node:crypto'
import type { EpochMs } from '../fax/id.ts'
import type { Config } from './schema.ts'

/** A certificate that we show as a server, and its key. */
export interface ServerCertificate {
  readonly what: string
  readonly cert: string
  readonly key: string
  /** That clients call it by: for pages what people write into their browsers, where it is known. */
  readonly name: string
}

/** Every address of ours that speaks TLS. */
export function serverCertificates({ smtp, http, hostname }: Config): readonly ServerCertificate[] {
  const found: ServerCertificate[] = []
  for (const { name, cert, key } of smtp.listeners)
    if (cert !== undefined && key !== undefined)
      found.push({ what: `listener ${name}`, cert, key, name: hostname })
  const { publicUrl, admin } = http
  const doors = [
    { what: 'http', files: http.tls, url: publicUrl },
    { what: 'http.public', files: http.public.tls, url: publicUrl },
    { what: 'http.admin', files: admin.tls, url: admin.publicUrl },
  ]
  for (const { what, files, url } of doors)
    if (files !== undefined)
      found.push({ what, ...files, name: url === undefined ? hostname : new URL(url).hostname })
  return found
}

/** A certificate that the configuration names, and what it is for. */
export interface CertificateFile {
  readonly what: string
  readonly file: string
}

/** What is not ours as a server: authorities, certificates of those who get encrypted mails, ours as a client. */
export function otherCertificates({ smtp, relay, providers }: Config): readonly CertificateFile[] {
  const found: { readonly what: string; readonly file: unknown }[] = []
  for (const { name, clientCa } of smtp.listeners) found.push({ what: `clients of ${name}`, file: clientCa })
  for (const { url, caFile } of [relay, ...relay.fallback])
    found.push({ what: `authority of ${url}`, file: caFile })
  for (const { to, certificate } of relay.encrypt) found.push({ what: `mails to ${to}`, file: certificate })
  for (const [account, settings] of Object.entries(providers))
    for (const key of ['caFile', 'clientCert'])
      found.push({ what: `provider ${account}`, file: Reflect.get(settings, key) })
  return found.filter((entry): entry is CertificateFile => typeof entry.file === 'string')
}

/** Every file with certificates. */
export function certificateFiles(config: Config): readonly CertificateFile[] {
  const ours = serverCertificates(config).map(({ what, cert }) => ({ what, file: cert }))
  return [...ours, ...otherCertificates(config)]
}

/** Every private key. Secrets written as {file: …} are not among them: they are checked when they are read. */
export function keyFiles(config: Config): readonly CertificateFile[] {
  const found: { readonly what: string; readonly file: unknown }[] = [
    ...serverCertificates(config).map(({ what, key }) => ({ what: `key of ${what}`, file: key })),
    ...config.relay.dkim.map(({ domain, keyFile }) => ({ what: `DKIM key of ${domain}`, file: keyFile })),
    ...Object.entries(config.providers).map(([account, settings]) => ({
      what: `client key of ${account}`,
      file: Reflect.get(settings, 'clientKey') as unknown,
    })),
  ]
  return found.filter((entry): entry is CertificateFile => typeof entry.file === 'string')
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g
/** A file with more is a bundle of authorities: some of them have always ended. */
const MOST_CERTIFICATES = 4

/** When the first certificate of a file ends; null: it holds none that can be read, or is a bundle of authorities. */
export function endOfCertificates(bytes: Buffer): EpochMs | null {
  const pem = bytes.toString('latin1').match(PEM)
  if (pem !== null && pem.length > MOST_CERTIFICATES) return null
  try {
    const ends = (pem ?? [bytes]).map(one => Date.parse(new X509Certificate(one).validTo))
    return Math.min(...ends) as EpochMs
  } catch {
    return null
  }
}
