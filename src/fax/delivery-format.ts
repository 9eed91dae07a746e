/**
 * In what a received fax is given to people and programs. pdfa: PDF/A-2b. tiff-s and tiff-f: TIFF-FX profiles S and F
 * (RFC 3949 §3, §4).
 */
export const DELIVERY_FORMATS = ['pdf', 'pdfa', 'tiff', 'tiff-s', 'tiff-f'] as const
export type DeliveryFormat = (typeof DELIVERY_FORMATS)[number]

/** What such a file is. */
export const fileFormat = (format: DeliveryFormat): 'pdf' | 'tiff' =>
  format === 'pdf' || format === 'pdfa' ? 'pdf' : 'tiff'
