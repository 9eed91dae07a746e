/** Programs by others that check what we make: libtiff, poppler, qpdf. A missing one fails the test and says what to do. */
import { execFile } from 'node:child_process'

const PACKAGE: Readonly<Record<string, string>> = {
  tiffinfo: 'libtiff-tools',
  tiffcp: 'libtiff-tools',
  tiffcmp: 'libtiff-tools',
  tiffset: 'libtiff-tools',
  tiffmedian: 'libtiff-tools',
  ppm2tiff: 'libtiff-tools',
  tiff2pdf: 'libtiff-tools',
  fax2tiff: 'libtiff-tools',
  pdfimages: 'poppler-utils',
  pdftoppm: 'poppler-utils',
  pdftotext: 'poppler-utils',
  pdfinfo: 'poppler-utils',
  qpdf: 'qpdf',
  gs: 'ghostscript',
  'heif-enc': 'libheif-examples',
  opj_compress: 'libopenjp2-tools',
}

/** Runs a program and gives what it printed on stdout; `allowFailure` for those that say "different" by their exit code. */
export function oracle(
  program: string,
  args: readonly string[],
  options: { readonly allowFailure?: boolean } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null || (options.allowFailure === true && error.code !== 'ENOENT')) return resolve(stdout)
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
      const advice = missing
        ? `: install it with apt-get install ${PACKAGE[program] ?? program}`
        : `: ${stderr}`
      reject(new Error(`${program} ${args.join(' ')} failed${advice}`))
    })
  })
}
