/** `faxbridge check-config`: every mistake of a configuration file at once, without starting anything. */
import { loadConfig, problemLine } from '../config/load.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { say, sayJson } from './print.ts'

/** Gives the exit code. */
export function checkConfig(options: { readonly config: string; readonly json?: boolean }): number {
  const result = loadConfig(options.config, process.env)
  const warnings = result.ok ? result.warnings : []
  const problems = result.ok ? [] : result.problems
  if (options.json === true) sayJson({ ok: result.ok, problems, warnings })
  else {
    for (const problem of problems) process.stderr.write(`${problemLine(problem)}\n`)
    for (const warning of warnings) process.stderr.write(`warning: ${problemLine(warning)}\n`)
    if (result.ok) say(`${options.config} is good.`)
  }
  return result.ok ? EXIT_CODES.ok.code : EXIT_CODES.config.code
}
