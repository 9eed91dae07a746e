/**
 * A test fax of one page through one account, past routes and queue: the last question before an account is put to work.
 * It is a fax of nobody, so it stands in the log alone. It waits for the number and the account as every fax does.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import { FAX_FAILURES } from '../fax/failure.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import type {
  FaxProvider,
  ProbeLine,
  ProviderReport,
  SubmitRequest,
  SubmittedFax,
} from '../providers/provider.ts'
import { pagesOf } from './finish.ts'
import type { OutboundDeps } from './steps.ts'

/** Somebody waits at the command line. */
const VERDICT_MS = 150_000
const LOOK_MS = { least: 1_000, most: 10_000 }

/** Gives one line on the hand-over and one on the call. Throws E_BAD_REQUEST and E_WRONG_STATE, having sent nothing. */
export async function sendTestFax(
  deps: OutboundDeps,
  account: string,
  provider: FaxProvider,
  to: string,
  signal: AbortSignal,
): Promise<readonly ProbeLine[]> {
  if (!/^\+[1-9]\d{6,14}$/.test(to)) {
    const say = 'Write the number with + and country code, for example --to +15555551212.'
    throw new BridgeError('E_BAD_REQUEST', { say })
  }
  const number = to as FaxNumber
  const open = await deps.store.openTo(number)
  const free = deps.board.space(account, provider.limits).free > 0
  if (open.length > 0 || !free || !deps.board.enter(account, number)) {
    const say = free ? 'Another fax is on its way to this number.' : 'The account has no room now.'
    throw new BridgeError('E_WRONG_STATE', { say: `${say} Try again when it has ended.` })
  }
  try {
    return await handOver(deps, account, provider, number, signal)
  } finally {
    deps.board.left(account, number)
  }
}

async function handOver(
  deps: OutboundDeps,
  account: string,
  provider: FaxProvider,
  to: FaxNumber,
  signal: AbortSignal,
): Promise<readonly ProbeLine[]> {
  const { clock, ids, log } = deps.runtime
  const line = (ok: boolean, text: string): ProbeLine => ({ ok, what: `test fax to ${to}`, text })
  const from = (deps.config.current.subscribers[0]?.numbers[0] ?? null) as FaxNumber | null
  const request: SubmitRequest = {
    reference: ids.next('att'),
    to,
    from,
    pages: await testPage(deps, account, to, signal),
  }
  const submittedAt = clock.now()
  try {
    const watermark = (await provider.watermark?.(signal)) ?? null
    const reply = await provider.submit(request, signal)
    if (reply.kind === 'refused')
      return [
        line(
          false,
          `Refused: ${FAX_FAILURES[reply.outcome.failure].sentence} (${reply.outcome.providerText})`,
        ),
      ]
    const { providerRef } = reply
    log.info({ account, to, reference: request.reference, providerRef }, 'a test fax was handed over')
    const fax = { reference: request.reference, providerRef, to, pageCount: 1, submittedAt, watermark }
    const taken = line(true, `Taken as ${providerRef}.`)
    return [taken, await verdictOn(deps, provider, fax, line, signal)]
  } catch (error) {
    deps.board.failed(account, error)
    if (!isBridgeError(error)) throw error
    return [line(false, error.message)]
  }
}

async function verdictOn(
  { runtime: { clock } }: OutboundDeps,
  provider: FaxProvider,
  fax: SubmittedFax,
  line: (ok: boolean, text: string) => ProbeLine,
  signal: AbortSignal,
): Promise<ProbeLine> {
  const end = clock.now() + VERDICT_MS
  const pause = Math.min(LOOK_MS.most, Math.max(LOOK_MS.least, provider.limits.pollMs))
  let last = ''
  while (clock.now() < end && !signal.aborted) {
    await clock.sleep(pause, signal)
    const report = await lookAt(provider, fax, signal)
    if (report.kind === 'verdict') {
      const { outcome } = report
      if (outcome.kind === 'delivered')
        return line(true, 'Delivered: the other fax machine confirmed the page.')
      return line(false, `${FAX_FAILURES[outcome.failure].sentence} (${outcome.providerText})`)
    }
    last = report.kind === 'progress' ? report.text : `It says "${report.raw}".`
  }
  return line(false, `No verdict in time; ask the provider for ${fax.providerRef}. Its last word: ${last}`)
}

/** A look that fails is no verdict: the next one may go well. */
async function lookAt(
  provider: FaxProvider,
  fax: SubmittedFax,
  signal: AbortSignal,
): Promise<ProviderReport> {
  try {
    return await provider.status(fax, signal)
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return { kind: 'progress', text: error.message }
  }
}

/** One page that says what it is, to whoever finds it in the tray. */
async function testPage(deps: OutboundDeps, account: string, to: FaxNumber, signal: AbortSignal) {
  const { clock, ids } = deps.runtime
  const folder = join(deps.workFolder, ids.next('doc'))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const path = join(folder, 'test.txt')
    const at = new Date(clock.now()).toISOString()
    const text = `Test fax\n\nfaxbridge at ${deps.config.current.hostname} sent this page to ${to}\nthrough its account "${account}" at ${at}.\n\nNothing needs to be done.\n`
    await writeFile(path, text)
    const sources = [{ path, name: 'test fax', declaredType: 'text/plain', kind: 'text' as const }]
    const paper = to.startsWith('+1') ? 'letter' : 'a4'
    const rendered = await deps.renderer.render(
      { sources, resolution: 'fine', paper, outFolder: folder },
      signal,
    )
    const tiff = await readFile(rendered.tiffPath)
    return pagesOf({ resolution: 'fine', createdAt: clock.now() }, async () => tiff, rendered.pageCount)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
