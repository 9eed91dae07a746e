/** What is said to a sender who must follow a link before his fax is sent, in every language: in the mail and on the page. */

export const LINK_SENTENCES = {
  en: {
    'subject.link': 'Send your fax? ({subject})',
    'headline.link': 'Is this fax from you?',
    'text.link':
      'A mail with your address in it wants to be faxed. Follow the link and confirm it, and it will be sent.',
    'text.linkNot': 'If it is not from you, do nothing: it will not be sent. Nobody else gets this link.',
    'label.linkTo': 'To',
    'label.linkSubject': 'Subject',
    'label.linkReceived': 'Received',
    'label.linkUntil': 'Confirm until',
    'link.more': 'and {count} more',
    'button.link': 'Confirm and send',
    'headline.linkDone': 'Thank you. Your fax is being sent.',
    'text.linkDone': 'You will get a report when it has ended. You can close this page.',
    'headline.linkGone': 'Nothing is waiting for this link',
    'text.linkGone':
      'The fax was confirmed before, was cancelled, or the time is over. If it was not sent, mail it again.',
    'headline.linkBudget': 'It cannot be sent today',
    'text.linkBudget':
      'The faxes of this day are used up. Try the same link again tomorrow, if it is still valid, or ask your fax operator.',
  },
  de: {
    'subject.link': 'Ihr Fax senden? ({subject})',
    'headline.link': 'Ist dieses Fax von Ihnen?',
    'text.link':
      'Eine E-Mail mit Ihrer Adresse soll gefaxt werden. Folgen Sie dem Link und bestätigen Sie es, dann wird es gesendet.',
    'text.linkNot':
      'Wenn es nicht von Ihnen ist, tun Sie nichts: Es wird nicht gesendet. Niemand sonst erhält diesen Link.',
    'label.linkTo': 'An',
    'label.linkSubject': 'Betreff',
    'label.linkReceived': 'Eingegangen',
    'label.linkUntil': 'Bestätigen bis',
    'link.more': 'und {count} weitere',
    'button.link': 'Bestätigen und senden',
    'headline.linkDone': 'Danke. Ihr Fax wird gesendet.',
    'text.linkDone': 'Sie erhalten einen Bericht, wenn es erledigt ist. Sie können diese Seite schließen.',
    'headline.linkGone': 'Auf diesen Link wartet nichts',
    'text.linkGone':
      'Das Fax wurde schon bestätigt, wurde abgebrochen, oder die Zeit ist um. Wenn es nicht gesendet wurde, mailen Sie es noch einmal.',
    'headline.linkBudget': 'Heute kann es nicht gesendet werden',
    'text.linkBudget':
      'Die Faxe dieses Tages sind aufgebraucht. Versuchen Sie denselben Link morgen noch einmal, wenn er noch gilt, oder fragen Sie den Betreiber Ihres Faxservers.',
  },
  fr: {
    'subject.link': 'Envoyer votre fax ? ({subject})',
    'headline.link': 'Ce fax vient-il de vous ?',
    'text.link':
      'Un e-mail portant votre adresse doit être faxé. Suivez le lien et confirmez : il sera alors envoyé.',
    'text.linkNot':
      'S’il ne vient pas de vous, ne faites rien : il ne sera pas envoyé. Personne d’autre ne reçoit ce lien.',
    'label.linkTo': 'À',
    'label.linkSubject': 'Objet',
    'label.linkReceived': 'Reçu',
    'label.linkUntil': 'À confirmer avant',
    'link.more': 'et {count} autres',
    'button.link': 'Confirmer et envoyer',
    'headline.linkDone': 'Merci. Votre fax est en cours d’envoi.',
    'text.linkDone': 'Vous recevrez un rapport à la fin. Vous pouvez fermer cette page.',
    'headline.linkGone': 'Rien n’attend ce lien',
    'text.linkGone':
      'Le fax a déjà été confirmé, a été annulé, ou le délai est passé. S’il n’a pas été envoyé, envoyez l’e-mail encore une fois.',
    'headline.linkBudget': 'Il ne peut pas être envoyé aujourd’hui',
    'text.linkBudget':
      'Les fax de ce jour sont épuisés. Essayez le même lien demain, s’il est encore valable, ou demandez à l’exploitant de votre serveur de fax.',
  },
  es: {
    'subject.link': '¿Enviar su fax? ({subject})',
    'headline.link': '¿Es suyo este fax?',
    'text.link':
      'Un correo con su dirección debe enviarse por fax. Siga el enlace y confírmelo, y se enviará.',
    'text.linkNot': 'Si no es suyo, no haga nada: no se enviará. Nadie más recibe este enlace.',
    'label.linkTo': 'Para',
    'label.linkSubject': 'Asunto',
    'label.linkReceived': 'Recibido',
    'label.linkUntil': 'Confirmar antes de',
    'link.more': 'y {count} más',
    'button.link': 'Confirmar y enviar',
    'headline.linkDone': 'Gracias. Su fax se está enviando.',
    'text.linkDone': 'Recibirá un informe cuando termine. Puede cerrar esta página.',
    'headline.linkGone': 'Nada espera este enlace',
    'text.linkGone':
      'El fax ya se confirmó, se canceló o el plazo ha terminado. Si no se envió, mande el correo otra vez.',
    'headline.linkBudget': 'Hoy no puede enviarse',
    'text.linkBudget':
      'Los faxes de este día se han agotado. Pruebe el mismo enlace mañana, si aún es válido, o pregunte al operador de su servidor de fax.',
  },
} as const
