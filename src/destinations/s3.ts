/**
 * A bucket of S3, or of what speaks like it. One PUT for each document, signed by Signature Version 4 with the hash of
 * its bytes, under a key that is the same at every try: a repetition overwrites the object with the same bytes.
 */
import { AwsV4Signer } from 'aws4fetch'
import { request } from 'undici'
import { BridgeError } from '../fax/error.ts'
import type { Clock } from '../runtime.ts'
import { MEDIA_TYPES, type Parcel } from './destination.ts'
import { fileNameOf } from './file-name.ts'

export interface S3Settings {
  /** `https://s3.eu-central-1.amazonaws.com` */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly name: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of credentials that hold for some hours. */
  readonly sessionToken?: string | undefined
  /** Bucket in the path, not in front of the host name. */
  readonly pathStyle: boolean
  readonly encryption: 'none' | 'AES256' | 'aws:kms'
  readonly kmsKeyId?: string | undefined
}

const ANSWER_MS = 120_000
/** What of an answer is read for its error code. */
const ANSWER_BYTES = 16 * 1024

export async function carryToS3(
  settings: S3Settings,
  { clock }: { readonly clock: Clock },
  { fax, document }: Parcel,
  signal: AbortSignal,
): Promise<string> {
  const key = fileNameOf(settings.name, fax, document.format)
  const signer = new AwsV4Signer({
    method: 'PUT',
    url: objectUrl(settings, key),
    headers: headersOf(settings, { fax, document }),
    accessKeyId: settings.accessKeyId,
    secretAccessKey: settings.secretAccessKey,
    ...(settings.sessionToken === undefined ? {} : { sessionToken: settings.sessionToken }),
    region: settings.region,
    service: 's3',
    datetime: new Date(clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
  })
  const { url, headers } = await signer.sign()
  const answer = await request(url, {
    method: 'PUT',
    headers: Object.fromEntries(headers.entries()),
    body: Buffer.from(document.bytes),
    headersTimeout: ANSWER_MS,
    bodyTimeout: ANSWER_MS,
    signal,
  }).catch(error => {
    const why = error instanceof Error ? error.message : String(error)
    throw new BridgeError('E_DESTINATION', { cause: error, say: `${url.host} cannot be reached: ${why}` })
  })
  const text = (await answer.body.text().catch(() => '')).slice(0, ANSWER_BYTES)
  if (answer.statusCode === 200) return `It is in s3://${settings.bucket}/${key}.`
  const [, code = ''] = /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(text) ?? []
  throw new BridgeError('E_DESTINATION', { say: `${url.host} answered ${answer.statusCode} ${code}`.trim() })
}

function objectUrl({ endpoint, bucket, pathStyle }: S3Settings, key: string): string {
  const url = new URL(endpoint)
  const path = key.split('/').map(encodeURIComponent).join('/')
  const base = url.pathname.replace(/\/$/, '')
  if (pathStyle) return `${url.origin}${base}/${bucket}/${path}`
  return `${url.protocol}//${bucket}.${url.host}${base}/${path}`
}

function headersOf(
  { encryption, kmsKeyId }: S3Settings,
  { fax, document }: Pick<Parcel, 'fax' | 'document'>,
) {
  return {
    'content-type': MEDIA_TYPES[document.format],
    'x-amz-content-sha256': document.sha256,
    'x-amz-meta-fax-id': fax.id,
    ...(encryption === 'none' ? {} : { 'x-amz-server-side-encryption': encryption }),
    ...(kmsKeyId === undefined ? {} : { 'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId }),
  }
}
