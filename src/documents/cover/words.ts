/** The words of a cover page and of the header line, one column per language. */
const LABELS = {
  fax: { en: 'FAX', de: 'FAX', fr: 'TÉLÉCOPIE', es: 'FAX' },
  to: { en: 'To', de: 'An', fr: 'À', es: 'Para' },
  toCompany: { en: 'Company', de: 'Firma', fr: 'Société', es: 'Empresa' },
  toNumber: { en: 'Fax', de: 'Fax', fr: 'Fax', es: 'Fax' },
  from: { en: 'From', de: 'Von', fr: 'De', es: 'De' },
  fromCompany: { en: 'Company', de: 'Firma', fr: 'Société', es: 'Empresa' },
  fromNumber: { en: 'Fax', de: 'Fax', fr: 'Fax', es: 'Fax' },
  date: { en: 'Date', de: 'Datum', fr: 'Date', es: 'Fecha' },
  pages: { en: 'Pages in all', de: 'Seiten insgesamt', fr: 'Pages en tout', es: 'Páginas en total' },
  subject: { en: 'Subject', de: 'Betreff', fr: 'Objet', es: 'Asunto' },
  comment: { en: 'Message', de: 'Nachricht', fr: 'Message', es: 'Mensaje' },
  page: { en: 'Page', de: 'Seite', fr: 'Page', es: 'Página' },
} as const

export type CoverLanguage = 'en' | 'de' | 'fr' | 'es'
export type CoverLabel = keyof typeof LABELS

/** The word for `label`. */
export function coverWord(label: CoverLabel, language: CoverLanguage): string {
  return LABELS[label][language]
}

/** What stands below a cover page unless the subscriber has words of its own. */
export const CONFIDENTIAL: Readonly<Record<CoverLanguage, string>> = {
  en: 'This fax is for the person named above only and may be confidential. If it has reached you by mistake, please tell the sender at once and destroy it: you may not read, copy or pass it on.',
  de: 'Dieses Fax ist nur für die oben genannte Person bestimmt und kann vertraulich sein. Hat es Sie irrtümlich erreicht, benachrichtigen Sie bitte sofort den Absender und vernichten Sie es: Lesen, Kopieren und Weitergeben sind nicht gestattet.',
  fr: 'Cette télécopie est destinée uniquement à la personne nommée ci-dessus et peut être confidentielle. Si vous l’avez reçue par erreur, prévenez aussitôt l’expéditeur et détruisez-la : il est interdit de la lire, de la copier ou de la transmettre.',
  es: 'Este fax es únicamente para la persona indicada arriba y puede ser confidencial. Si lo ha recibido por error, avise de inmediato al remitente y destrúyalo: no está permitido leerlo, copiarlo ni reenviarlo.',
}
