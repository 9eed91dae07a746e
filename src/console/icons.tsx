/** Small pictures of our own, drawn with the colour of the text around them. A word stands beside each, so nobody reads them aloud. */

const PATHS = {
  overview: 'M3 12h4l2.5-7 5 14 2.5-7h4',
  faxes: 'M7 8V3h10v5M5 8h14a2 2 0 0 1 2 2v6h-4M7 16H3v-6a2 2 0 0 1 2-2M7 13h10v8H7z',
  inbox: 'M3 13h5l1.5 3h5L16 13h5M5.5 5h13L21 13v6H3v-6z',
  send: 'M21 3 10 14M21 3l-7 18-4-7-7-4z',
  subscribers:
    'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-6.5 7-6.5s7 2.5 7 6.5M16 3.5a4 4 0 0 1 0 7.2M18 15c2.5.8 4 3 4 6',
  providers: 'M4 4h16v6H4zM4 14h16v6H4zM8 7h.01M8 17h.01M12 7h5M12 17h5',
  audit: 'M9 6h11M9 12h11M9 18h11M4 6l1 1 2-2M4 12l1 1 2-2M4 18l1 1 2-2',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  more: 'M4 6h16M4 12h16M4 18h16',
  check: 'M5 12.5 10 17.5 19 7',
  cross: 'M6 6l12 12M18 6 6 18',
  pause: 'M9 6v12M15 6v12',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2',
  question: 'M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18h.01',
  arrow: 'M5 12h14M13 6l6 6-6 6',
  alert: 'M12 4 2.5 20h19zM12 10v4.5M12 17.5h.01',
  box: 'M4 8h16v12H4zM3 4h18v4H3zM10 12h4',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
  out: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  look: 'M12 21a9 9 0 1 1 0-18zM12 3a9 9 0 0 1 0 18',
  download: 'M12 4v11M7 10.5l5 5 5-5M4 20h16',
  again: 'M4 12a8 8 0 1 1 2.5 5.8M4 20v-5h5',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  person: 'M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM4 21c0-4.5 3.5-7 8-7s8 2.5 8 7',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
} as const
export type IconName = keyof typeof PATHS

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
