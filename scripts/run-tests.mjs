// Runs types, lint, build and all test projects, and adds up what passed and failed. Each step runs whatever the one
// before it gave, so that one run shows everything.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-tests-'))
let passed = 0
let failed = 0

// A log file is no terminal: colours would only be in the way.
const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' }

function run(command, args) {
  return spawnSync(command, args, { stdio: 'inherit', env }).status === 0
}

/** A step that is one check. */
function step(name, args) {
  console.log(`\n== ${name}`)
  if (run('npm', ['run', '--silent', ...args])) passed++
  else failed++
}

/** A project of many tests. A project that gives no result at all has failed once. */
function project(name) {
  console.log(`\n== ${name}`)
  const file = join(folder, `${name}.json`)
  const good = run('npx', [
    'vitest',
    'run',
    '--project',
    name,
    // Whole daemons share the cores: two at a time keep their time-outs honest.
    ...(name === 'e2e' ? ['--maxWorkers=2'] : []),
    '--reporter=dot',
    '--reporter=json',
    `--outputFile=${file}`,
  ])
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'))
    passed += result.numPassedTests
    failed += result.numFailedTests
    if (!good && result.numFailedTests === 0) failed++
  } catch {
    failed++
  }
}

step('types', ['types'])
step('lint', ['lint'])
project('unit')
project('programs')
step('build', ['build'])
project('e2e')
rmSync(folder, { recursive: true, force: true })
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
