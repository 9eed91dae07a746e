import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bridge, makeBridge, runCli, waitFor } from './bridge.ts'
import { sendMail } from './mailing.ts'

const KEY = 'correct-horse-battery'
let folder = ''
let config = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faxbridge-explain-'))
  config = join(folder, 'faxbridge.yaml')
  await copyFile(new URL('../../config/faxbridge.example.yaml', import.meta.url).pathname, config)
  await mkdir(join(folder, 'keys'), { mode: 0o700 })
  await writeFile(join(folder, 'keys', 'sales'), `${KEY}\n`, { mode: 0o600 })
  const head = 'From: Ann <ann@example.com>\nSubject: Offer\n\n'
  await writeFile(join(folder, 'good.eml'), `${head}${KEY}\n\nPlease find our offer.\n`)
  await writeFile(join(folder, 'wrong.eml'), `${head}guessed-key\n\nPlease find our offer.\n`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const explain = (mail: string, ...more: string[]) =>
  runCli([
    'explain',
    ...['--config', config, '--mail', join(folder, mail)],
    ...['--from', 'ann@example.com', '--to', '15555551212@fax.local', ...more],
  ])

describe('faxbridge explain with the example configuration, without a daemon', () => {
  it('says who takes the mail, by which entry, what is faxed and dialled', async () => {
    const { code, stdout, stderr } = await explain('good.eml', '--peer', '127.0.0.1')
    expect(stderr.replace(/^npm .*$/gm, '')).toBe('')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^✓ accepted for sales/)
    expect(stdout).toMatch(/✓ sales takes it: acl entry 1 fits/)
    expect(stdout).toMatch(/The first line is the secret key: it is cut out/)
    expect(stdout).toMatch(/✓ {2}text of the mail/)
    expect(stdout).toMatch(/✓ {2}\+15555551212 .* demo/)
    expect(stdout).not.toContain(KEY)
  })

  it('says what was wrong, for an operator only, and ends with 1', async () => {
    const { code, stdout } = await explain('wrong.eml', '--peer', '127.0.0.1')
    expect(code).toBe(1)
    expect(stdout).toMatch(/✗ DATA +550 5\.7\.1 You are not permitted/)
    expect(stdout).toMatch(/✗ sales does not take it: the first line is not its key/)
    expect(stdout).not.toContain('guessed-key')
  })

  it('answers programs as JSON', async () => {
    const { code, stdout } = await explain('good.eml', '--peer', '198.51.100.7', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      accepted: false,
      conversation: [{ code: null }, { code: 'E_SENDER_DENIED' }],
      parts: [{ name: 'text of the mail', leftOut: null }],
    })
  })
})

describe('a mail that the daemon refused', () => {
  let bridge: Bridge
  beforeAll(async () => {
    bridge = await makeBridge()
    await bridge.start()
  })
  afterAll(() => bridge.close())

  it('is found by the reference in the reply, with the trace of the rules', async () => {
    const reply = await sendMail(bridge.smtpPort, {
      to: '15555551212@fax.local',
      from: 'eve@else.test',
      text: 'Hello',
    }).then(
      () => 'taken',
      (error: { readonly response?: string }) => error.response ?? String(error),
    )
    const [, ref = ''] = /\(ref (r-[0-9a-z]+)\)/.exec(reply) ?? []
    const text = await waitFor('the refusal', async () => {
      const { code, stdout } = await bridge.cli('refused', ref)
      return code === 0 ? stdout : null
    })
    expect(text).toMatch(/✗ sales does not take it: .*from_email: the sender is not ann@example\.com/)
    expect((await bridge.cli('refused', '--since', '1h')).stdout).toContain(ref)
    expect((await bridge.cli('refused', 'r-nothing')).code).toBe(4)
  })
})
