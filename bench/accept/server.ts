/**
 * The acceptance path of faxbridge alone, for the bench: listener, rules, spool, store, exactly as main.ts wires them.
 * The queue is written, as always, but not worked: Postfix discards its mails too, and neither renders pages.
 */
import { makeLiveConfig } from '../../src/config/live-config.ts'
import { Intake } from '../../src/outbound/accept.ts'
import { makeIds, noCheckpoint, type Runtime, silentLogger, systemClock } from '../../src/runtime.ts'
import { makeListener } from '../../src/smtp/listener.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { openStore } from '../../src/store/open-store.ts'

const [configFile] = process.argv.slice(2)
if (configFile === undefined) throw new Error('usage: server.ts CONFIG')
const runtime: Runtime = {
  clock: systemClock,
  ids: makeIds(systemClock),
  log: silentLogger,
  checkpoint: noCheckpoint,
}
const config = makeLiveConfig(configFile, process.env, silentLogger)
const { dataDir, store: storeConfig, smtp } = config.current
const onDoubtful = (error: unknown) => {
  console.error(error)
  process.exit(1)
}
const spool = await openSpool({ folder: `${dataDir}/spool`, ids: runtime.ids, log: silentLogger, onDoubtful })
const store = await openStore({
  url: storeConfig.url,
  dataDir,
  log: silentLogger,
  clock: systemClock,
  onDoubtful,
})
const intake = new Intake({ store, spool, config, runtime, kick: () => {} })
for (const listener of smtp.listeners)
  await makeListener({ listener, config, intake, runtime, sockets: new Map() }).start()
process.stdout.write('ready\n')
process.on('SIGTERM', async () => {
  const counts = await store.counts(systemClock.now())
  process.stdout.write(`${JSON.stringify(counts.jobs)}\n`)
  await store.close()
  process.exit(0)
})
