import { describe, expect, it } from 'vitest'
import {
  dialedParts,
  maskPostDial,
  maskPostDialIn,
  NO_PARTS,
  visibleParts,
} from '../../src/fax/address-parts.ts'

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

describe('what people read', () => {
  it('the header of a mail has no access code, and is otherwise itself', () => {
    const header = [
      'To: "FAX=+15555551212/POSTD=p4711"@fax.local, <FAX=+15555551213/postd=12/T33S=7@fax.local>,',
      ' FAX=/postd=w6743@fax.local, FAX=9p040w1234@fax.local',
      'Subject: POSTD and faxes',
      '',
    ].join('\r\n')
    const masked = maskPostDialIn(header)
    expect(masked).not.toMatch(/4711|=12|6743|1234/)
    expect(masked).toContain('<FAX=+15555551213/postd=***/T33S=7@fax.local>,\r\n')
    expect(masked).toContain('Subject: POSTD and faxes')
    expect(maskPostDialIn('To: 15555551212@fax.local')).toBe('To: 15555551212@fax.local')
  })

  it('the parts of an address neither', () => {
    expect(visibleParts({ ...NO_PARTS, postDial: 'p4711', subaddress: '7' })).toEqual({
      ...NO_PARTS,
      postDial: '***',
      subaddress: '7',
    })
    expect(visibleParts(NO_PARTS)).toBe(NO_PARTS)
  })
})
