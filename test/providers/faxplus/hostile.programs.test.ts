/** Answers that no document describes: every call ends in a value or in one of our errors. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isBridgeError } from '../../../src/fax/error.ts'
import { type FaxplusProvider, makeFaxplus } from '../../../src/providers/faxplus/adapter.ts'
import type { Http } from '../../../src/providers/http.ts'
import { silentLogger, systemClock } from '../../../src/runtime.ts'
import { faxOf, request, settingsOf, signal, TOKEN } from './opened.ts'

const own = request('+15555551213')
const fax = faxOf(own, 'box1')

const CALLS: Readonly<Record<string, (provider: FaxplusProvider) => Promise<unknown> | undefined>> = {
  submit: provider => provider.submit(own, signal),
  status: provider => provider.status(fax, signal),
  statusOfMany: provider => provider.statusOfMany?.([fax], signal),
  find: provider => provider.find?.(fax, signal),
  cancel: provider => provider.cancel?.(fax, signal),
  probe: provider => provider.probe?.(signal),
  maintain: provider =>
    provider.maintain?.(
      { webhookUrl: 'https://x.example/w/a/s', webhookPrefix: 'https://x.example/w/a/' },
      signal,
    ),
  list: provider => provider.inbound?.list(signal),
  fetch: provider => provider.inbound?.fetch('a', signal),
  acknowledge: provider => provider.inbound?.acknowledge('a', signal),
  confirmation: provider => provider.confirmation('a', signal),
}

const providerAnswering = (answers: readonly { readonly status: number; readonly body: string }[]) => {
  let asked = 0
  const http: Http = {
    async request() {
      const { status, body } = answers[asked++ % answers.length] ?? { status: 500, body: '' }
      return { status, headers: {}, body: Buffer.from(body) }
    },
    async close() {},
  }
  const settings = settingsOf({ token: TOKEN })
  return makeFaxplus({
    settings,
    http,
    tokenHttp: null,
    clock: systemClock,
    log: silentLogger,
    secrets: [TOKEN],
  })
}

/** JSON that is nearly right: known keys with any values, in the known wrappers. */
const key = fc.constantFrom(
  'id',
  'ids',
  'status',
  'comment',
  'text',
  'tags',
  'pages',
  'from',
  'to',
  'path',
  'data',
  'records',
  'numbers',
  'start_time',
  'is_read',
  'file',
  'target',
  'event',
  'number',
  'direction',
  'uid',
  'quota',
  'account_data',
)
const value = fc.letrec(tie => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      2,
      1e300,
      '',
      'x',
      '..',
      'success',
      'failed',
      own.reference,
      '2026-11-21 06:00:00',
      '+15555550100',
    ),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(key, tie('any'), { maxKeys: 5 }),
  ),
})).any
const answer = fc.record({
  status: fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 413, 429, 500, 503),
  body: fc.oneof(
    value.map(own => JSON.stringify(own) ?? ''),
    fc.json(),
    fc.string(),
    fc.constant(''),
  ),
})

it.each(Object.entries(CALLS))('%s ends in a value or in one of our errors', async (_, call) => {
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 4 }), async answers => {
      try {
        await call(providerAnswering(answers))
      } catch (error) {
        expect(isBridgeError(error), String(error)).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})

it('after the request to send, an answer that is neither yes nor no is never "not taken"', async () => {
  const upload = { status: 200, body: '{"path":"/transient"}' }
  await fc.assert(
    fc.asyncProperty(answer, async last => {
      const provider = providerAnswering([upload, last, last, last])
      const error = await provider.submit(own, signal).then(
        () => null,
        (own: unknown) => own,
      )
      if (!isBridgeError(error) || (last.status >= 400 && last.status < 500)) return
      expect(error.kind).toBe('ambiguous')
    }),
    { numRuns: 500 },
  )
})
