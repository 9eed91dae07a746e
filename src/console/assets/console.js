// What the keyboard does, and dropping files. Without it every page can still be read and every form sent.
document.documentElement.classList.add('js')

const rows = () => [...document.querySelectorAll('[data-row]')]
const isTyping = element => element?.closest?.('input, textarea, select, [contenteditable]') !== null

/** Focus on the row after or before the present one. */
function step(by) {
  const all = rows()
  if (all.length === 0) return
  const at = all.indexOf(document.activeElement)
  const next = at === -1 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))
  all[next].focus()
  all[next].scrollIntoView({ block: 'nearest' })
}

let went = 0
const KEYS = {
  '/': () => {
    const search = document.getElementById('search')
    if (search === null) return void location.assign('/faxes')
    search.focus()
    search.select()
  },
  j: () => step(1),
  k: () => step(-1),
  '?': () => document.getElementById('keys')?.togglePopover(),
  g: () => {
    went = performance.now()
  },
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'Escape' && document.activeElement?.id === 'search') return document.activeElement.blur()
  if (isTyping(event.target)) return
  // g, then the letter of a place, within a second and a half.
  const place = document.querySelector(`.rail [data-key="${CSS.escape(event.key)}"]`)
  const isPlace = place !== null && performance.now() - went < 1500
  went = 0
  const act = isPlace ? () => place.click() : KEYS[event.key]
  if (act === undefined) return
  event.preventDefault()
  act()
})

// Nobody looks at a hidden page, and a list must not change under somebody who is choosing in it.
document.addEventListener('htmx:beforeRequest', event => {
  if (event.target.hasAttribute('data-live') && (document.hidden || isOpen())) event.preventDefault()
})
const isOpen = () => document.querySelector('.dialog:popover-open') !== null

// Signed out in between: the answer is another page, which then is shown whole.
document.addEventListener('htmx:beforeSwap', event => {
  const { xhr } = event.detail
  if (xhr.status === 401) location.reload()
  // Opened while the answer was on its way: the next refresh comes soon.
  if (event.detail.target?.hasAttribute('data-live') && isOpen()) event.detail.shouldSwap = false
})

// What is old must not look as if all were well.
const setStale = isStale => {
  const notice = document.getElementById('stale')
  if (notice !== null) notice.hidden = !isStale
}
for (const name of ['htmx:sendError', 'htmx:timeout', 'htmx:responseError'])
  document.addEventListener(name, event => {
    const { xhr } = event.detail
    if (xhr === undefined || xhr.status === 0 || xhr.status >= 500) setStale(true)
  })
document.addEventListener('htmx:afterOnLoad', event => {
  if (event.detail.successful !== false && event.detail.xhr.status < 400) setStale(false)
})

for (const drop of document.querySelectorAll('[data-drop]')) {
  const input = drop.querySelector('input[type=file]')
  const chosen = drop.querySelector('.chosen')
  const show = () => {
    chosen.replaceChildren(
      ...[...input.files].map(file => {
        const item = document.createElement('li')
        item.textContent = `${file.name} · ${Math.max(1, Math.round(file.size / 1024))} KB`
        return item
      }),
    )
  }
  input.addEventListener('change', show)
  for (const name of ['dragenter', 'dragover'])
    drop.addEventListener(name, event => {
      event.preventDefault()
      drop.classList.add('over')
    })
  for (const name of ['dragleave', 'drop']) drop.addEventListener(name, () => drop.classList.remove('over'))
  drop.addEventListener('drop', event => {
    event.preventDefault()
    if (event.dataTransfer.files.length === 0) return
    input.files = event.dataTransfer.files
    show()
  })
}
