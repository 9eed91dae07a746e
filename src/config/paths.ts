/** Paths in the configuration are relative to its file, wherever the daemon is started. */
import { resolve } from 'node:path'
import type { Config } from './schema.ts'

/** Gives the same configuration with every path absolute. `store.url` stays: it is relative to `dataDir`. */
export function absolutePaths(config: Config, folder: string): Config {
  const at = (path: string) => resolve(folder, path)
  const optional = <K extends string>(key: K, path: string | undefined) =>
    (path === undefined ? {} : { [key]: at(path) }) as Partial<Record<K, string>>
  return {
    ...config,
    dataDir: at(config.dataDir),
    smtp: {
      ...config.smtp,
      listeners: config.smtp.listeners.map(listener => ({
        ...listener,
        ...optional('cert', listener.cert),
        ...optional('key', listener.key),
        ...optional('clientCa', listener.clientCa),
      })),
    },
    http: {
      ...withTls(config.http, at),
      public: withTls(config.http.public, at),
      admin: withTls(config.http.admin, at),
    },
    relay: {
      ...config.relay,
      ...optional('caFile', config.relay.caFile),
      dkim: config.relay.dkim.map(entry => ({ ...entry, keyFile: at(entry.keyFile) })),
      encrypt: config.relay.encrypt.map(entry => ({
        ...entry,
        ...optional('certificate', entry.certificate),
        ...optional('pgpKey', entry.pgpKey),
      })),
      ...optional('gpg', config.relay.gpg),
      fallback: config.relay.fallback.map(relay => ({ ...relay, ...optional('caFile', relay.caFile) })),
    },
    providers: Object.fromEntries(
      Object.entries(config.providers).map(([account, settings]) => [account, withPaths(settings, at)]),
    ),
    subscribers: config.subscribers.map(subscriber => ({
      ...subscriber,
      covers: subscriber.covers.map(cover => ({ ...cover, form: at(cover.form) })),
    })),
    destinations: withList(config.destinations, at),
    inbound: { ...config.inbound, destinations: withFolders(config.inbound.destinations, at) },
    documents: { ...config.documents, fontFolders: config.documents.fontFolders.map(at) },
  }
}

/** What is served with the certificate, if there is one. */
function withTls<T extends { readonly tls?: { readonly cert: string; readonly key: string } | undefined }>(
  door: T,
  at: (path: string) => string,
): T {
  const { tls } = door
  return tls === undefined ? door : { ...door, tls: { cert: at(tls.cert), key: at(tls.key) } }
}

function withList(
  destinations: Config['destinations'],
  at: (path: string) => string,
): Config['destinations'] {
  const { doNotFax: list } = destinations
  return list === undefined ? destinations : { ...destinations, doNotFax: { ...list, file: at(list.file) } }
}

function withFolders(
  destinations: Config['inbound']['destinations'],
  at: (path: string) => string,
): Config['inbound']['destinations'] {
  const entries = Object.entries(destinations).map(([name, settings]) => [
    name,
    settings.type === 'folder' ? { ...settings, path: at(settings.path) } : settings,
  ])
  return Object.fromEntries(entries)
}

/** The keys of provider accounts that name files or folders. */
const FILE_KEYS = ['ledger', 'caFile', 'clientCert', 'clientKey'] as const

function withPaths<T extends object>(settings: T, at: (path: string) => string): T {
  const named = FILE_KEYS.flatMap(key => {
    const path: unknown = Reflect.get(settings, key)
    return typeof path === 'string' ? [[key, at(path)] as const] : []
  })
  return { ...settings, ...Object.fromEntries(named) }
}
