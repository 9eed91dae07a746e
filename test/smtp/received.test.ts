import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { receivedFrom, walkReceived } from '../../src/smtp/received.ts'

describe('the address in a Received line', () => {
  it.each([
    // Postfix, sendmail, Exim, Exchange, and the form of RFC 5321.
    ['from mfp1 (mfp1.lan [10.1.2.3]) by mx (Postfix) with ESMTP id 1', '10.1.2.3'],
    ['from mfp1 (unknown [10.1.2.3])\t(using TLSv1.3 with cipher X (256/256 bits)) by mx', '10.1.2.3'],
    ['from [192.168.1.9] (unknown [10.1.2.3]) by mx', '10.1.2.3'],
    ['from mfp1 (mfp1.lan [IPv6:2001:DB8::7]) by mx', '2001:db8::7'],
    ['from mfp1 ([10.1.2.3]) by mx', '10.1.2.3'],
    ['from mfp1 (mfp1.lan [10.1.2.3] (may be forged)) by mx', '10.1.2.3'],
    ['from mfp1.lan ([10.1.2.3]:51234 helo=x) by mx with esmtp (Exim 4.96)', '10.1.2.3'],
    ['from EX1.corp.test (10.1.2.3) by EX2.corp.test (10.1.2.4) with Microsoft SMTP Server', '10.1.2.3'],
    ['from x (x [::ffff:10.1.2.3]) by mx', '10.1.2.3'],
    // The client may have written these addresses.
    ['from [10.1.2.3] (helo=evil) by mx with esmtp (Exim 4.96)', null],
    ['from unknown (HELO 10.1.2.3) (198.51.100.7) by mx', null],
    ['from unknown (HELO [10.1.2.3]) by mx', null],
    ['from 10.1.2.3 by mx', null],
    ['from x (x [10.1.2.300]) by mx', null],
    ['from x (x [10]) by mx', null],
    ['by mx (Postfix, from userid 0) id 1', null],
    ['', null],
  ])('%s: %s', (value, address) => {
    expect(receivedFrom(value)).toBe(address)
  })

  it('is an address or nothing, whatever stands there, and quickly', () => {
    const word = fc.constantFrom(
      'from',
      ' ',
      '(',
      ')',
      '[',
      ']',
      '10.1.2.3',
      'x',
      'IPv6:',
      '::1',
      'by',
      '\t',
      '.',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), words => {
        const address = receivedFrom(words.join(''))
        if (address !== null) expect(['10.1.2.3', '::1']).toContain(address)
      }),
      { numRuns: 20_000 },
    )
    const before = performance.now()
    receivedFrom(`from ${'a'.repeat(60_000)} (${'a.'.repeat(30_000)}`)
    expect(performance.now() - before).toBeLessThan(200)
  })
})

describe('walking down the relays', () => {
  const line = (address: string) => ({ name: 'received', value: `from x (x [${address}]) by y` })
  const other = (value: string) => ({ name: 'x-note', value })
  const trusted = (address: string) => address.startsWith('127.')
  const client = (...headers: { name: string; value: string }[]) => walkReceived(headers, trusted).client

  it('stops at the first stranger', () => {
    expect(client(line('10.1.1.1'), line('10.2.2.2'))).toBe('10.1.1.1')
    expect(client(line('127.0.0.2'), line('10.1.1.1'), line('10.2.2.2'))).toBe('10.1.1.1')
    expect(client(line('127.0.0.2'), line('127.0.0.3'))).toBeNull()
    expect(client(line('127.0.0.2'), { name: 'received', value: 'by y' }, line('10.1.1.1'))).toBeNull()
    expect(client()).toBeNull()
  })

  it('gives the headers that only our relays can have written', () => {
    const headers = [other('1'), line('127.0.0.2'), other('2'), line('10.1.1.1'), other('3')]
    expect(walkReceived(headers, trusted).ours.filter(({ name }) => name === 'x-note')).toEqual([
      other('1'),
      other('2'),
    ])
    expect(walkReceived([other('1')], trusted).ours).toEqual([])
  })
})
