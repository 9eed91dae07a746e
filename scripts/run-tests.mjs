// Runs types, lint, build and all test projects, and adds up what passed and failed. Each step runs whatever the one
// before it gave, so that one run shows everything.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-tests-'))
let passed = 0
let failed = 0
/**
 * Whole daemons and real clocks on a machine that others use, too: so many files may fail once and are run again, alone. What
 * fails then has failed; what needed it is said at the end.
 */
const AGAIN_MOST = 3
const second = []

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

/** One run of a project, or of some of its files. Null: it gave no result at all. */
function vitest(name, files = []) {
  const file = join(folder, `${name}-${files.length}.json`)
  // Whole daemons share the cores: two at a time keep their time-outs honest.
  const workers = name === 'e2e' ? [`--maxWorkers=${files.length === 0 ? 2 : 1}`] : []
  const reports = ['--reporter=dot', '--reporter=json', `--outputFile=${file}`]
  const good = run('npx', ['vitest', 'run', '--project', name, ...workers, ...reports, ...files])
  try {
    return { good, ...JSON.parse(readFileSync(file, 'utf8')) }
  } catch {
    return null
  }
}

const failedIn = result => result.testResults.filter(({ status }) => status !== 'passed')

/** A project of many tests. A project that gives no result at all has failed once. */
function project(name) {
  console.log(`\n== ${name}`)
  let result = vitest(name)
  const broken = result === null ? [] : failedIn(result)
  if (name === 'e2e' && broken.length > 0 && broken.length <= AGAIN_MOST) {
    const names = broken.map(({ name: file }) => relative('.', file))
    console.log(`\n== ${name} again, one at a time: ${names.join(', ')}`)
    const again = vitest(name, names)
    const before = broken.flatMap(({ assertionResults }) => assertionResults)
    const stood = result.numPassedTests - before.filter(({ status }) => status === 'passed').length
    if (again !== null) result = { ...again, numPassedTests: stood + again.numPassedTests }
    second.push(...names)
  }
  if (result === null) {
    failed++
    return
  }
  passed += result.numPassedTests
  failed += result.numFailedTests
  if (!result.good && result.numFailedTests === 0) failed++
}

step('types', ['types'])
step('lint', ['lint'])
project('unit')
project('programs')
step('build', ['build'])
project('e2e')
rmSync(folder, { recursive: true, force: true })
if (second.length > 0) console.log(`\nneeded a second run: ${second.join(', ')}`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
