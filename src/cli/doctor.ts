/** `faxbridge doctor`: looks at a whole installation and says for each fault what to do. Sends nothing, changes nothing. */
import { loadConfig, problemLine } from '../config/load.ts'
import { lookAtAccounts } from '../doctor/accounts.ts'
import { bad, type Finding, ok, warn } from '../doctor/finding.ts'
import { lookAtMachine } from '../doctor/machine.ts'
import { lookAtNetwork } from '../doctor/network.ts'
import { isBridgeError } from '../fax/error.ts'
import { makeIds, noCheckpoint, silentLogger, systemClock } from '../runtime.ts'
import { controlOf } from './control.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { harmless, say, sayJson } from './print.ts'

/** Gives the exit code: 0 when nothing is bad. */
export async function doctor(options: { readonly config: string; readonly json?: boolean }): Promise<number> {
  const findings = await lookAtAll(options.config)
  if (options.json === true) sayJson(findings)
  else for (const finding of findings) say(lineOf(finding))
  const worst = findings.filter(({ level }) => level === 'bad').length
  if (options.json !== true)
    say(worst === 0 ? '\nNothing is wrong.' : `\n${worst} ${worst === 1 ? 'thing is' : 'things are'} wrong.`)
  return worst === 0 ? EXIT_CODES.ok.code : EXIT_CODES.failed.code
}

async function lookAtAll(file: string): Promise<Finding[]> {
  const result = loadConfig(file, process.env)
  if (!result.ok)
    return result.problems.map(problem =>
      bad('configuration', problemLine(problem), 'Correct it, then run faxbridge check-config.'),
    )
  const { config } = result
  const clock = systemClock
  const runtime = { clock, ids: makeIds(clock), log: silentLogger, checkpoint: noCheckpoint }
  const daemon = await daemonOf(file)
  const parts = await Promise.all([
    lookAtMachine(config, daemon.pid),
    lookAtNetwork(config, { now: clock.now(), running: daemon.pid !== null }),
    lookAtAccounts(config, runtime),
  ])
  return [
    ok('configuration', `${file} is good.`),
    ...result.warnings.map(warning =>
      warn('configuration', problemLine(warning), 'Change it, or know why it is so.'),
    ),
    ...daemon.findings,
    ...parts.flat(),
  ]
}

async function daemonOf(
  file: string,
): Promise<{ readonly pid: number | null; readonly findings: Finding[] }> {
  try {
    const status = await controlOf(file).get<{
      pid: number
      ready: boolean
      reasons: string[]
      version: string
    }>('/status')
    const finding = status.ready
      ? ok('daemon', `Version ${status.version} runs and takes mail.`)
      : bad('daemon', `It runs, but ${status.reasons.join(', ')}.`, 'Read its log: journalctl -u faxbridge.')
    return { pid: status.pid, findings: [finding] }
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return {
      pid: null,
      findings: [
        warn('daemon', 'It does not run.', 'Start it: systemctl start faxbridge, or faxbridge serve.'),
      ],
    }
  }
}

const SIGNS = { ok: 'ok  ', warn: 'WARN', bad: 'BAD ' } as const

function lineOf({ about, level, text, fix }: Finding): string {
  const line = `${SIGNS[level]}  ${about}: ${harmless(text)}`
  return fix === null ? line : `${line}\n      → ${harmless(fix)}`
}
