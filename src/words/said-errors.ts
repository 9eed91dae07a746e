/** The table of errors (fax/error.ts) in the other languages, as far as no report names them: those are details (details-en.ts). */
import type { SaidTable } from './said-table.ts'

export const ERROR_SENTENCES: SaidTable = {
  'Please log in before you send mail here.': {
    de: 'Bitte melden Sie sich an, bevor Sie hier E-Mails senden.',
    fr: "Identifiez-vous avant d'envoyer du courrier ici.",
    es: 'Identifíquese antes de enviar correo aquí.',
  },
  'The user name or password is wrong.': {
    de: 'Benutzername oder Passwort ist falsch.',
    fr: "Le nom d'utilisateur ou le mot de passe est faux.",
    es: 'El nombre de usuario o la contraseña no son correctos.',
  },
  'This listener takes mail over TLS only: use STARTTLS first.': {
    de: 'Dieser Listener nimmt E-Mails nur über TLS an: Verwenden Sie zuerst STARTTLS.',
    fr: "Ce point d'entrée n'accepte le courrier que par TLS : utilisez d'abord STARTTLS.",
    es: 'Este puerto solo acepta correo por TLS: use primero STARTTLS.',
  },
  'The sender address is not valid.': {
    de: 'Die Absenderadresse ist nicht gültig.',
    fr: "L'adresse de l'expéditeur n'est pas valable.",
    es: 'La dirección del remitente no es válida.',
  },
  'Bounces and automatic replies are not faxed.': {
    de: 'Rückläufer und automatische Antworten werden nicht gefaxt.',
    fr: "Les retours d'erreur et les réponses automatiques ne sont pas faxés.",
    es: 'Los rebotes y las respuestas automáticas no se envían por fax.',
  },
  'You are not permitted to fax from here to this number. Ask your fax operator for permission.': {
    de: 'Sie dürfen von hier nicht an diese Nummer faxen. Bitten Sie den Betreiber Ihres Faxservers um Erlaubnis.',
    fr: "Vous n'êtes pas autorisé à faxer d'ici à ce numéro. Demandez l'autorisation à l'exploitant de votre serveur de fax.",
    es: 'No tiene permiso para enviar faxes desde aquí a este número. Pídalo al operador de su servidor de fax.',
  },
  'Whether you are permitted to fax could not be found out, since DNS did not answer: try again later.': {
    de: 'Ob Sie faxen dürfen, ließ sich nicht feststellen, da DNS nicht geantwortet hat: Versuchen Sie es später noch einmal.',
    fr: "Impossible de savoir si vous êtes autorisé à faxer, car le DNS n'a pas répondu : réessayez plus tard.",
    es: 'No se ha podido saber si tiene permiso para enviar faxes, pues el DNS no respondió: inténtelo más tarde.',
  },
  'This server takes mail for fax numbers only: write to NUMBER@ one of its own domains.': {
    de: 'Dieser Server nimmt nur E-Mails für Faxnummern an: Schreiben Sie an NUMMER@ und eine seiner Domains.',
    fr: "Ce serveur n'accepte que le courrier pour des numéros de fax : écrivez à NUMÉRO@ suivi d'un de ses domaines.",
    es: 'Este servidor solo acepta correo para números de fax: escriba a NÚMERO@ y uno de sus dominios.',
  },
  'This is not a fax number: write digits with country code, for example 15555551212.': {
    de: 'Das ist keine Faxnummer: Schreiben Sie Ziffern mit Ländervorwahl, zum Beispiel 15555551212.',
    fr: "Ce n'est pas un numéro de fax : écrivez des chiffres avec l'indicatif du pays, par exemple 15555551212.",
    es: 'No es un número de fax: escriba cifras con el prefijo del país, por ejemplo 15555551212.',
  },
  'This number can be read in two ways: write it with + and country code.': {
    de: 'Diese Nummer lässt sich auf zwei Arten lesen: Schreiben Sie sie mit + und Ländervorwahl.',
    fr: "Ce numéro peut se lire de deux façons : écrivez-le avec + et l'indicatif du pays.",
    es: 'Este número puede leerse de dos maneras: escríbalo con + y el prefijo del país.',
  },
  'The address asks for something that cannot be dialled from here.': {
    de: 'Die Adresse verlangt etwas, das von hier nicht gewählt werden kann.',
    fr: "L'adresse demande quelque chose qui ne peut pas être composé d'ici.",
    es: 'La dirección pide algo que no puede marcarse desde aquí.',
  },
  'This server faxes mail and has no mailbox for its postmaster.': {
    de: 'Dieser Server faxt E-Mails und hat kein Postfach für den Postmaster.',
    fr: "Ce serveur faxe le courrier et n'a pas de boîte pour son postmaster.",
    es: 'Este servidor envía correo por fax y no tiene buzón para su postmaster.',
  },
  'There is no distribution list of this name for you. Ask your fax operator for its name.': {
    de: 'Für Sie gibt es keine Verteilerliste dieses Namens. Fragen Sie den Betreiber Ihres Faxservers nach dem Namen.',
    fr: "Il n'y a pas pour vous de liste de diffusion de ce nom. Demandez le nom à l'exploitant de votre serveur de fax.",
    es: 'No hay para usted ninguna lista de distribución con este nombre. Pregunte el nombre al operador de su servidor de fax.',
  },
  'This parameter is not supported.': {
    de: 'Dieser Parameter wird nicht unterstützt.',
    fr: "Ce paramètre n'est pas pris en charge.",
    es: 'Este parámetro no se admite.',
  },
  'This parameter is not valid.': {
    de: 'Dieser Parameter ist nicht gültig.',
    fr: "Ce paramètre n'est pas valable.",
    es: 'Este parámetro no es válido.',
  },
  'An address that is not ASCII needs the SMTPUTF8 parameter.': {
    de: 'Eine Adresse, die nicht ASCII ist, braucht den Parameter SMTPUTF8.',
    fr: "Une adresse qui n'est pas en ASCII exige le paramètre SMTPUTF8.",
    es: 'Una dirección que no es ASCII necesita el parámetro SMTPUTF8.',
  },
  'Too many recipients in one mail: send the rest in another mail.': {
    de: 'Zu viele Empfänger in einer E-Mail: Senden Sie den Rest in einer weiteren.',
    fr: 'Trop de destinataires dans un seul e-mail : envoyez le reste dans un autre.',
    es: 'Demasiados destinatarios en un correo: envíe el resto en otro.',
  },
  'One mail is for one fax line: send the other recipients in another mail.': {
    de: 'Eine E-Mail gilt für einen Faxanschluss: Senden Sie an die anderen Empfänger eine weitere.',
    fr: 'Un e-mail vaut pour une seule ligne de fax : envoyez-en un autre aux autres destinataires.',
    es: 'Un correo es para una sola línea de fax: envíe otro a los demás destinatarios.',
  },
  'Several fax lines here would take this mail: name one of them in the address.': {
    de: 'Mehrere Faxanschlüsse würden diese E-Mail annehmen: Nennen Sie einen davon in der Adresse.',
    fr: "Plusieurs lignes de fax accepteraient cet e-mail : nommez-en une dans l'adresse.",
    es: 'Varias líneas de fax aceptarían este correo: nombre una de ellas en la dirección.',
  },
  'Too many connections from your address: try again in a minute.': {
    de: 'Zu viele Verbindungen von Ihrer Adresse: Versuchen Sie es in einer Minute noch einmal.',
    fr: 'Trop de connexions depuis votre adresse : réessayez dans une minute.',
    es: 'Demasiadas conexiones desde su dirección: inténtelo de nuevo en un minuto.',
  },
  'This port takes mail from listed devices only.': {
    de: 'Dieser Port nimmt E-Mails nur von eingetragenen Geräten an.',
    fr: "Ce port n'accepte le courrier que des appareils inscrits.",
    es: 'Este puerto solo acepta correo de los dispositivos registrados.',
  },
  'Too many errors in this session.': {
    de: 'Zu viele Fehler in dieser Sitzung.',
    fr: "Trop d'erreurs dans cette session.",
    es: 'Demasiados errores en esta sesión.',
  },
  'This session took too long.': {
    de: 'Diese Sitzung dauerte zu lange.',
    fr: 'Cette session a duré trop longtemps.',
    es: 'Esta sesión ha durado demasiado.',
  },
  'The mail arrives too slowly.': {
    de: 'Die E-Mail kommt zu langsam an.',
    fr: "L'e-mail arrive trop lentement.",
    es: 'El correo llega demasiado despacio.',
  },
  'The header of the mail is too big.': {
    de: 'Der Kopf der E-Mail ist zu groß.',
    fr: "L'en-tête de l'e-mail est trop grand.",
    es: 'La cabecera del correo es demasiado grande.',
  },
  'The mail has too many parts.': {
    de: 'Die E-Mail hat zu viele Teile.',
    fr: "L'e-mail a trop de parties.",
    es: 'El correo tiene demasiadas partes.',
  },
  'The mail has line ends other than CR LF.': {
    de: 'Die E-Mail hat andere Zeilenenden als CR LF.',
    fr: "L'e-mail a d'autres fins de ligne que CR LF.",
    es: 'El correo tiene finales de línea distintos de CR LF.',
  },
  'The mail has travelled in a loop.': {
    de: 'Die E-Mail ist im Kreis gelaufen.',
    fr: "L'e-mail a tourné en boucle.",
    es: 'El correo ha circulado en bucle.',
  },
  'Automatic replies, list mail and reports are not faxed.': {
    de: 'Automatische Antworten, Listenpost und Berichte werden nicht gefaxt.',
    fr: 'Les réponses automatiques, le courrier de listes et les rapports ne sont pas faxés.',
    es: 'Las respuestas automáticas, el correo de listas y los informes no se envían por fax.',
  },
  'This address for replies is not valid, or no longer: write to your fax operator.': {
    de: 'Diese Antwortadresse gilt nicht oder nicht mehr: Schreiben Sie dem Betreiber Ihres Faxservers.',
    fr: "Cette adresse de réponse n'est pas valable, ou ne l'est plus : écrivez à l'exploitant de votre serveur de fax.",
    es: 'Esta dirección de respuesta no es válida, o ya no lo es: escriba al operador de su servidor de fax.',
  },
  'This mail answers a report of the fax server, so it is not faxed. To fax something, write a new mail.': {
    de: 'Diese E-Mail antwortet auf einen Bericht des Faxservers und wird daher nicht gefaxt. Um etwas zu faxen, schreiben Sie eine neue.',
    fr: "Cet e-mail répond à un rapport du serveur de fax et n'est donc pas faxé. Pour faxer, écrivez un nouvel e-mail.",
    es: 'Este correo responde a un informe del servidor de fax, por lo que no se envía por fax. Para enviar un fax, escriba un correo nuevo.',
  },
  'Too many mails wait for this sender to follow the link that was mailed to him: follow one of them, or try again later.':
    {
      de: 'Zu viele E-Mails warten darauf, dass dieser Absender dem Link folgt, den er erhalten hat: Folgen Sie einem davon, oder versuchen Sie es später noch einmal.',
      fr: "Trop d'e-mails attendent que cet expéditeur suive le lien qu'il a reçu : suivez l'un d'eux ou réessayez plus tard.",
      es: 'Demasiados correos esperan a que este remitente siga el enlace que recibió: siga uno de ellos o inténtelo más tarde.',
    },
  'The faxes that may be sent in a day are used up.': {
    de: 'Die Faxe, die an einem Tag gesendet werden dürfen, sind aufgebraucht.',
    fr: 'Les fax qui peuvent être envoyés en un jour sont épuisés.',
    es: 'Los faxes que pueden enviarse en un día se han agotado.',
  },
  'The mail has more recipients than faxes may be sent in a day: send it to fewer at a time.': {
    de: 'Die E-Mail hat mehr Empfänger, als an einem Tag Faxe gesendet werden dürfen: Senden Sie sie an weniger auf einmal.',
    fr: "L'e-mail a plus de destinataires qu'il ne peut partir de fax en un jour : envoyez-le à moins à la fois.",
    es: 'El correo tiene más destinatarios que faxes pueden enviarse en un día: envíelo a menos de una vez.',
  },
  'An option of this mail cannot be read, so nothing was faxed.': {
    de: 'Eine Option dieser E-Mail ist nicht lesbar, daher wurde nichts gefaxt.',
    fr: "Une option de cet e-mail est illisible, rien n'a donc été faxé.",
    es: 'Una opción de este correo no puede leerse, así que no se ha enviado nada por fax.',
  },
  'An option in this address cannot be read.': {
    de: 'Eine Option in dieser Adresse ist nicht lesbar.',
    fr: 'Une option de cette adresse est illisible.',
    es: 'Una opción de esta dirección no puede leerse.',
  },
  'You are not permitted to use this option.': {
    de: 'Sie dürfen diese Option nicht verwenden.',
    fr: "Vous n'êtes pas autorisé à utiliser cette option.",
    es: 'No tiene permiso para usar esta opción.',
  },
  'The options of this mail contradict each other, so nothing was faxed.': {
    de: 'Die Optionen dieser E-Mail widersprechen sich, daher wurde nichts gefaxt.',
    fr: "Les options de cet e-mail se contredisent, rien n'a donc été faxé.",
    es: 'Las opciones de este correo se contradicen, así que no se ha enviado nada por fax.',
  },
  'An option of this mail is not offered here.': {
    de: 'Eine Option dieser E-Mail wird hier nicht angeboten.',
    fr: "Une option de cet e-mail n'est pas proposée ici.",
    es: 'Una opción de este correo no se ofrece aquí.',
  },
  'There is not enough space to take the mail: try again later.': {
    de: 'Für diese E-Mail ist nicht genug Platz: Versuchen Sie es später noch einmal.',
    fr: "Il n'y a pas assez de place pour cet e-mail : réessayez plus tard.",
    es: 'No hay espacio suficiente para aceptar el correo: inténtelo más tarde.',
  },
  'The fax server could not store the mail: try again later.': {
    de: 'Der Faxserver konnte die E-Mail nicht speichern: Versuchen Sie es später noch einmal.',
    fr: "Le serveur de fax n'a pas pu enregistrer l'e-mail : réessayez plus tard.",
    es: 'El servidor de fax no pudo guardar el correo: inténtelo más tarde.',
  },
  'The configuration is not valid.': {
    de: 'Die Konfiguration ist nicht gültig.',
    fr: "La configuration n'est pas valable.",
    es: 'La configuración no es válida.',
  },
  'There is no sandbox to read documents in.': {
    de: 'Es gibt keine Sandbox, in der Dokumente gelesen werden können.',
    fr: "Il n'y a pas de bac à sable où lire les documents.",
    es: 'No hay ningún entorno aislado donde leer documentos.',
  },
  'The converter of Office documents cannot be used now.': {
    de: 'Der Umwandler für Office-Dokumente ist gerade nicht verfügbar.',
    fr: "Le convertisseur de documents Office n'est pas disponible en ce moment.",
    es: 'El convertidor de documentos de Office no está disponible ahora.',
  },
  'The mail relay cannot take mail now.': {
    de: 'Das Mail-Relay kann gerade keine E-Mails annehmen.',
    fr: 'Le relais de messagerie ne peut pas accepter de courrier en ce moment.',
    es: 'El relay de correo no puede aceptar correo ahora.',
  },
  'The mail relay refused the mail.': {
    de: 'Das Mail-Relay hat die E-Mail abgelehnt.',
    fr: "Le relais de messagerie a refusé l'e-mail.",
    es: 'El relay de correo rechazó el mensaje.',
  },
  'A destination for received faxes did not take a fax.': {
    de: 'Ein Ziel für empfangene Faxe hat ein Fax nicht angenommen.',
    fr: "Une destination des fax reçus n'a pas accepté un fax.",
    es: 'Un destino de faxes recibidos no aceptó un fax.',
  },
  'Passwords are taken over TLS only: use STARTTLS first.': {
    de: 'Passwörter werden nur über TLS angenommen: Verwenden Sie zuerst STARTTLS.',
    fr: "Les mots de passe ne sont acceptés que par TLS : utilisez d'abord STARTTLS.",
    es: 'Las contraseñas solo se aceptan por TLS: use primero STARTTLS.',
  },
  'This port begins without TLS: use STARTTLS, or the port where TLS begins at once.': {
    de: 'Dieser Port beginnt ohne TLS: Verwenden Sie STARTTLS oder den Port, an dem TLS sofort beginnt.',
    fr: "Ce port commence sans TLS : utilisez STARTTLS, ou le port où TLS commence d'emblée.",
    es: 'Este puerto empieza sin TLS: use STARTTLS o el puerto donde TLS empieza enseguida.',
  },
  'Please log in, or send a token that is valid.': {
    de: 'Bitte melden Sie sich an, oder senden Sie ein gültiges Token.',
    fr: 'Identifiez-vous, ou envoyez un jeton valable.',
    es: 'Identifíquese o envíe un token válido.',
  },
  'This was not sent by a page of this server, or the page is too old: load it again and try once more.': {
    de: 'Das kam nicht von einer Seite dieses Servers, oder die Seite ist zu alt: Laden Sie sie neu und versuchen Sie es noch einmal.',
    fr: "Cela ne vient pas d'une page de ce serveur, ou la page est trop ancienne : rechargez-la et réessayez.",
    es: 'Esto no viene de una página de este servidor, o la página es demasiado antigua: cárguela de nuevo e inténtelo otra vez.',
  },
  'This server does not answer to this host name.': {
    de: 'Unter diesem Namen antwortet dieser Server nicht.',
    fr: "Ce serveur ne répond pas à ce nom d'hôte.",
    es: 'Este servidor no responde a este nombre de host.',
  },
  'Nothing is done here with this method.': {
    de: 'Mit dieser Methode geschieht hier nichts.',
    fr: 'Rien ne se fait ici avec cette méthode.',
    es: 'Aquí no se hace nada con este método.',
  },
  'Requests of this content type are not read here.': {
    de: 'Anfragen dieser Art werden hier nicht gelesen.',
    fr: 'Les demandes de ce type de contenu ne sont pas lues ici.',
    es: 'Las peticiones de este tipo de contenido no se leen aquí.',
  },
  'The header of the request is too big.': {
    de: 'Der Kopf der Anfrage ist zu groß.',
    fr: "L'en-tête de la demande est trop grand.",
    es: 'La cabecera de la petición es demasiado grande.',
  },
  'There is one with this name already.': {
    de: 'Mit diesem Namen gibt es schon etwas.',
    fr: 'Il en existe déjà un de ce nom.',
    es: 'Ya existe uno con este nombre.',
  },
}
