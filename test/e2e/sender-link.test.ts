/** The whole daemon with a sender who has nothing but a link: nothing goes before it is followed, and then once. */
import { afterEach, describe, expect, it } from 'vitest'
import { type Bridge, makeBridge, waitFor } from './bridge.ts'
import { sendMail } from './mailing.ts'

const BOB = 'bob@law.example'
let bridge: Bridge | null = null
afterEach(async () => {
  await bridge?.close()
  bridge = null
})

async function linkBridge(): Promise<Bridge> {
  const made = await makeBridge(config => {
    const [sales, office] = config['subscribers'] as Record<string, unknown>[]
    const acl = [{ kind: 'glob', from_email: '*@law.example', needs: ['auth', 'link'] }]
    config['subscribers'] = [{ ...sales, acl }, office]
    const http = config['http'] as { listen: string }
    config['http'] = { ...http, publicUrl: `http://${http.listen}` }
  })
  bridge = made
  return made
}

const linkMails = (b: Bridge) =>
  b.sink.mails.filter(mail => mail.to.includes(BOB) && /^Message-ID: <link-/im.test(mail.raw.toString()))
const reports = (b: Bridge) =>
  b.sink.mails.filter(mail => /^Subject: .*delivered/im.test(mail.raw.toString()))
const faxes = async (b: Bridge) =>
  JSON.parse((await b.cli('list', '--json')).stdout) as { id: string; state: string; held: string | null }[]

async function linkOf(b: Bridge): Promise<string> {
  const mail = await waitFor('the link', () => linkMails(b)[0])
  const url = /http:\/\/127\.0\.0\.1:\d+\/send\/[0-9a-z]{52}/.exec(mail.raw.toString().replace(/=\r\n/g, ''))
  expect(url).not.toBeNull()
  return url?.[0] ?? ''
}

const mail = { from: BOB, to: '15555551212@fax.local', subject: 'Claim <7>', text: 'hello' }

describe('a sender with nothing but a link', () => {
  it('is mailed one; looking changes nothing; the button lets the fax go, once', async () => {
    const b = await linkBridge()
    await b.start()
    expect((await sendMail(b.smtpPort, mail)).response).toMatch(/^250/)
    const url = await linkOf(b)
    for (let look = 0; look < 2; look++) {
      const page = await fetch(url)
      const html = await page.text()
      expect([page.status, page.headers.get('referrer-policy')]).toEqual([200, 'no-referrer'])
      expect(html).toContain('+15555551212')
      expect(html).toContain('Claim &lt;7&gt;')
      expect(html).not.toContain('<7>')
    }
    expect(await faxes(b)).toMatchObject([{ state: 'accepted', held: expect.stringMatching(/link/) }])
    const done = await fetch(url, { method: 'POST' })
    expect(await done.text()).toContain('Your fax is being sent')
    await waitFor('the end', async () => (await faxes(b))[0]?.state === 'delivered')
    await waitFor('the report', () => reports(b)[0])
    expect((await fetch(url, { method: 'POST' })).status).toBe(404)
    expect((await fetch(url)).status).toBe(404)
    expect([linkMails(b).length, reports(b).length, (await faxes(b)).length]).toEqual([1, 1, 1])
    const { id = '' } = (await faxes(b))[0] ?? {}
    expect((await b.cli('show', id)).stdout).toMatch(/link/)
  })

  it('with a wrong link learns nothing, and strangers get none', async () => {
    const b = await linkBridge()
    await b.start()
    await sendMail(b.smtpPort, mail)
    const url = await linkOf(b)
    const last = url.endsWith('0') ? '1' : '0'
    for (const wrong of [
      `${url.slice(0, -1)}${last}`,
      `${url}0`,
      url.slice(0, -1),
      `${url.slice(0, -52)}x`,
    ]) {
      const page = await fetch(wrong, { method: 'POST' })
      expect([wrong, page.status]).toEqual([wrong, 404])
      expect(await page.text()).not.toContain('15555551212')
    }
    await expect(sendMail(b.smtpPort, { ...mail, from: 'eve@evil.test' })).rejects.toMatchObject({
      responseCode: 550,
    })
    expect(await faxes(b)).toMatchObject([{ state: 'accepted' }])
  })

  it('cannot make us write without end', async () => {
    const b = await linkBridge()
    await b.start()
    for (let n = 0; n < 5; n++) await sendMail(b.smtpPort, { ...mail, subject: `Claim ${n}` })
    await expect(sendMail(b.smtpPort, { ...mail, subject: 'Claim 5' })).rejects.toMatchObject({
      response: expect.stringMatching(/^450 4\.7\.1 /),
    })
    await waitFor('five links', () => linkMails(b).length === 5)
  })

  it('has the fax let go by an operator without the link, and no report is mailed', async () => {
    const b = await linkBridge()
    await b.start()
    await sendMail(b.smtpPort, mail)
    await linkOf(b)
    const { id = '' } = (await faxes(b))[0] ?? {}
    await b.cli('release', id)
    await waitFor('the end', async () => (await faxes(b))[0]?.state === 'delivered')
    expect(reports(b)).toEqual([])
  })
})

describe('killed', () => {
  it.each(['link-mailed', 'link-followed'])('at "%s": one link, one fax, one report', async step => {
    const b = await linkBridge()
    await b.start({ crashAt: step })
    await sendMail(b.smtpPort, mail)
    if (step === 'link-followed') await fetch(await linkOf(b), { method: 'POST' }).catch(() => null)
    await b.ended()
    await b.start()
    if (step === 'link-mailed') await fetch(await linkOf(b), { method: 'POST' })
    await waitFor('the end', async () => (await faxes(b))[0]?.state === 'delivered')
    await waitFor('the report', () => reports(b)[0])
    const ids = new Set(linkMails(b).map(entry => /^Message-ID: (.*)/im.exec(entry.raw.toString())?.[1]))
    expect([ids.size, reports(b).length, (await faxes(b)).length]).toEqual([1, 1, 1])
  })
})
