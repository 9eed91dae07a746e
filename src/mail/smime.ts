/**
 * Encrypts for one certificate: CMS EnvelopedData with AES-256-CBC (RFC 5652 §6, RFC 8551 §2.7). For RSA keys the session key
 * goes by PKCS #1 v1.5, which every mail program reads; keys on elliptic curves by ECDH (RFC 5753).
 */
import { constants, createCipheriv, publicEncrypt, randomBytes, type X509Certificate } from 'node:crypto'
import { Null, OctetString } from 'asn1js'
import {
  AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  EncryptedContentInfo,
  EnvelopedData,
  IssuerAndSerialNumber,
  KeyTransRecipientInfo,
  RecipientInfo,
} from 'pkijs'

const DATA = '1.2.840.113549.1.7.1'
const ENVELOPED_DATA = '1.2.840.113549.1.7.3'
const RSA_ENCRYPTION = '1.2.840.113549.1.1.1'
const AES_256_CBC = '2.16.840.1.101.3.4.1.42'

/** Gives the DER of a CMS ContentInfo. */
export async function enveloped(content: Uint8Array, certificate: X509Certificate): Promise<Buffer> {
  const parsed = Certificate.fromBER(new Uint8Array(certificate.raw))
  const data =
    certificate.publicKey.asymmetricKeyType === 'rsa'
      ? forRsa(content, certificate, parsed)
      : await forCurve(content, parsed)
  const info = new ContentInfo({ contentType: ENVELOPED_DATA, content: data.toSchema() })
  return Buffer.from(info.toSchema().toBER())
}

function forRsa(
  content: Uint8Array,
  { publicKey }: X509Certificate,
  certificate: Certificate,
): EnvelopedData {
  const [key, iv] = [randomBytes(32), randomBytes(16)]
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  const encrypted = Buffer.concat([cipher.update(content), cipher.final()])
  const sessionKey = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, key)
  const recipient = new KeyTransRecipientInfo({
    version: 0,
    rid: new IssuerAndSerialNumber({
      issuer: certificate.issuer,
      serialNumber: certificate.serialNumber,
    }),
    keyEncryptionAlgorithm: new AlgorithmIdentifier({
      algorithmId: RSA_ENCRYPTION,
      algorithmParams: new Null(),
    }),
    encryptedKey: new OctetString({ valueHex: new Uint8Array(sessionKey) }),
  })
  return new EnvelopedData({
    version: 0,
    recipientInfos: [new RecipientInfo({ variant: 1, value: recipient })],
    encryptedContentInfo: new EncryptedContentInfo({
      contentType: DATA,
      contentEncryptionAlgorithm: new AlgorithmIdentifier({
        algorithmId: AES_256_CBC,
        algorithmParams: new OctetString({ valueHex: new Uint8Array(iv) }),
      }),
      encryptedContent: new OctetString({ valueHex: new Uint8Array(encrypted) }),
      disableSplit: true,
    }),
  })
}

async function forCurve(content: Uint8Array, certificate: Certificate): Promise<EnvelopedData> {
  const data = new EnvelopedData()
  data.addRecipientByCertificate(certificate, { kdfAlgorithm: 'SHA-256', kekEncryptionLength: 256 }, 2)
  // The type wants the whole of an algorithm; the library adds the vector itself.
  await data.encrypt({ name: 'AES-CBC', length: 256 } as never, new Uint8Array(content).buffer)
  return data
}
