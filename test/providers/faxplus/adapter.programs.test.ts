import { afterEach, describe, expect, it } from 'vitest'
import type { SimReply, SimRequest } from '../../../src/simulate/simulator.ts'
import {
  errorOf,
  faxOf,
  type Opened,
  type OpenOptions,
  open,
  PDF,
  request,
  SECRETS,
  sent,
  signal,
  TIFF,
  TOKEN,
} from './opened.ts'

let opened: Opened
afterEach(() => opened.close())

async function start(options: OpenOptions = {}): Promise<Opened> {
  opened = await open(options)
  return opened
}

/** What went over the wire, as `METHOD path`. */
const calls = () => opened.simulator.requests.map(({ request: own }) => `${own.method} ${own.path.slice(3)}`)
const outboxBody = (): Record<string, unknown> => {
  const own = opened.simulator.requests.find(
    ({ request: { method, path } }) => method === 'POST' && path.endsWith('/outbox'),
  )
  return JSON.parse(own?.request.body.toString('utf8') ?? '{}')
}
const isOutboxPost = ({ method, path }: SimRequest) => method === 'POST' && path.endsWith('/outbox')
const json = (status: number, body: object): SimReply => ({ status, body })

describe('handing over', () => {
  it('uploads, then puts one fax with one destination into the outbox and asks for its id', async () => {
    const { provider, network } = await start()
    const reply = await provider.submit(request('+15555551213'), signal)
    expect(reply).toEqual({ kind: 'taken', providerRef: expect.stringMatching(/^[0-9a-f]{24}$/) })
    expect(calls()).toEqual(['POST /accounts/self/files', 'POST /accounts/self/outbox'])
    expect(opened.simulator.requests[0]?.request.query).toEqual({ format: 'tiff' })
    expect(outboxBody()).toEqual({
      from: '+15555550100',
      to: ['+15555551213'],
      files: [expect.stringMatching(/^\/transient-/)],
      comment: { text: request('+15555551213').reference, tags: ['faxbridge'] },
      options: { enhancement: false },
      return_ids: true,
    })
    expect(network.taken()).toHaveLength(1)
  })

  it('a billing code is a tag, by which FAX.PLUS can list its faxes', async () => {
    const { provider } = await start()
    await provider.submit({ ...request('+15555551213'), billingCode: 'C-4711' }, signal)
    expect(outboxBody()['comment']).toMatchObject({ tags: ['faxbridge', 'C-4711'] })
  })

  it('sends PDF where that is asked for', async () => {
    await start({ settings: { format: 'pdf' } })
    await opened.provider.submit(request('+15555551213'), signal)
    expect(opened.simulator.requests[0]?.request.body.includes(PDF)).toBe(true)
    expect(
      opened.simulator.requests[0]?.request.body.includes('filename="att_01hzzzzzzzzzzzzzzzzzzzzzzz.pdf"'),
    ).toBe(true)
  })

  it('redials, cover page, delay and a list of senders go out as FAX.PLUS wants them', async () => {
    const coverPage = { nameTo: 'Ann', nameFrom: 'Bob', subject: 'Files', flags: ['urgent'] }
    await start({
      settings: {
        retry: { count: 2, delay: 15 },
        coverPage,
        delaySeconds: 3600,
        from: ['+15555550100', '+15555550101'],
        enhancement: true,
      },
      vendor: { numbers: ['+15555550100', '+15555550101'] },
    })
    const fax = await sent(opened.provider, '+15555551213')
    expect(outboxBody()).toMatchObject({
      from: '+15555550100,+15555550101',
      options: { enhancement: true, retry: { count: 2, delay: 15 } },
      send_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000$/),
      cover_page: { name_to: 'Ann', name_from: 'Bob', subject: 'Files', flags: ['urgent'] },
    })
    expect(await opened.provider.status(fax, signal)).toMatchObject({ kind: 'progress', text: /set time/ })
  })

  it('a subscriber without a number sends with no_number', async () => {
    await start({ vendor: { numbers: [] } })
    await opened.provider.submit(request('+15555551213', { from: null }), signal)
    expect(outboxBody()['from']).toBe('no_number')
  })

  it('an upload without an answer has called nobody', async () => {
    await start({ answer: own => (own.path.endsWith('/files') ? { status: 0, fault: 'hang' } : null) })
    const error = await errorOf(opened.provider.submit(request('+15555551213'), signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_UNREACHABLE', kind: 'temporary' })
    expect(calls()).toEqual(['POST /accounts/self/files'])
  })

  it('stops before the outbox when it is told to stop while it uploads', async () => {
    const stop = new AbortController()
    await start({
      answer: own => {
        if (own.path.endsWith('/files')) stop.abort()
        return null
      },
    })
    const error = await errorOf(opened.provider.submit(request('+15555551213'), stop.signal))
    expect(error?.kind).toBe('temporary')
    expect(calls()).not.toContain('POST /accounts/self/outbox')
  })
})

describe('what it refuses without a request', () => {
  it.each([
    ['too many pages', request('+15555551213'), { maxPages: 1 }, 'too-long'],
    ['too many bytes', request('+15555551213'), { maxBytes: TIFF.length - 1 }, 'too-long'],
    ['no number', request('5551213'), {}, 'number-invalid'],
  ])('%s', async (_, own, settings, failure) => {
    await start({ settings })
    expect(await opened.provider.submit(own, signal)).toMatchObject({ kind: 'refused', outcome: { failure } })
    expect(calls()).toEqual([])
  })
})

describe('what FAX.PLUS refuses', () => {
  it('a document that is too big for it: at the upload or at the outbox', async () => {
    await start({ vendor: { maxBytes: 3 } })
    const reply = await opened.provider.submit(request('+15555551213'), signal)
    expect(reply).toMatchObject({ kind: 'refused', outcome: { failure: 'too-long' } })
    await opened.close()
    await start({ answer: own => (isOutboxPost(own) ? json(413, {}) : null) })
    const second = await opened.provider.submit(request('+15555551213'), signal)
    expect(second).toMatchObject({ kind: 'refused', outcome: { failure: 'too-long' } })
  })

  it('its words for a failed fax count as a refusal; no credit needs a person', async () => {
    let error = 'failed_invalid_number_format'
    await start({ answer: own => (isOutboxPost(own) ? json(400, { error, description: 'no' }) : null) })
    const reply = await opened.provider.submit(request('+15555551213'), signal)
    expect(reply).toMatchObject({
      kind: 'refused',
      outcome: { failure: 'number-invalid', providerCode: error },
    })
    error = 'insufficient_credit'
    const credit = await errorOf(opened.provider.submit(request('+15555551213'), signal))
    expect(credit?.code).toBe('E_PROVIDER_CREDIT')
    error = 'too_many_files'
    const other = await errorOf(opened.provider.submit(request('+15555551213'), signal))
    expect(other).toMatchObject({
      code: 'E_PROVIDER_REQUEST',
      message: expect.stringContaining('too_many_files'),
    })
  })

  it('a number that is not of the account', async () => {
    await start({ settings: { from: '+15555550199' } })
    const error = await errorOf(opened.provider.submit(request('+15555551213'), signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_REQUEST', kind: 'permanent' })
    expect(opened.network.taken()).toEqual([])
  })

  it('a token without the scope is told apart from a wrong token', async () => {
    let status = 403
    await start({ answer: own => (isOutboxPost(own) ? json(status, { error: 'forbidden' }) : null) })
    const scope = await errorOf(opened.provider.submit(request('+15555551213'), signal))
    expect(scope).toMatchObject({ code: 'E_PROVIDER_CREDENTIALS', message: expect.stringContaining('scope') })
    status = 401
    const token = await errorOf(opened.provider.submit(request('+15555551213'), signal))
    expect(token).toMatchObject({
      code: 'E_PROVIDER_CREDENTIALS',
      message: expect.stringContaining('make a new one'),
    })
  })

  it('a number ending in 83 plays a refused token, in 84 an account without credit', async () => {
    await start()
    const error = await errorOf(opened.provider.submit(request('+15555551383'), signal))
    expect(error?.code).toBe('E_PROVIDER_CREDENTIALS')
    const fax = await sent(opened.provider, '+15555551384')
    await expect
      .poll(() => opened.provider.status(fax, signal))
      .toMatchObject({ kind: 'verdict', outcome: { failure: 'no-credit', pagesSent: 0 } })
  })

  it('no secret is told, even when FAX.PLUS tells it back', async () => {
    await start({
      answer: own =>
        own.path.endsWith('/files')
          ? { status: 400, body: `you sent ${own.headers['authorization']}` }
          : null,
    })
    const error = await errorOf(opened.provider.submit(request('+15555551213'), signal))
    const told = JSON.stringify([error?.message, error?.detail, String(error?.cause)])
    expect(told).toContain('you sent')
    for (const secret of [...SECRETS, TOKEN]) expect(told).not.toContain(secret)
  })
})

describe('the id in the answer', () => {
  const to = '+15555551213'
  it.each([
    ['under the number', { ids: { [to]: 'abc' } }, 'abc'],
    ['under the number without its plus', { ids: { '15555551213': 'abc' } }, 'abc'],
    ['under the number with blanks', { ids: { '+1 555-555-1213': 'abc' } }, 'abc'],
    ['under something else, but the only one', { ids: { fax: 'abc' } }, 'abc'],
    ['as a number', { ids: { [to]: 4711 } }, '4711'],
    ['beside others', { ids: { '+15555551214': 'no', [to]: 'abc' } }, 'abc'],
    ['as an older text has it', { id: 'abc' }, 'abc'],
  ])('%s', async (_, body, providerRef) => {
    await start({ answer: own => (isOutboxPost(own) ? json(201, body) : null) })
    expect(await opened.provider.submit(request(to), signal)).toEqual({ kind: 'taken', providerRef })
  })

  it.each([{}, { ids: null }, { ids: {} }, { ids: [] }, { ids: { [to]: {} } }])(
    'is looked for by the comment when the answer is %j',
    async body => {
      await start()
      const answered = opened.vendor.answer.bind(opened.vendor)
      opened.vendor.answer = async own => {
        const reply = await answered(own)
        return isOutboxPost(own) ? json(201, body) : reply
      }
      const reply = await opened.provider.submit(request(to), signal)
      const [fax] = opened.network.taken()
      expect(reply).toEqual({ kind: 'taken', providerRef: `66df09cf${String(fax?.n).padStart(16, '0')}` })
    },
  )

  it('is ambiguous when the fax is not visible yet: never handed over again without a look', async () => {
    await start({
      answer: own => {
        if (isOutboxPost(own)) return json(201, {})
        return own.path.endsWith('/outbox') ? json(200, { records: [] }) : null
      },
    })
    const error = await errorOf(opened.provider.submit(request(to), signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_NO_ANSWER', kind: 'ambiguous' })
  })

  it('is ambiguous when the look fails too', async () => {
    await start({
      answer: own => {
        if (isOutboxPost(own)) return json(201, {})
        return own.path.endsWith('/outbox') ? json(503, {}) : null
      },
    })
    expect((await errorOf(opened.provider.submit(request(to), signal)))?.kind).toBe('ambiguous')
  })
})

describe('cancelling', () => {
  it('deletes from the outbox, and the fax is cancelled then', async () => {
    const { provider } = await start()
    const fax = await sent(provider, '+15555551298')
    await provider.cancel?.(fax, signal)
    await provider.cancel?.(fax, signal)
    const verdict = { kind: 'verdict', outcome: { kind: 'failed', failure: 'cancelled', pagesSent: 0 } }
    expect(await provider.status(fax, signal)).toMatchObject(verdict)
    const many = await provider.statusOfMany?.([fax], signal)
    expect(many?.get(fax.reference)).toMatchObject(verdict)
  })

  it('a word that we do not know is no cancellation, even after we deleted the fax', async () => {
    let gone = false
    const odd = { id: 'a', status: 'halted', comment: request('+15555551298').reference }
    await start({
      answer: ({ method, path }) => {
        if (method === 'DELETE') gone = true
        return gone && /\/faxes\//.test(path) ? json(200, odd) : null
      },
    })
    const fax = await sent(opened.provider, '+15555551298')
    await opened.provider.cancel?.(fax, signal)
    expect(await opened.provider.status(fax, signal)).toEqual({ kind: 'unknown', raw: 'halted' })
  })

  it('too late is said, and the verdict stands', async () => {
    const { provider } = await start()
    const fax = await sent(provider, '+15555551213')
    await expect.poll(() => provider.status(fax, signal)).toMatchObject({ kind: 'verdict' })
    expect(await errorOf(provider.cancel?.(fax, signal) ?? Promise.resolve())).toMatchObject({
      code: 'E_WRONG_STATE',
    })
    expect(await provider.status(fax, signal)).toMatchObject({ outcome: { kind: 'delivered' } })
  })

  it('a fax that somebody else deleted is not called cancelled: it may have been sent', async () => {
    const { provider } = await start()
    const fax = await sent(provider, '+15555551298')
    await opened.provide({}).cancel?.(fax, signal)
    expect(await provider.status(fax, signal)).toMatchObject({ kind: 'unknown' })
  })

  it('trouble there is no "too late"', async () => {
    await start({ answer: own => (own.method === 'DELETE' ? json(503, {}) : null) })
    const fax = await sent(opened.provider, '+15555551298')
    const error = await errorOf(opened.provider.cancel?.(fax, signal) ?? Promise.resolve())
    expect(error?.kind).toBe('temporary')
  })

  it('without an id it cannot be done', async () => {
    await start()
    const fax = faxOf(request('+15555551298'), null)
    const error = await errorOf(opened.provider.cancel?.(fax, signal) ?? Promise.resolve())
    expect(error?.code).toBe('E_WRONG_STATE')
    expect(calls()).toEqual([])
  })
})

describe('the confirmation report', () => {
  it('is a PDF once the fax is finished', async () => {
    const { provider } = await start()
    const fax = await sent(provider, '+15555551213')
    const ref = fax.providerRef ?? ''
    expect(await errorOf(provider.confirmation(ref, signal))).toMatchObject({ code: 'E_NOT_FOUND' })
    await expect.poll(() => provider.status(fax, signal)).toMatchObject({ kind: 'verdict' })
    const report = await provider.confirmation(ref, signal)
    expect(Buffer.from(report).toString('latin1')).toMatch(/^%PDF-/)
  })

  it('an error page is none', async () => {
    await start({ answer: () => ({ status: 200, body: '<html>' }) })
    expect(await errorOf(opened.provider.confirmation('x', signal))).toMatchObject({
      code: 'E_PROVIDER_REPLY',
    })
  })
})

it('an id never leads out of the account', async () => {
  await start()
  await opened.provider.status(faxOf(request('+15555551213'), '../../hooks?x=1'), signal)
  for (const { request: own } of opened.simulator.requests)
    expect(own.path).toMatch(/^\/v3\/accounts\/self\//)
})
