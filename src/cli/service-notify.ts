/**
 * What the service manager is told (sd_notify) and what it hands over (sockets). Node has no datagram sockets of the
 * unix kind, so the messages go through the program `systemd-notify`; without systemd nothing happens.
 */
import { execFile } from 'node:child_process'
import type { Clock, Logger } from '../runtime.ts'

export interface ServiceManager {
  ready(status: string): void
  reloading(): void
  stopping(): void
  /** Tells it that we are alive, as often as it wants, as long as `isAlive` says so. */
  watch(isAlive: () => boolean): void
  end(): void
}

type Env = Readonly<Record<string, string | undefined>>

/** First descriptor that systemd hands over: sd_listen_fds(3). */
const FIRST_FD = 3

/** Sockets by name (`FileDescriptorName=`); empty when they are meant for another process, or there are none. */
export function socketsFromSystemd(env: Env, pid: number): ReadonlyMap<string, number> {
  if (Number(env['LISTEN_PID']) !== pid) return new Map()
  const names = (env['LISTEN_FDNAMES'] ?? '').split(':')
  const count = Number(env['LISTEN_FDS'] ?? 0)
  return new Map(Array.from({ length: count }, (_, i) => [names[i] ?? String(i), FIRST_FD + i] as const))
}

export function serviceManager(env: Env, log: Logger, clock: Clock): ServiceManager {
  if (env['NOTIFY_SOCKET'] === undefined) {
    return { ready() {}, reloading() {}, stopping() {}, watch() {}, end() {} }
  }
  const tell = (...args: string[]) => {
    execFile('systemd-notify', [`--pid=${process.pid}`, '--no-block', ...args], error => {
      if (error !== null) log.warn({ error, args }, 'systemd could not be told')
    })
  }
  const over = new AbortController()
  const watch = async (isAlive: () => boolean) => {
    // Half of the time that it gives us, as sd_watchdog_enabled(3) advises.
    const every = Number(env['WATCHDOG_USEC'] ?? 0) / 2000
    while (every > 0) {
      await clock.sleep(every, over.signal)
      if (over.signal.aborted) return
      if (isAlive()) tell('WATCHDOG=1')
      else log.error({}, 'the queue stands still: the watchdog is not told, systemd will restart us')
    }
  }
  return {
    ready: status => tell('--ready', `--status=${status}`),
    reloading: () => tell('--status=reading the configuration again'),
    stopping: () => tell('STOPPING=1', '--status=finishing what runs'),
    watch: isAlive => void watch(isAlive),
    end: () => over.abort(),
  }
}
