import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { FaxNumber } from '../../../src/fax/fax-number.ts'
import type { EpochMs } from '../../../src/fax/id.ts'
import type { FaxProvider, SubmittedFax } from '../../../src/providers/provider.ts'
import { apiAddress, openUcx } from '../../../src/providers/ucx/adapter.ts'
import { systemClock } from '../../../src/runtime.ts'
import { formOf } from '../../../src/simulate/simulator.ts'
import type { UcxVariants } from '../../../src/simulate/ucx-jobs.ts'
import { waitFor } from '../../e2e/bridge.ts'
import { aRequest } from '../provider-contract.ts'
import {
  aFax,
  CLIENT_ID,
  errorOf,
  type OpenedUcx,
  type OpenOptions,
  openUcxAt,
  SECRET,
  schema,
  settingsOf,
  signal,
} from './open.ts'
import { ok, type Said, scripted, TOKEN } from './scripted.ts'

const NUMBER = '+14695550101'

async function at(options: OpenOptions, work: (opened: OpenedUcx) => Promise<void>): Promise<void> {
  const opened = await openUcxAt(options)
  try {
    await work(opened)
  } finally {
    await opened.close()
  }
}

async function handedOver(provider: FaxProvider, to: string): Promise<SubmittedFax> {
  const submittedAt = Date.now() as EpochMs
  const watermark = (await provider.watermark?.(signal)) ?? null
  const reply = await provider.submit(aRequest(to), signal)
  if (reply.kind !== 'taken') throw new Error('not taken')
  return aFax({ providerRef: reply.providerRef, to: to as FaxNumber, submittedAt, watermark })
}

const verdict = (provider: FaxProvider, fax: SubmittedFax) =>
  waitFor('the verdict', async () => {
    const report = await provider.status(fax, signal)
    return report.kind === 'verdict' ? report.outcome : null
  })

describe('the token', () => {
  it('is fetched once, with Basic, and sent as Bearer from then on', () =>
    at({}, async ({ provider, simulator, calls }) => {
      await provider.watermark?.(signal)
      await handedOver(provider, NUMBER)
      expect(calls().filter(call => call === 'GET token')).toHaveLength(1)
      const headers = simulator.requests.map(({ request }) => request.headers['authorization'] ?? '')
      expect(headers[0]).toBe(`Basic ${Buffer.from(`${CLIENT_ID}:${SECRET}`).toString('base64')}`)
      expect(new Set(headers.slice(1)).size).toBe(1)
      expect(headers[1]).toMatch(/^Bearer [0-9a-f]{32}$/)
    }))

  it.each(['http401', 'json200'] as const)(
    'refused by %s after a new licence: one new token, one fax',
    tokenRefusal =>
      at({ vendor: { variants: { tokenRefusal } } }, async ({ provider, vendor, network, calls }) => {
        await provider.watermark?.(signal)
        for (const round of [1, 2]) {
          vendor.renewLicence()
          await provider.watermark?.(signal)
          vendor.renewLicence()
          expect(await provider.submit(aRequest(NUMBER), signal)).toMatchObject({ kind: 'taken' })
          expect(network.taken()).toHaveLength(round)
        }
        expect(calls().filter(call => call === 'GET token')).toHaveLength(5)
      }),
  )

  it.each(['http401', 'json200'] as const)(
    'a new one refused as well (%s): a person must act, no third try',
    refusal =>
      at({ vendor: { variants: { tokenRefusal: refusal } } }, async ({ provider, network, calls }) => {
        const error = await errorOf(provider.submit(aRequest('+14695550183'), signal))
        expect(error).toMatchObject({ code: 'E_PROVIDER_CREDENTIALS', kind: 'permanent' })
        expect(network.taken()).toEqual([])
        expect(calls()).toEqual(['GET token', 'POST filesend', 'GET token', 'POST filesend'])
      }),
  )

  it.each([
    [{ status: 200, body: '<html>Login</html>' }, 'E_PROVIDER_REPLY', 'HTTP 200'],
    [{ status: 301, headers: { location: 'https://ucx.example.com/' } }, 'E_PROVIDER_REQUEST', 'baseUrl'],
    [{ status: 404, body: 'no' }, 'E_PROVIDER_REQUEST', 'baseUrl'],
    [
      { status: 200, body: { result: 'Error', message: 'No licence' } },
      'E_PROVIDER_CREDENTIALS',
      'No licence',
    ],
    [{ status: 403, body: 'no' }, 'E_PROVIDER_CREDENTIALS', 'HTTP 403'],
    [{ status: 503, body: 'no' }, 'E_PROVIDER_UNREACHABLE', 'HTTP 503'],
    [{ status: 200, body: { result: 'Success', token: 'a b' } }, 'E_PROVIDER_REPLY', ''],
    [{ status: 200, body: { result: 'Success' } }, 'E_PROVIDER_REPLY', ''],
  ] as [Said, string, string][])(
    'asked for and answered with %j: %s, and nothing was sent',
    async (said, code, say) => {
      const { provider, paths } = scripted(() => ok({}), {}, said)
      const error = await errorOf(provider.submit(aRequest(NUMBER), signal))
      expect(error).toMatchObject({ code })
      expect(error?.kind).not.toBe('ambiguous')
      expect(error?.message).toContain(say)
      expect(paths()).toEqual(['token'])
    },
  )
})

describe('handing over', () => {
  it('sends the three fields of the document and nothing else, one file named by our reference', () =>
    at({}, async ({ provider, simulator }) => {
      await handedOver(provider, NUMBER)
      const sent = simulator.requests.find(({ request }) => request.path.endsWith('/filesend'))
      if (sent === undefined) throw new Error('nothing was sent')
      const form = await formOf(sent.request)
      expect([...form.keys()]).toEqual(['fax_id', 'destination', 'attachment'])
      expect([form.get('fax_id'), form.get('destination')]).toEqual(['2', '14695550101'])
      expect(form.get('attachment')).toMatchObject({
        name: 'att_01hzzzzzzzzzzzzzzzzzzzzzzz.tif',
        type: 'image/tiff',
      })
      expect(sent.request.headers['accept']).toBe('application/json')
    }))

  it.each([
    [{ '+': '' }, NUMBER, '14695550101'],
    [{ '+1': '91', '+': '9011' }, NUMBER, '914695550101'],
    [{ '+1': '91', '+': '9011' }, '+441632960000', '9011441632960000'],
    [{ '+1469': '' }, NUMBER, '5550101'],
    [{ '+': '+' }, NUMBER, NUMBER],
  ])('with dial %j, %s is dialled as %s', async (dial, to, dialled) => {
    await at({ keys: { dial } }, async ({ provider, network }) => {
      await handedOver(provider, to)
      expect(network.taken()[0]?.fields['destination']).toBe(dialled)
    })
  })

  it.each([
    [{ '+1': '1' }, '+441632960000'],
    [{ '+': '' }, '+1469555@evil'],
    [{ '+': '' }, '14695550101,,9'],
  ])('with dial %j, %s is refused without any request', async (dial, to) => {
    const { provider, requests } = scripted(() => ok({}), { dial })
    expect(await provider.submit(aRequest(to), signal)).toMatchObject({
      kind: 'refused',
      outcome: { failure: 'number-invalid' },
    })
    expect(requests).toEqual([])
  })

  it('a document over the limit is refused without any request', async () => {
    const { provider, requests } = scripted(() => ok({}), { maxBytes: 1024 })
    const request = aRequest(NUMBER)
    const big = { ...request, pages: { ...request.pages, bytes: async () => new Uint8Array(1025) } }
    expect(await provider.submit(big, signal)).toMatchObject({ outcome: { failure: 'document-rejected' } })
    expect(requests).toEqual([])
  })

  it('after a stop nothing is sent, and that is certain', async () => {
    const { provider, requests } = scripted(() => ok({ job_id: 'TX82' }))
    const stopped = AbortSignal.abort()
    expect(await errorOf(provider.submit(aRequest(NUMBER), stopped))).toMatchObject({ kind: 'temporary' })
    expect(requests).toEqual([])
  })

  it.each([
    ['a web server that takes less', { maxBytes: 100 }, {}],
    ['a web server that takes less, other reading', { maxBytes: 100, errorStatus: 400 }, {}],
  ] as [string, Partial<UcxVariants>, Record<string, unknown>][])(
    '%s: the document is at fault',
    (_name, variants, keys) =>
      at({ vendor: { variants }, keys }, async ({ provider, network }) => {
        expect(await provider.submit(aRequest(NUMBER), signal)).toMatchObject({
          kind: 'refused',
          outcome: { failure: 'document-rejected', providerCode: 'HTTP 413' },
        })
        expect(network.taken()).toEqual([])
      }),
  )

  it.each([200, 400])(
    'a virtual fax that does not exist (HTTP %i): not taken, a person must act',
    errorStatus =>
      at({ vendor: { variants: { errorStatus } }, keys: { faxId: 9 } }, async ({ provider, network }) => {
        const error = await errorOf(provider.submit(aRequest(NUMBER), signal))
        expect(error).toMatchObject({ code: 'E_PROVIDER_REQUEST', kind: 'permanent' })
        expect(error?.message).toContain('The UCX says: Invalid fax_id')
        expect(network.taken()).toEqual([])
      }),
  )

  it.each([
    ['Success without a job id', ok({ device: 'ttyIAX2' })],
    ['Success with an odd job id', ok({ job_id: 'banana' })],
    ['Success with HTTP 500', { status: 500, body: { result: 'Success', job_id: 'TX82' } }],
    ['Success with HTTP 401', { status: 401, body: { result: 'Success', job_id: 'TX82' } }],
    ['an error of the handler itself', { status: 500, body: { result: 'Error', message: 'Internal error' } }],
    ['a result that nobody knows', { body: { result: 'Maybe' } }],
    ['an HTML page with HTTP 200', { headers: { 'content-type': 'text/html' }, body: '<html>hello</html>' }],
    ['nothing at all', { body: '' }],
    ['a redirect that may follow work', { status: 302, headers: { location: 'https://ucx.example.com/x' } }],
  ] as [string, Said][])('%s leaves open whether it was taken', async (_name, said) => {
    const { provider, paths } = scripted(() => said)
    expect(await errorOf(provider.submit(aRequest(NUMBER), signal))).toMatchObject({
      code: 'E_PROVIDER_NO_ANSWER',
    })
    expect(paths()).toEqual(['token', 'filesend'])
  })

  it.each([
    ['Licence expired', 200, 'E_PROVIDER_CREDENTIALS'],
    ['Fax queue is closed', 200, 'E_PROVIDER_REQUEST'],
    ['Slow down', 429, 'E_PROVIDER_BUSY'],
    ['No', 403, 'E_PROVIDER_CREDENTIALS'],
  ])('Error "%s" with HTTP %i: not taken, %s', async (message, status, code) => {
    const { provider } = scripted(() => ({ status, body: { result: 'Error', message } }))
    const error = await errorOf(provider.submit(aRequest(NUMBER), signal))
    expect(error).toMatchObject({ code })
    expect(error?.kind).not.toBe('ambiguous')
  })

  it.each(['TX82', 'tx82', 82])('the job id %j is TX82', async job_id => {
    const { provider } = scripted(() => ok({ job_id }))
    expect(await provider.submit(aRequest(NUMBER), signal)).toEqual({ kind: 'taken', providerRef: 'TX82' })
  })

  it('typographic quotes are quotes where the answer is no JSON otherwise', async () => {
    const printed = '{”result”:”Success”,”device”:”ttyIAX2″,”destination”:”14695550101″,”job_id”:”TX82”}'
    expect(await scripted(() => ({ body: printed })).provider.submit(aRequest(NUMBER), signal)).toMatchObject(
      {
        providerRef: 'TX82',
      },
    )
    const plain = ok({ status: { state: 'Sleeping', status_text: 'Line “A” is busy' } })
    expect(await scripted(() => plain).provider.status(aFax(), signal)).toMatchObject({
      text: expect.stringContaining('Line “A” is busy'),
    })
  })
})

describe('tracking', () => {
  it('a job that JobStatus has forgotten is looked for in the records', () =>
    at({ vendor: { variants: { finishedJobs: 'forgotten' } } }, async ({ provider, calls }) => {
      const fax = await handedOver(provider, '+14695550191')
      expect(await verdict(provider, fax)).toMatchObject({ failure: 'busy', providerCode: 'E001' })
      expect(calls().slice(-3)).toEqual(['GET jobstatus', 'GET recordcount', 'GET recordsget'])
    }))

  it('a job that nobody knows any more is no verdict', async () => {
    const { provider } = scripted(({ path }) =>
      path.startsWith('record')
        ? ok({ count: 0, records: [] })
        : { body: { result: 'Error', message: 'Job not found' } },
    )
    expect(await provider.status(aFax(), signal)).toEqual({ kind: 'unknown', raw: 'TX82: Job not found' })
  })

  it('a number that is given to another job is no verdict on ours', async () => {
    const done = { state: 'Done', sent_pages: '2', total_pages: '2', destination: '14695559999' }
    const { provider } = scripted(() => ok({ status: done, list: [{ ...done, jobid: 'TX82' }] }))
    expect(await provider.status(aFax(), signal)).toMatchObject({ kind: 'unknown' })
    expect((await provider.statusOfMany?.([aFax()], signal))?.get(aFax().reference)).toMatchObject({
      kind: 'unknown',
    })
  })

  it('many at once: one request while they are active, the records for those that ended', () =>
    at({}, async ({ provider, calls }) => {
      const faxes = [
        { ...(await handedOver(provider, '+14695550198')), reference: 'a' },
        { ...(await handedOver(provider, '+14695550102')), reference: 'b' },
        { ...(await handedOver(provider, '+14695550192')), reference: 'c' },
      ]
      await verdict(provider, faxes[1] as SubmittedFax)
      await verdict(provider, faxes[2] as SubmittedFax)
      const before = calls().length
      const reports = await provider.statusOfMany?.(
        [...faxes, aFax({ reference: 'd', providerRef: 'TX9999' })],
        signal,
      )
      expect(calls().slice(before)).toEqual(['GET activejobs', 'GET recordcount', 'GET recordsget'])
      expect(reports?.get('a')).toMatchObject({
        kind: 'progress',
        text: expect.stringContaining('Busy signal'),
      })
      expect(reports?.get('b')).toMatchObject({ outcome: { kind: 'delivered', pagesSent: 2 } })
      expect(reports?.get('c')).toMatchObject({ outcome: { failure: 'no-answer' } })
      expect(reports?.has('d')).toBe(false)
      const again = calls().length
      await provider.statusOfMany?.(faxes.slice(0, 1), signal)
      expect(calls().slice(again)).toEqual(['GET activejobs'])
      expect(await provider.statusOfMany?.([aFax({ providerRef: null })], signal)).toEqual(new Map())
      expect(calls()).toHaveLength(again + 1)
    }))
})

describe('cancelling', () => {
  it.each(['recorded', 'gone'] as const)('ends a job that is under way (then: %s)', cancelledJobs =>
    at({ vendor: { variants: { cancelledJobs } } }, async ({ provider, network }) => {
      const fax = await handedOver(provider, '+14695550198')
      await provider.cancel?.(fax, signal)
      expect(network.entries().at(-1)).toMatchObject({ type: 'cancelled' })
      const report = await provider.status(fax, signal)
      if (cancelledJobs === 'recorded') expect(report).toMatchObject({ outcome: { failure: 'cancelled' } })
      else expect(report.kind).toBe('unknown')
      await provider.cancel?.(fax, signal)
    }),
  )

  it.each(['+14695550102', '+14695550191'])('never touches a job that has ended: %s', number =>
    at({}, async ({ provider, calls }) => {
      const fax = await handedOver(provider, number)
      const before = await verdict(provider, fax)
      await provider.cancel?.(fax, signal)
      expect(calls()).not.toContain('PUT jobcancel')
      expect(await verdict(provider, fax)).toEqual(before)
    }),
  )

  it('nor one that the UCX does not know, nor one in a state that may be final', async () => {
    const gone = scripted(() => ({ body: { result: 'Error', message: 'Job not found' } }))
    await gone.provider.cancel?.(aFax(), signal)
    expect(gone.paths()).toEqual(['token', 'jobstatus'])
    const odd = scripted(() => ok({ status: { state: 'Finished' } }))
    expect(await errorOf(odd.provider.cancel?.(aFax(), signal) ?? Promise.resolve())).toMatchObject({
      code: 'E_WRONG_STATE',
    })
    expect(odd.paths()).toEqual(['token', 'jobstatus'])
  })

  it('the UCX refuses: its words reach the person', async () => {
    const { provider } = scripted(({ path }) =>
      path === 'jobstatus'
        ? ok({ status: { state: 'Active' } })
        : { body: { result: 'Error', message: 'Not yours' } },
    )
    const error = await errorOf(provider.cancel?.(aFax(), signal) ?? Promise.resolve())
    expect(error?.message).toContain('The UCX says: Not yours')
  })
})

describe('secrets', () => {
  it('stand in no error, even when the UCX repeats them', async () => {
    for (const status of [200, 400, 403, 404, 500]) {
      for (const body of [
        { result: 'Error', message: `Bearer ${TOKEN} for ${SECRET} is odd` },
        `${TOKEN} ${SECRET}`,
      ]) {
        const { provider } = scripted(() => ({ status, body }))
        const told = [
          await errorOf(provider.submit(aRequest(NUMBER), signal)),
          await errorOf(provider.status(aFax(), signal)),
          await provider.probe?.(signal),
        ]
        const text = told.map(error =>
          error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : JSON.stringify(error),
        )
        expect(text.join()).not.toContain(SECRET)
        expect(text.join()).not.toContain(TOKEN)
      }
    }
  })
})

describe('answers of any kind', () => {
  const said = fc.record({
    status: fc.constantFrom(200, 201, 204, 301, 400, 401, 404, 413, 429, 500),
    body: fc.oneof(
      fc.jsonValue(),
      fc.string(),
      fc.record(
        {
          result: fc.constantFrom('Success', 'Error', 'success ', 'Maybe'),
          message: fc.jsonValue(),
          status: fc.jsonValue(),
          list: fc.jsonValue(),
          records: fc.array(fc.jsonValue()),
          count: fc.oneof(fc.nat(3), fc.jsonValue()),
          faxes: fc.jsonValue(),
          job_id: fc.jsonValue(),
        },
        { requiredKeys: ['result'] },
      ),
    ),
  })

  it('throw nothing but our own errors', () =>
    fc.assert(
      fc.asyncProperty(said, async answer => {
        const { provider } = scripted(() => answer)
        const works = [
          provider.status(aFax(), signal),
          provider.statusOfMany?.([aFax()], signal),
          provider.find?.(aFax(), signal),
          provider.watermark?.(signal),
          provider.cancel?.(aFax(), signal),
          provider.probe?.(signal),
          provider.inbound?.list(signal),
          provider.inbound?.fetch('RX34', signal),
          provider.inbound?.acknowledge('RX34', signal),
        ]
        for (const work of works) {
          const error = await errorOf(work ?? Promise.resolve())
          if (error !== null) expect(error).toMatchObject({ name: 'BridgeError' })
        }
      }),
    ))

  it('FileSend is taken, refused by the UCX, or open: never silently the wrong one', () =>
    fc.assert(
      fc.asyncProperty(said, async ({ status, body }) => {
        const { provider } = scripted(() => ({ status, body }))
        const result = (body as { result?: string } | null)?.result?.trim?.().toLowerCase()
        let reply: string
        try {
          reply = (await provider.submit(aRequest(NUMBER), signal)).kind
        } catch (error) {
          reply = (error as { kind: string }).kind
        }
        if (reply === 'taken') expect([result, status < 300]).toEqual(['success', true])
        // Only a refusal by the UCX or its web server proves that it was not taken.
        if (reply === 'permanent' || reply === 'temporary' || reply === 'refused')
          expect(result === 'error' || (status >= 300 && status < 500)).toBe(true)
        if (result === 'success') expect(['taken', 'ambiguous']).toContain(reply)
      }),
    ))
})

describe('configuration', () => {
  it('the example of the documentation is valid, and its table has every key with its default', () => {
    const page = readFileSync(new URL('../../../docs/providers/ucx.md', import.meta.url), 'utf8')
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    const { providers } = parse(example) as { providers: { ucx: Record<string, unknown> } }
    expect(schema.safeParse({ ...providers.ucx, clientSecret: SECRET }).error).toBeUndefined()
    const table = page.split('## Keys')[1]?.split('##')[0] ?? ''
    const shown = [...table.matchAll(/`([a-zA-Z]+)`(?=[^\n|]*\|[^\n|]*\|)/g)].map(([, key]) => key)
    const keys = Object.keys(schema.shape).filter(key => key !== 'type')
    expect(keys.filter(key => !shown.includes(key))).toEqual([])
  })

  it('takes what the documentation shows, with defaults', () => {
    expect(settingsOf({ faxId: 2, faxes: [] })).toMatchObject({
      faxId: '2',
      dial: { '+': '' },
      format: 'tiff',
      receive: true,
      deleteReceived: true,
      pollSeconds: 15,
      visibilitySeconds: 120,
      inboundPollSeconds: 60,
      maxBytes: 8 * 1024 * 1024,
    })
  })

  it.each([
    [{ baseUrl: 'ucx.example.com' }, 'https://HOST'],
    [{ baseUrl: 'https://me:secret@ucx.example.com' }, 'https://HOST'],
    [{ clientId: 'a:b' }, 'System - Licenses'],
    [{ faxId: 'two faxes' }, 'id of the virtual fax'],
    [{ faxId: -1 }, 'id of the virtual fax'],
    [{ dial: { '1': '9' } }, 'write + and the first digits'],
    [{ dial: { '+': '9,,' } }, 'digits, *, # and +'],
    [{ faxes: [{ id: 1, number: '14695551111' }] }, 'country code'],
    [{ proxy: 'socks://x' }, 'http://HOST:PORT'],
    [{ retries: 3 }, 'retries'],
  ])('refuses %j, and says how to write it', (keys, say) => {
    const base = {
      type: 'ucx',
      baseUrl: 'https://ucx.example.com',
      clientId: 'a',
      clientSecret: 'b',
      faxId: 1,
    }
    const result = schema.safeParse({ ...base, ...keys })
    expect(JSON.stringify(result.error?.issues)).toContain(say)
  })

  it.each([
    ['https://ucx.example.com', 'https://ucx.example.com/restv1/efax'],
    ['https://ucx.example.com:8443/', 'https://ucx.example.com:8443/restv1/efax'],
    ['https://ucx.example.com/pbx/restv1/efax', 'https://ucx.example.com/pbx/restv1/efax'],
  ])('baseUrl %s leads to %s', (baseUrl, address) => expect(apiAddress(baseUrl)).toBe(address))

  it('a certificate file that is not there is said at once', async () => {
    const settings = settingsOf({ caFile: '/nowhere/ucx.pem' })
    expect(await errorOf(openUcx(settings, { clock: systemClock }))).toMatchObject({ code: 'E_CONFIG' })
    expect((await openUcx(settingsOf({}), { clock: systemClock })).limits).toMatchObject({
      onePerNumber: true,
    })
  })
})
