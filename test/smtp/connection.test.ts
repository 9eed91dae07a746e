import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'
import { SMTPServer } from 'smtp-server/lib/smtp-server.js'
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import { afterEach, describe, expect, it } from 'vitest'
import { settle } from '../fakes/clock.ts'
import { type House, type HouseOptions, openHouse } from './house.ts'
import { dotStuffed, HEADER, upToData } from './mailing.ts'
import { openWire, type Wire } from './wire.ts'

const CONTENT = dotStuffed(Buffer.from(`${HEADER}Good morning.\r\n`))

let house: House
const open = async (options: HouseOptions = {}) => {
  house = await openHouse(options)
}
afterEach(() => house?.close())

/** Takes turns of the event loop until the condition holds; what it waits for takes no time. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100 && !condition(); turn++) await settle()
  expect(condition()).toBe(true)
}

async function deliver(wire: Wire): Promise<void> {
  await upToData(wire)
  await wire.write(CONTENT)
  expect(await wire.reply()).toMatch(/^250 2\.6\.0 /)
}

/** A mail whose commit waits; gives what lets it go on. */
async function hangAtCommit(wire: Wire): Promise<() => void> {
  let release: () => void = () => {}
  house.intake.gate = new Promise(resolve => {
    release = resolve
  })
  await upToData(wire)
  await wire.write(CONTENT)
  await settle()
  return release
}

describe('what is relied on of the library and promised by nobody', () => {
  it('has the members that are overridden or called', async () => {
    await open()
    const names = [
      '_setListeners',
      '_createParser',
      '_onCommand',
      '_resetSession',
      '_onCloseEvent',
      'connectionReady',
      'emitConnection',
      'send',
      'close',
      'handler_EHLO',
      'handler_HELO',
      'handler_MAIL',
      'handler_RCPT',
      'handler_DATA',
      'handler_AUTH',
      'handler_VRFY',
    ]
    const members = new Set(Object.getOwnPropertyNames(SMTPConnection.prototype))
    expect(names.filter(name => !members.has(name))).toEqual([])
    expect(Object.getOwnPropertyNames(SMTPServer.prototype)).toContain('_acceptSocket')
    expect(Object.getOwnPropertyNames(SMTPStream.prototype)).toContain('_write')
  })

  it('says what it itself says with an enhanced code, and once', async () => {
    await open({ limits: { errors: 100 } })
    const wire = await house.connect()
    for (const command of ['FOO', 'RSET', 'NOOP', 'MAIL FROM:<a@b>', 'DATA', 'VRFY x', 'HELO', 'STARTTLS']) {
      expect([command, await wire.ask(command)]).toEqual([
        command,
        expect.stringMatching(/^([245])\d\d \1\.\d+\.\d+ (?!\d\.\d\.\d)/),
      ])
    }
    await wire.rest()
  })
})

describe('whether the client has seen the 250', () => {
  it('yes: it goes on with a command', async () => {
    await open()
    const wire = await house.connect()
    await deliver(wire)
    expect(house.intake.confirmed).toEqual([])
    await wire.ask('NOOP')
    expect(house.intake.confirmed).toEqual(house.intake.mails.map(({ id }) => id))
    await wire.rest()
    expect(house.intake.lostOnes).toEqual([])
  })

  it('yes: it closes in order', async () => {
    await open()
    const wire = await house.connect()
    await deliver(wire)
    await wire.rest()
    await until(() => house.intake.confirmed.length === 1)
    expect(house.intake.lostOnes).toEqual([])
  })

  it('no: the line breaks', async () => {
    await open()
    const wire = await house.connect()
    await deliver(wire)
    wire.socket.resetAndDestroy()
    await until(() => house.intake.lostOnes.length === 1)
    expect(house.intake.confirmed).toEqual([])
  })

  it('no: it had gone before the mail was stored', async () => {
    await open()
    const wire = await house.connect()
    const release = await hangAtCommit(wire)
    wire.socket.resetAndDestroy()
    await settle()
    release()
    await until(() => house.intake.lostOnes.length === 1)
    expect(house.intake.mails).toHaveLength(1)
    expect(house.intake.confirmed).toEqual([])
  })

  it('not by a command that was sent before the 250 (RFC 2920)', async () => {
    await open()
    const wire = await house.connect()
    await upToData(wire)
    await wire.write(Buffer.concat([CONTENT, Buffer.from('NOOP\r\n')]))
    await wire.reply()
    expect(await wire.reply()).toMatch(/^250 2\.0\.0 /)
    expect(house.intake.confirmed).toEqual([])
    wire.socket.resetAndDestroy()
    await until(() => house.intake.lostOnes.length === 1)
  })
})

describe('a client that goes away', () => {
  it('in the middle of a mail leaves nothing', async () => {
    await open()
    const wire = await house.connect()
    await upToData(wire)
    await wire.write(`${HEADER}Good mor`)
    await settle()
    wire.socket.resetAndDestroy()
    await until(() => house.intake.aborted === 1)
    expect(house.intake.mails).toEqual([])
  })

  it('after half the end of a mail leaves nothing', async () => {
    await open()
    const wire = await house.connect()
    await upToData(wire)
    await wire.write(`${HEADER}Good morning.\r\n.`)
    await wire.rest()
    await until(() => house.intake.aborted === 1)
    expect(house.intake.mails).toEqual([])
  })
})

describe('a stop', () => {
  it('tells idle clients at once, and takes no new ones', async () => {
    await open()
    const idle = await house.connect()
    const inMail = await house.connect()
    await inMail.ask('HELO client.example.com')
    await inMail.ask('MAIL FROM:<ann@example.com>')
    const stopped = house.listener.stop()
    for (const wire of [idle, inMail]) {
      expect(await wire.line()).toMatch(/^421 4\.3\.2 The fax server is stopping/)
      expect(await wire.rest()).toEqual([])
    }
    await stopped
    await expect(openWire(house.port)).rejects.toThrow(/ECONNREFUSED/)
  })

  it('takes a mail whose DATA runs to its end', async () => {
    await open()
    const wire = await house.connect()
    await upToData(wire)
    await wire.write(HEADER)
    await settle()
    const stopped = house.listener.stop()
    await wire.write('Good morning.\r\n.\r\n')
    expect(await wire.reply()).toMatch(/^250 2\.6\.0 /)
    await wire.write('MAIL FROM:<ann@example.com>\r\n')
    expect(await wire.reply()).toMatch(/^421 /)
    await wire.rest()
    await stopped
    expect(house.intake.mails).toHaveLength(1)
  })
})

describe('time', () => {
  it('does not run for the client while we store its mail', async () => {
    await open({ limits: { commandSeconds: 10, sessionSeconds: 20 } })
    const wire = await house.connect()
    const release = await hangAtCommit(wire)
    await house.clock.advance(300_000)
    release()
    expect(await wire.reply()).toMatch(/^250 2\.6\.0 /)
    await wire.rest()
  })

  it('ends a session that never ends', async () => {
    await open({ limits: { commandSeconds: 10, sessionSeconds: 20 } })
    const wire = await house.connect()
    for (let i = 0; i < 2; i++) {
      await house.clock.advance(9_000)
      expect(await wire.ask('NOOP')).toMatch(/^250 /)
    }
    await house.clock.advance(4_000)
    expect(await wire.reply()).toMatch(/^421 4\.4\.2 /)
    expect(await wire.rest()).toEqual([])
  })
})

describe('an address that asks too much', () => {
  it('gets no further connection before one has closed', async () => {
    await open({ limits: { connectionsPerAddress: 2 } })
    const [first, second] = [await house.connect(), await house.connect()]
    const third = await openWire(house.port)
    expect(await third.line()).toMatch(/^421 4\.7\.0 Too many connections from your address/)
    expect(await third.rest()).toEqual([])
    await first.rest()
    await settle()
    const fourth = await openWire(house.port)
    expect(await fourth.line()).toMatch(/^220 /)
    for (const wire of [second, fourth]) await wire.rest()
  })

  it('gets no further connection in the same minute', async () => {
    await open({ limits: { connectionsPerMinute: 2 } })
    for (let i = 0; i < 2; i++) await (await house.connect()).rest()
    const third = await openWire(house.port)
    expect(await third.line()).toMatch(/^421 4\.7\.0 /)
    await third.rest()
    await house.clock.advance(60_000)
    const fourth = await openWire(house.port)
    expect(await fourth.line()).toMatch(/^220 /)
    await fourth.rest()
  })

  it('when the listener is full, everybody has to wait', async () => {
    await open({ limits: { connections: 1 } })
    const first = await house.connect()
    const second = await openWire(house.port)
    expect(await second.line()).toMatch(/^421 /)
    await second.rest()
    await first.rest()
  })
})

it('is unchanged by 2000 commands in one packet', async () => {
  await open()
  const wire = await house.connect()
  await wire.write('NOOP\r\n'.repeat(2000))
  for (let i = 0; i < 2000; i++) expect(await wire.reply()).toMatch(/^250 2\.0\.0 /)
  await wire.rest()
})
