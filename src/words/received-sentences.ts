/** What is said of a received fax that does not lie in the mail itself, in every language: in the mail and on the page. */

export const RECEIVED_SENTENCES = {
  en: {
    'text.receivedLink':
      'The fax is not in this mail. Open it with the button below; the link is for you alone.',
    'text.receivedTooLarge':
      'The fax is too large for a mail. Open it with the button below; the link is for you alone.',
    'button.received': 'Open the fax',
    'label.receivedUntil': 'Link valid until',
    'headline.receivedPage': 'A fax for you',
    'text.receivedPage': 'The button opens the fax. It is written down that and when it was opened.',
    'headline.receivedGone': 'There is no fax behind this link',
    'text.receivedGone':
      'The time of the link is over, or the fax was deleted. Ask your fax operator for it.',
    'subject.receivedMinimal': 'A fax arrived',
    'subject.part': '{subject} [{n} of {count}]',
    'text.part':
      'The fax is too large for one mail. This is mail {n} of {count}: pages {from} to {to} are attached.',
    'name.answer': 'Fax to {number}',
    'text.answer':
      'If you answer this mail until {until}, your answer goes as a fax to {number}: attach a document, or write.',
    'text.answerMinimal':
      'If you answer this mail until {until}, your answer goes as a fax to the caller: attach a document, or write.',
  },
  de: {
    'text.receivedLink':
      'Das Fax liegt nicht in dieser E-Mail. Öffnen Sie es mit dem Knopf unten; der Link ist nur für Sie.',
    'text.receivedTooLarge':
      'Das Fax ist zu groß für eine E-Mail. Öffnen Sie es mit dem Knopf unten; der Link ist nur für Sie.',
    'button.received': 'Fax öffnen',
    'label.receivedUntil': 'Link gültig bis',
    'headline.receivedPage': 'Ein Fax für Sie',
    'text.receivedPage': 'Der Knopf öffnet das Fax. Dass und wann es geöffnet wurde, wird festgehalten.',
    'headline.receivedGone': 'Hinter diesem Link liegt kein Fax',
    'text.receivedGone':
      'Die Zeit des Links ist um, oder das Fax wurde gelöscht. Fragen Sie den Betreiber Ihres Faxservers danach.',
    'subject.receivedMinimal': 'Ein Fax ist eingegangen',
    'subject.part': '{subject} [{n} von {count}]',
    'text.part':
      'Das Fax ist zu groß für eine E-Mail. Dies ist E-Mail {n} von {count}: Die Seiten {from} bis {to} hängen daran.',
    'name.answer': 'Fax an {number}',
    'text.answer':
      'Wenn Sie auf diese E-Mail bis {until} antworten, geht Ihre Antwort als Fax an {number}: Hängen Sie ein Dokument an, oder schreiben Sie.',
    'text.answerMinimal':
      'Wenn Sie auf diese E-Mail bis {until} antworten, geht Ihre Antwort als Fax an den Absender: Hängen Sie ein Dokument an, oder schreiben Sie.',
  },
  fr: {
    'text.receivedLink':
      'Le fax n’est pas dans ce message. Ouvrez-le avec le bouton ci-dessous ; le lien n’est que pour vous.',
    'text.receivedTooLarge':
      'Le fax est trop grand pour un message. Ouvrez-le avec le bouton ci-dessous ; le lien n’est que pour vous.',
    'button.received': 'Ouvrir le fax',
    'label.receivedUntil': 'Lien valable jusqu’au',
    'headline.receivedPage': 'Un fax pour vous',
    'text.receivedPage': 'Le bouton ouvre le fax. Il est noté que le fax a été ouvert, et quand.',
    'headline.receivedGone': 'Il n’y a pas de fax derrière ce lien',
    'text.receivedGone':
      'Le délai du lien est passé, ou le fax a été supprimé. Demandez-le à l’exploitant de votre serveur de fax.',
    'subject.receivedMinimal': 'Un fax est arrivé',
    'subject.part': '{subject} [{n} sur {count}]',
    'text.part':
      'Le fax est trop grand pour un message. Ceci est le message {n} sur {count} : les pages {from} à {to} sont jointes.',
    'name.answer': 'Fax à {number}',
    'text.answer':
      'Si vous répondez à ce message jusqu’au {until}, votre réponse part par fax au {number} : joignez un document, ou écrivez.',
    'text.answerMinimal':
      'Si vous répondez à ce message jusqu’au {until}, votre réponse part par fax à l’expéditeur : joignez un document, ou écrivez.',
  },
  es: {
    'text.receivedLink':
      'El fax no está en este mensaje. Ábralo con el botón de abajo; el enlace es solo para usted.',
    'text.receivedTooLarge':
      'El fax es demasiado grande para un mensaje. Ábralo con el botón de abajo; el enlace es solo para usted.',
    'button.received': 'Abrir el fax',
    'label.receivedUntil': 'Enlace válido hasta',
    'headline.receivedPage': 'Un fax para usted',
    'text.receivedPage': 'El botón abre el fax. Queda anotado que se abrió y cuándo.',
    'headline.receivedGone': 'No hay ningún fax detrás de este enlace',
    'text.receivedGone':
      'El plazo del enlace ha terminado, o el fax fue borrado. Pídalo al operador de su servidor de fax.',
    'subject.receivedMinimal': 'Ha llegado un fax',
    'subject.part': '{subject} [{n} de {count}]',
    'text.part':
      'El fax es demasiado grande para un mensaje. Este es el mensaje {n} de {count}: van adjuntas las páginas {from} a {to}.',
    'name.answer': 'Fax a {number}',
    'text.answer':
      'Si responde a este mensaje hasta el {until}, su respuesta se envía por fax al {number}: adjunte un documento o escriba.',
    'text.answerMinimal':
      'Si responde a este mensaje hasta el {until}, su respuesta se envía por fax al remitente: adjunte un documento o escriba.',
  },
} as const
