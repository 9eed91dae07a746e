/** `faxbridge serve`: the daemon in the foreground, until it is told to stop. */
import { configOrThrow, loadConfig } from '../config/load.ts'
import { startDaemon } from '../main.ts'
import { systemClock } from '../runtime.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { makeLog } from './log.ts'
import { serviceManager, socketsFromSystemd } from './service-notify.ts'
import { version } from './version.ts'

export async function serve(options: { readonly config: string }): Promise<void> {
  const { config } = configOrThrow(loadConfig(options.config, process.env))
  const log = makeLog({ level: config.log.level, readable: process.stderr.isTTY === true })
  const manager = serviceManager(process.env, log, systemClock)
  const daemon = await startDaemon({
    configFile: options.config,
    env: process.env,
    log,
    sockets: socketsFromSystemd(process.env, process.pid),
    version: version(),
    // Not a stop in good order: nothing may be written any more.
    onFatal: () => process.exit(EXIT_CODES.failed.code),
  })
  const { control: _, ...addresses } = daemon.addresses
  log.info({ ...addresses, version: version(), sandbox: daemon.sandbox }, 'ready')
  const sandbox = daemon.sandbox === 'none' ? 'WITHOUT a sandbox' : `sandbox ${daemon.sandbox}`
  manager.ready(`mail on ${Object.values(addresses.smtp).join(', ')}, ${sandbox}`)
  manager.watch(() => daemon.isAlive())
  process.on('SIGHUP', () => {
    manager.reloading()
    daemon.reload()
    manager.ready('configuration read again')
  })
  await new Promise<void>(resolve => {
    const stop = (signal: NodeJS.Signals) => {
      // A second one means now.
      process.once(signal, () => process.exit(EXIT_CODES.failed.code))
      manager.stopping()
      void daemon.stop(signal).then(resolve)
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
  })
  manager.end()
  log.info({}, 'stopped')
  process.exit(EXIT_CODES.ok.code)
}
