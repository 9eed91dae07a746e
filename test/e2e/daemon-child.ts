/**
 * Entry of a daemon in a child process, for tests that kill it. `CRASH_AT=name` or `name:n` makes it SIGKILL itself at
 * the n-th passage of that checkpoint: exactly there, with nothing tidied up.
 */

import { silentLogger } from '../../src/runtime.ts'

// What is built and shipped is what is tested, and it starts in a third of the time.
const built = new URL('../../dist/main.js', import.meta.url).href
const { startDaemon } = (await import(built)) as typeof import('../../src/main.ts')

const [configFile] = process.argv.slice(2)
if (configFile === undefined) throw new Error('usage: daemon-child.ts CONFIG')
const [crashAt = '', count = '1'] = (process.env['CRASH_AT'] ?? '').split(':')
let left = Number(count)

const daemon = await startDaemon({
  configFile,
  env: process.env,
  log: process.env['FAXBRIDGE_TEST_LOG'] === undefined ? silentLogger : consoleLogger(),
  checkpoint: step => {
    if (step === crashAt && --left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
process.stdout.write(`${JSON.stringify({ ready: true, addresses: daemon.addresses })}\n`)
process.on('SIGTERM', () => void daemon.stop('SIGTERM').then(() => process.exit(0)))
process.on('SIGHUP', () => void daemon.reload())

function consoleLogger() {
  const say = (level: string) => (facts: object, text: string) =>
    process.stderr.write(`${level} ${text} ${JSON.stringify(facts, errorsToo)}\n`)
  const log = {
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    child: () => log,
  }
  return log
}

function errorsToo(_key: string, value: unknown): unknown {
  return value instanceof Error ? { message: value.message, stack: value.stack } : value
}
