// Types, lint and unit tests at the same time: while one waits for a disk, another has the processor. What each says is
// shown when it has ended, so that they do not talk into each other. Ends with 1 when one of them fails.
import { spawn } from 'node:child_process'

const STEPS = ['types', 'lint', 'unit']
// A log file is no terminal: colours would only be in the way.
const env = { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) }

function run(step) {
  const child = spawn('npm', ['run', '--silent', step], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = []
  child.stdout.on('data', text => said.push(text))
  child.stderr.on('data', text => said.push(text))
  return new Promise(resolve => {
    child.on('close', status => {
      process.stdout.write(`\n== ${step}${status === 0 ? '' : ' FAILED'}\n`)
      process.stdout.write(Buffer.concat(said))
      resolve(status === 0)
    })
  })
}

const good = await Promise.all(STEPS.map(run))
process.exitCode = good.every(Boolean) ? 0 : 1
