import { describe, expect, it } from 'vitest'
import { dialedParts, maskPostDial, NO_PARTS } from '../../src/fax/address-parts.ts'

describe('the mask over access codes', () => {
  it.each([
    ['FAX=+15555551212/POSTD=pp1234@fax.local', 'FAX=+15555551212/POSTD=***@fax.local'],
    ['"/FAX=+15555551212/PostD=p1#2/T33S=7/"@fax.local', '"/FAX=+15555551212/PostD=***/T33S=7/"@fax.local'],
    ['FAX=/postd=w6743w99p51@fax.local', 'FAX=/postd=***@fax.local'],
    ['15555551212/postd=12@fax.local', '15555551212/postd=***@fax.local'],
    ['rfc822;FAX=+15555551212/POSTD=12', 'rfc822;FAX=+15555551212/POSTD=***'],
    // Nobody may dial it, and the refusal is in the log all the same.
    ['"FAX=+15555551212/POSTD=12@34"@fax.local', '"FAX=+15555551212/POSTD=***"@fax.local'],
    ['FAX=9p040w1234/T33S=7@fax.local', 'FAX=9p040w***/T33S=7@fax.local'],
    ['15555551212@fax.local', '15555551212@fax.local'],
    ['FAX=+15555551212/T33S=7@fax.local', 'FAX=+15555551212/T33S=7@fax.local'],
  ])('%s', (address, masked) => {
    expect(maskPostDial(address)).toBe(masked)
    expect(maskPostDial(masked)).toBe(masked)
  })
})

describe('what must be dialled', () => {
  it('is named, and a name or a street is not', () => {
    expect(dialedParts(NO_PARTS)).toEqual([])
    expect(dialedParts({ ...NO_PARTS, attention: 'Ann', organization: 'Acme', postal: ['POB=7'] })).toEqual(
      [],
    )
    expect(dialedParts({ ...NO_PARTS, postDial: '1', subaddress: '2' })).toEqual(['subaddress', 'postDial'])
    expect(dialedParts({ ...NO_PARTS, isdnSubaddress: '1', extension: '2' })).toEqual([
      'isdnSubaddress',
      'extension',
    ])
  })
})
