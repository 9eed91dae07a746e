import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BridgeError } from '../../src/fax/error.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { type S3Account, startFakeS3 } from '../destinations/fake-s3.ts'
import { startReceiver } from '../destinations/webhook-receiver.ts'
import { aHouse, aListing, configWith, type House, onlyFax } from './house.ts'

const BYTES = Buffer.from('II*\0the pages')
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faxbridge-carry-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function arrived(destinations: string, more = '', fields = {}) {
  const config = configWith(`inbound:
  catchAll: [shelf]
  destinations: { ${destinations} }
${more}`)
  const house = await aHouse({
    ...config,
    subscribers: config.subscribers.map(subscriber => ({ ...subscriber, received_to: ['shelf'] })),
  })
  house.shelf.faxes.push({ listing: aListing(1, fields), bytes: BYTES })
  await seeAll(house.deps, 'demo', [aListing(1, fields)])
  return house
}
const shelf = (more = '') => `shelf: { type: folder, path: "${folder}", format: original${more} }`
const deliveries = async (house: House) => house.store.deliveriesOf((await onlyFax(house)).id)

describe('a folder', () => {
  it('has the file whole, under its name, with its mode; then the fax is acknowledged', async () => {
    const house = await arrived(shelf(', name: "{year}/{date}-{caller}-{id}.{ext}", mode: "0604"'))
    expect(await house.run()).toEqual([])
    const { id } = await onlyFax(house)
    const name = join(folder, '2026', `2026-11-21-493012345678-${id}.tif`)
    expect(await readFile(name)).toEqual(BYTES)
    expect((await stat(name)).mode & 0o777).toBe(0o604)
    expect(await readdir(join(folder, '2026'))).toHaveLength(1)
    expect(await deliveries(house)).toMatchObject([{ state: 'done', place: 'shelf', attempts: 1 }])
    expect(await onlyFax(house)).toMatchObject({ state: 'acknowledged' })
    expect(house.relay.mails).toHaveLength(1)
  })

  it('that is not there keeps the mail from nobody, and the acknowledgement back', async () => {
    const house = await arrived(shelf().replace(folder, `${folder}/later`))
    expect(await house.run()).toEqual([expect.stringContaining('cannot be written (ENOENT)')])
    expect(house.relay.mails).toHaveLength(1)
    expect(house.shelf.acknowledged).toEqual([])
    expect(await deliveries(house)).toMatchObject([{ state: 'waiting', attempts: 1 }])
    await mkdir(join(folder, 'later'))
    await house.clock.advance(60_000)
    expect(await house.run()).toEqual([])
    expect(await readdir(join(folder, 'later'))).toHaveLength(1)
    expect(house.shelf.acknowledged).toEqual(['RX1'])
    expect(house.relay.mails).toHaveLength(1)
  })

  it('a name that is taken: the same bytes are left, others get a number, nothing is overwritten', async () => {
    await writeFile(join(folder, 'fax.tif'), 'something else')
    await writeFile(join(folder, 'fax-2.tif'), BYTES)
    const house = await arrived(shelf(', name: "fax.{ext}"'))
    await house.run()
    expect((await readdir(folder)).sort()).toEqual(['fax-2.tif', 'fax.tif'])
    expect(await readFile(join(folder, 'fax.tif'), 'utf8')).toBe('something else')
    expect((await deliveries(house))[0]?.result).toContain('fax-2.tif')
  })

  it('a hostile station leads out of no folder', async () => {
    const house = await arrived(shelf(', name: "in/{station}.{ext}"'), '', {
      stationId: '../../../etc/cron.d/x\u0000; rm -rf / \u202e',
    })
    await house.run()
    expect(await readdir(folder, { recursive: true })).toEqual(['in', 'in/etc_cron.d_x_rm_-rf.tif'])
  })

  it('a crash after the file was named, before it was written down: one file', async () => {
    const house = await arrived(shelf())
    const crash = { ...house.store, endDelivery: () => Promise.reject(new BridgeError('E_STORE')) }
    const { endDelivery } = house.store
    Object.assign(house.deps.store, { endDelivery: crash.endDelivery })
    expect(await house.run()).toHaveLength(1)
    Object.assign(house.deps.store, { endDelivery })
    await house.clock.advance(60_000)
    expect(await house.run()).toEqual([])
    expect(await readdir(folder)).toHaveLength(1)
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })
})

it('a mail that is refused for good at the first try keeps why', async () => {
  const house = await arrived(shelf())
  house.relay.answer = () => {
    throw new BridgeError('E_RELAY_REFUSED', { detail: { response: '550 5.1.1 no such user' } })
  }
  await house.run()
  expect(await house.store.mailsOf((await onlyFax(house)).id)).toMatchObject([
    { state: 'failed', attempts: 1, lastError: expect.stringContaining('550 5.1.1 no such user') },
  ])
})

describe('required and not', () => {
  it('one that need not have it does not hold the acknowledgement; given up after its days, and told', async () => {
    const house = await arrived(`shelf: { type: folder, path: "${folder}/never", required: false, days: 1 }`)
    await house.run()
    expect(house.shelf.acknowledged).toEqual(['RX1'])
    await house.clock.advance(86_400_000)
    expect(await house.run()).toEqual([])
    expect(await deliveries(house)).toMatchObject([{ state: 'failed' }])
  })

  it('one that must have it and was given up: the fax is never acknowledged', async () => {
    const house = await arrived(`shelf: { type: folder, path: "${folder}/never", days: 1 }`)
    await house.run()
    await house.clock.advance(86_400_000)
    await house.run()
    expect(await deliveries(house)).toMatchObject([
      { state: 'failed', lastError: expect.stringContaining('ENOENT') },
    ])
    expect(house.shelf.acknowledged).toEqual([])
    expect(await onlyFax(house)).toMatchObject({ state: 'routed' })
  })

  it('the catch-all may be a folder, without any mail', async () => {
    const house = await arrived(shelf(), '', { calledNumber: '+4989123456' })
    await house.run()
    expect(house.relay.mails).toEqual([])
    expect(await readdir(folder)).toHaveLength(1)
    expect(await onlyFax(house)).toMatchObject({ state: 'acknowledged', subscriberId: null })
  })

  it('the relay is away for three days, the folder too: then everything arrives, once', async () => {
    const house = await arrived(shelf().replace(folder, `${folder}/later`))
    house.relay.answer = () => {
      throw new BridgeError('E_RELAY_TEMPORARY')
    }
    for (let hours = 0; hours < 72; hours += 6) {
      expect(await house.run()).not.toEqual([])
      await house.clock.advance(6 * 3_600_000)
    }
    house.relay.answer = () => {}
    await mkdir(join(folder, 'later'))
    await house.run()
    expect(house.relay.mails).toHaveLength(1)
    expect(await readdir(join(folder, 'later'))).toHaveLength(1)
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })
})

describe('a webhook', () => {
  const KEY = Buffer.from('a secret of twenty-four!')
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  let house: House
  afterEach(() => receiver.close())
  const hook = (more = '') =>
    `shelf: { type: webhook, url: "http://127.0.0.1:${receiver.port}/fax", secret: whsec_${KEY.toString('base64')}, format: original${more} }`
  const begin = async () => {
    receiver = await startReceiver(KEY, () => house.clock.now())
  }

  it('is called with a signature that holds, with all that is known and the document', async () => {
    await begin()
    house = await arrived(hook(', allow: [127.0.0.1]'))
    expect(await house.run()).toEqual([])
    expect(receiver.calls).toMatchObject([
      {
        verified: true,
        body: {
          type: 'fax.received',
          data: { calledNumber: '+15555551212', complete: true, subscriber: 'office' },
        },
      },
    ])
    const [call] = receiver.calls
    if (call === undefined) throw new Error('not called')
    const { document } = call.body.data as { document: { base64: string; type: string } }
    expect(Buffer.from(document.base64, 'base64')).toEqual(BYTES)
    expect(document.type).toBe('image/tiff')
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })

  it('an error, a redirect and a rest are tried again with the same id, until it takes it', async () => {
    await begin()
    house = await arrived(hook(', allow: [127.0.0.0/8], content: false'))
    receiver.answers.push(
      { status: 500 },
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      { status: 503, headers: { 'retry-after': '30' } },
    )
    for (const status of [500, 302, 503]) {
      expect(await house.run()).toEqual([expect.stringContaining(`answered ${status}`)])
      await house.clock.advance(60_000)
    }
    expect(await house.run()).toEqual([])
    expect(new Set(receiver.calls.map(({ id }) => id)).size).toBe(1)
    expect(receiver.calls.map(({ verified }) => verified)).toEqual([true, true, true, true])
    expect(receiver.calls[3]?.body.data['document']).not.toHaveProperty('base64')
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })

  it('an address inside that nobody has allowed is never called', async () => {
    await begin()
    house = await arrived(hook(', allow: [10.0.0.0/8]'))
    expect(await house.run()).toEqual([expect.stringContaining('127.0.0.1 is not public')])
    expect(receiver.calls).toEqual([])
  })

  it('nor by a name that leads inside', async () => {
    await begin()
    const config = configWith(
      `inbound: { catchAll: [shelf], destinations: { ${hook().replace('127.0.0.1', 'hook.example.com')} } }`,
    )
    house = await aHouse(config, (_, done) => done(null, [{ address: '127.0.0.1', family: 4 }]))
    house.shelf.faxes.push({ listing: aListing(1, { calledNumber: null }), bytes: BYTES })
    await seeAll(house.deps, 'demo', [aListing(1, { calledNumber: null })])
    expect(await house.run()).toEqual([expect.stringContaining('which is not public')])
    expect(receiver.calls).toEqual([])
  })
})

describe('a bucket', () => {
  const ACCOUNT = { accessKeyId: 'AKIATEST', secretAccessKey: 'a/secret+key', region: 'eu-central-1' }
  let s3: Awaited<ReturnType<typeof startFakeS3>>
  let house: House
  afterEach(() => s3.close())
  const put = async (more = '', fields = {}, account: S3Account = ACCOUNT) => {
    s3 = await startFakeS3(account, () => house.clock.now())
    const { accessKeyId, secretAccessKey, region } = ACCOUNT
    house = await arrived(
      `shelf: { type: s3, endpoint: "http://127.0.0.1:${s3.port}", region: ${region}, bucket: faxes, pathStyle: true, accessKeyId: ${accessKeyId}, secretAccessKey: "${secretAccessKey}", format: original${more} }`,
      '',
      fields,
    )
  }

  it('takes temporary credentials with their token, signed like the rest', async () => {
    const account = { ...ACCOUNT, sessionToken: 'IQoJb3JpZ2lu/+==' }
    await put(', sessionToken: "IQoJb3JpZ2lu/+=="', {}, account)
    expect(await house.run()).toEqual([])
    expect(s3.objects.size).toBe(1)
  })

  it('says so when the token of temporary credentials is missing', async () => {
    await put('', {}, { ...ACCOUNT, sessionToken: 'IQoJb3JpZ2lu/+==' })
    expect(await house.run()).toEqual([expect.stringContaining('403 InvalidToken')])
  })

  it('has the object, encrypted as it was asked for, by a server that checks the signature', async () => {
    await put(', name: "{year}/{station} & {id}.{ext}"', { stationId: 'ACME' })
    expect(await house.run()).toEqual([])
    const { id } = await onlyFax(house)
    expect([...s3.objects.keys()]).toEqual([`/faxes/2026/ACME & ${id}.tif`])
    const [object] = s3.objects.values()
    expect(object?.bytes).toEqual(BYTES)
    expect(object?.headers).toMatchObject({
      'x-amz-server-side-encryption': 'AES256',
      'x-amz-meta-fax-id': id,
      'content-type': 'image/tiff',
    })
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })

  it('with a key of the customer', async () => {
    await put(', encryption: "aws:kms", kmsKeyId: alias/faxes')
    await house.run()
    expect([...s3.objects.values()][0]?.headers).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'alias/faxes',
    })
  })

  it('a server that is in trouble is asked again, and has one object', async () => {
    await put()
    s3.failures.push(503, 500)
    expect(await house.run()).toEqual([expect.stringContaining('answered 503')])
    await house.clock.advance(60_000)
    expect(await house.run()).toEqual([expect.stringContaining('answered 500')])
    await house.clock.advance(60_000)
    expect(await house.run()).toEqual([])
    expect(s3.objects.size).toBe(1)
  })

  it('a wrong secret: the code of the server stands in the error, the secret does not', async () => {
    await put()
    const { shelf } = house.live.current.inbound.destinations
    house.live.current = {
      ...house.live.current,
      inbound: {
        ...house.live.current.inbound,
        destinations: { shelf: { ...shelf, secretAccessKey: 'another' } as never },
      },
    }
    const [failure = ''] = await house.run()
    expect(failure).toContain('answered 403 SignatureDoesNotMatch')
    expect(failure).not.toContain('another')
    expect(house.shelf.acknowledged).toEqual([])
  })
})

describe('a program', () => {
  const script = (text: string, more = '') =>
    `shelf: { type: command, run: [/bin/sh, -c, '${text}'], format: original${more} }`

  it('gets the document and what is known, and nothing of our environment', async () => {
    process.env['FAXBRIDGE_SECRET_OF_A_TEST'] = 'x'
    const house = await arrived(script(`cat > ${folder}/document; env > ${folder}/env`), '', {
      stationId: 'A\u0000$(touch /tmp/owned)\nB=1',
    })
    expect(await house.run()).toEqual([])
    expect(await readFile(join(folder, 'document'))).toEqual(BYTES)
    const env = await readFile(join(folder, 'env'), 'utf8')
    expect(env).toMatch(/^FAX_CALLER=\+493012345678$/m)
    expect(env).toMatch(/^FAX_STATION=A \$\(touch \/tmp\/owned\) B=1$/m)
    expect(env).not.toContain('FAXBRIDGE_SECRET_OF_A_TEST')
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })

  it('that fails, is not there, or takes too long is tried again; its complaint is shown', async () => {
    const failing = await arrived(script('echo out of paper >&2; exit 3'))
    expect(await failing.run()).toEqual([expect.stringContaining('ended with 3. out of paper')])
    expect(failing.shelf.acknowledged).toEqual([])
    const missing = await arrived('shelf: { type: command, run: [/no/such/program], format: original }')
    expect(await missing.run()).toEqual([expect.stringContaining('cannot be run')])
    const slow = await arrived(script('exec sleep 60', ', seconds: 0.2'))
    expect(await slow.run()).toEqual([expect.stringContaining('more than 0.2 s')])
  })
})
