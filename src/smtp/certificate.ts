/** The certificate of a listener. In charge of refusing to start with a missing, foreign or unreadable one. */
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { ListenerConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import { tlsVersionsOf } from './old-device.ts'

export interface Certificate {
  readonly cert: Buffer
  readonly key: Buffer
  /** Authorities of client certificates. */
  readonly ca?: Buffer
}

/** Reads certificate and key from disk and checks that they belong together. Throws E_CONFIG with the reason. */
export function readCertificate(listener: ListenerConfig): Certificate {
  const { name, cert: certFile, key: keyFile } = listener
  if (certFile === undefined || keyFile === undefined) {
    // The library would go on with a test key that everybody knows.
    throw new BridgeError('E_CONFIG', { say: `Listener ${name} has TLS but no certificate of its own.` })
  }
  const { clientCa } = listener
  const certificate = {
    cert: readPem(certFile, name),
    key: readPem(keyFile, name),
    ...(clientCa === undefined ? {} : { ca: readPem(clientCa, name) }),
  }
  try {
    // An old listener may have an old key, which only its own TLS versions take.
    createSecureContext({ ...certificate, ...tlsVersionsOf(listener) })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const authorities = clientCa === undefined ? '' : `, or ${clientCa} holds no certificates`
    const say = `Listener ${name}: ${certFile} and ${keyFile} are not a certificate and its key (${why})${authorities}.`
    throw new BridgeError('E_CONFIG', { say, cause })
  }
  return certificate
}

function readPem(file: string, name: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new BridgeError('E_CONFIG', { say: `Listener ${name}: cannot read ${file}.`, cause })
  }
}
