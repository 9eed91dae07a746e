/** What we say of an NGCP platform. */
import type { SaidTable } from './said-table.ts'

export const NGCP_SENTENCES: SaidTable = {
  'Its database is down.': {
    de: 'Seine Datenbank ist nicht in Betrieb.',
    fr: 'Sa base de données est en panne.',
    es: 'Su base de datos está caída.',
  },
  'Whether NGCP took the fax is not known: its journal has no row above {id} to this number.': {
    de: 'Ob NGCP das Fax angenommen hat, ist nicht bekannt: Sein Journal hat keine Zeile über {id} an diese Nummer.',
    fr: "On ne sait pas si NGCP a accepté le fax : son journal n'a pas de ligne au-dessus de {id} vers ce numéro.",
    es: 'No se sabe si NGCP aceptó el fax: su registro no tiene ninguna línea por encima de {id} a este número.',
  },
  'That proves nothing: a row is written when a call is over.': {
    de: 'Das beweist nichts: Eine Zeile wird geschrieben, wenn ein Anruf vorbei ist.',
    fr: 'Cela ne prouve rien : une ligne est écrite quand un appel est fini.',
    es: 'Eso no prueba nada: una línea se escribe cuando termina una llamada.',
  },
  'Is it {rows}?': { de: 'Ist es {rows}?', fr: 'Est-ce {rows} ?', es: '¿Es {rows}?' },
  'Look into the panel, under the faxes of the subscriber.': {
    de: 'Sehen Sie im Panel nach, unter den Faxen des Teilnehmers.',
    fr: "Regardez dans le panneau, sous les fax de l'abonné.",
    es: 'Mire en el panel, en los faxes del abonado.',
  },
  'The pages of received fax {id} are not stored there, or not yet.': {
    de: 'Die Seiten des empfangenen Faxes {id} sind dort nicht gespeichert, oder noch nicht.',
    fr: "Les pages du fax reçu {id} n'y sont pas enregistrées, ou pas encore.",
    es: 'Las páginas del fax recibido {id} no están guardadas allí, o todavía no.',
  },
  'The recording {id} is neither TIFF nor PDF.': {
    de: 'Die Aufzeichnung {id} ist weder TIFF noch PDF.',
    fr: "L'enregistrement {id} n'est ni TIFF ni PDF.",
    es: 'La grabación {id} no es ni TIFF ni PDF.',
  },
  'The fax journal has more than {count} new rows: use a subscriber for faxbridge alone.': {
    de: 'Das Faxjournal hat mehr als {count} neue Zeilen: Verwenden Sie einen Teilnehmer für faxbridge allein.',
    fr: 'Le journal des fax a plus de {count} nouvelles lignes : utilisez un abonné pour faxbridge seul.',
    es: 'El registro de faxes tiene más de {count} líneas nuevas: use un abonado solo para faxbridge.',
  },
  'The address begins with http: passwords and faxes can be read on the way.': {
    de: 'Die Adresse beginnt mit http: Passwörter und Faxe sind unterwegs lesbar.',
    fr: "L'adresse commence par http : les mots de passe et les fax peuvent être lus en chemin.",
    es: 'La dirección empieza por http: las contraseñas y los faxes pueden leerse por el camino.',
  },
  'Use https.': { de: 'Verwenden Sie https.', fr: 'Utilisez https.', es: 'Use https.' },
  'Login and licence are right.': {
    de: 'Anmeldung und Lizenz stimmen.',
    fr: 'La connexion et la licence sont bonnes.',
    es: 'El acceso y la licencia son correctos.',
  },
  'Highest fax: {id}.': {
    de: 'Höchstes Fax: {id}.',
    fr: 'Fax le plus haut : {id}.',
    es: 'Fax más alto: {id}.',
  },
  'This release does not say what it can do (HTTP {status}).': {
    de: 'Diese Version sagt nicht, was sie kann (HTTP {status}).',
    fr: "Cette version ne dit pas ce qu'elle sait faire (HTTP {status}).",
    es: 'Esta versión no dice lo que puede hacer (HTTP {status}).',
  },
  'This release does not say whether it has one.': {
    de: 'Diese Version sagt nicht, ob sie einen hat.',
    fr: 'Cette version ne dit pas si elle en a un.',
    es: 'Esta versión no dice si tiene uno.',
  },
  'The platform has its fax server switched on.': {
    de: 'Der Faxserver der Plattform ist eingeschaltet.',
    fr: 'Le serveur de fax de la plateforme est activé.',
    es: 'El servidor de fax de la plataforma está activado.',
  },
  'The platform has no fax server for this user: faxes would be taken and never sent.': {
    de: 'Die Plattform hat für diesen Benutzer keinen Faxserver: Faxe würden angenommen und nie gesendet.',
    fr: "La plateforme n'a pas de serveur de fax pour cet utilisateur : les fax seraient acceptés et jamais envoyés.",
    es: 'La plataforma no tiene servidor de fax para este usuario: los faxes se aceptarían y nunca se enviarían.',
  },
  'Fax is switched on for it.': {
    de: 'Fax ist dafür eingeschaltet.',
    fr: 'Le fax y est activé.',
    es: 'El fax está activado para él.',
  },
  'Fax is switched off for it: set "active" in its fax server settings.': {
    de: 'Fax ist dafür abgeschaltet: Setzen Sie „active“ in seinen Faxserver-Einstellungen.',
    fr: 'Le fax y est désactivé : mettez « active » dans ses réglages de serveur de fax.',
    es: 'El fax está desactivado para él: ponga «active» en sus ajustes del servidor de fax.',
  },
  "The subscriber's number is not shown to this user (HTTP {status}).": {
    de: 'Die Nummer des Teilnehmers wird diesem Benutzer nicht gezeigt (HTTP {status}).',
    fr: "Le numéro de l'abonné n'est pas montré à cet utilisateur (HTTP {status}).",
    es: 'El número del abonado no se muestra a este usuario (HTTP {status}).',
  },
  'The subscriber has no primary number: its faxes come from "webfax".': {
    de: 'Der Teilnehmer hat keine Hauptnummer: Seine Faxe kommen von „webfax“.',
    fr: "L'abonné n'a pas de numéro principal : ses fax viennent de « webfax ».",
    es: 'El abonado no tiene número principal: sus faxes vienen de «webfax».',
  },
  'Give it one.': { de: 'Geben Sie ihm eine.', fr: 'Donnez-lui-en un.', es: 'Dele uno.' },
  'Faxes are sent from {number}.': {
    de: 'Faxe werden von {number} gesendet.',
    fr: 'Les fax sont envoyés depuis {number}.',
    es: 'Los faxes se envían desde {number}.',
  },
  'Attempt {n} of {count} failed ({why}); NGCP dials again.': {
    de: 'Versuch {n} von {count} schlug fehl ({why}); NGCP wählt noch einmal.',
    fr: 'La tentative {n} sur {count} a échoué ({why}) ; NGCP recompose.',
    es: 'El intento {n} de {count} falló ({why}); NGCP vuelve a marcar.',
  },
  'Handed over; NGCP shows a fax only when an attempt is over.': {
    de: 'Übergeben; NGCP zeigt ein Fax erst, wenn ein Versuch vorbei ist.',
    fr: 'Remis ; NGCP ne montre un fax que quand une tentative est finie.',
    es: 'Entregado; NGCP muestra un fax solo cuando termina un intento.',
  },
  'Journal row {id} has this number but a time before the hand-over ({time}): are the clocks right?': {
    de: 'Die Journalzeile {id} hat diese Nummer, aber eine Zeit vor der Übergabe ({time}): Gehen die Uhren richtig?',
    fr: "La ligne {id} du journal a ce numéro mais une heure d'avant la remise ({time}) : les horloges sont-elles justes ?",
    es: 'La línea {id} del registro tiene este número pero una hora anterior a la entrega ({time}): ¿van bien los relojes?',
  },
  'The document has {count} bytes; NGCP takes at most {limit}.': {
    de: 'Das Dokument hat {count} Bytes; NGCP nimmt höchstens {limit}.',
    fr: 'Le document a {count} octets ; NGCP en accepte {limit} au plus.',
    es: 'El documento tiene {count} bytes; NGCP acepta como máximo {limit}.',
  },
  'NGCP has banned this user after failed logins.': {
    de: 'NGCP hat diesen Benutzer nach Fehlversuchen gesperrt.',
    fr: 'NGCP a banni cet utilisateur après des échecs de connexion.',
    es: 'NGCP ha bloqueado a este usuario tras accesos fallidos.',
  },
  'Correct username and password, then wait until the ban is over, or have an admin lift it.': {
    de: 'Berichtigen Sie username und password, warten Sie dann das Ende der Sperre ab, oder lassen Sie sie aufheben.',
    fr: 'Corrigez username et password, puis attendez la fin du bannissement, ou faites-le lever par un administrateur.',
    es: 'Corrija username y password y espere a que acabe el bloqueo, o pida a un administrador que lo levante.',
  },
  'Do not keep trying: each try makes the ban longer.': {
    de: 'Versuchen Sie es nicht weiter: Jeder Versuch verlängert die Sperre.',
    fr: "N'insistez pas : chaque essai prolonge le bannissement.",
    es: 'No siga intentándolo: cada intento alarga el bloqueo.',
  },
  'This user needs a second factor: use a user without one.': {
    de: 'Dieser Benutzer braucht einen zweiten Faktor: Verwenden Sie einen ohne.',
    fr: 'Cet utilisateur exige un second facteur : utilisez-en un sans.',
    es: 'Este usuario necesita un segundo factor: use uno que no lo necesite.',
  },
  'The platform has no licence for fax: ask its operator.': {
    de: 'Die Plattform hat keine Lizenz für Fax: Fragen Sie deren Betreiber.',
    fr: "La plateforme n'a pas de licence pour le fax : demandez à son exploitant.",
    es: 'La plataforma no tiene licencia de fax: pregunte a su operador.',
  },
  'The password has expired: set a new one in the panel.': {
    de: 'Das Passwort ist abgelaufen: Setzen Sie im Panel ein neues.',
    fr: 'Le mot de passe a expiré : changez-le dans le panneau.',
    es: 'La contraseña ha caducado: ponga una nueva en el panel.',
  },
  'No admin has this client certificate: make a new one in the panel.': {
    de: 'Kein Administrator hat dieses Client-Zertifikat: Machen Sie im Panel ein neues.',
    fr: "Aucun administrateur n'a ce certificat client : créez-en un nouveau dans le panneau.",
    es: 'Ningún administrador tiene este certificado de cliente: cree uno nuevo en el panel.',
  },
  'This is no API client certificate: make one in the panel of the admin.': {
    de: 'Das ist kein Client-Zertifikat für die API: Machen Sie eines im Panel des Administrators.',
    fr: "Ce n'est pas un certificat client d'API : créez-en un dans le panneau de l'administrateur.",
    es: 'No es un certificado de cliente de API: cree uno en el panel del administrador.',
  },
  'This user may only read: use one that may send faxes.': {
    de: 'Dieser Benutzer darf nur lesen: Verwenden Sie einen, der Faxe senden darf.',
    fr: 'Cet utilisateur ne peut que lire : utilisez-en un qui peut envoyer des fax.',
    es: 'Este usuario solo puede leer: use uno que pueda enviar faxes.',
  },
  'User name or password is wrong.': {
    de: 'Benutzername oder Passwort ist falsch.',
    fr: "Le nom d'utilisateur ou le mot de passe est faux.",
    es: 'El usuario o la contraseña no son correctos.',
  },
  'NGCP bans users who try too often.': {
    de: 'NGCP sperrt Benutzer, die es zu oft versuchen.',
    fr: 'NGCP bannit les utilisateurs qui essaient trop souvent.',
    es: 'NGCP bloquea a los usuarios que lo intentan demasiado.',
  },
  'Check username and password.': {
    de: 'Prüfen Sie username und password.',
    fr: 'Vérifiez username et password.',
    es: 'Compruebe username y password.',
  },
  'Do not try often: NGCP bans users after failed logins.': {
    de: 'Versuchen Sie es nicht oft: NGCP sperrt Benutzer nach Fehlversuchen.',
    fr: "N'essayez pas souvent : NGCP bannit les utilisateurs après des échecs.",
    es: 'No lo intente muchas veces: NGCP bloquea a los usuarios tras accesos fallidos.',
  },
  'The platform has its fax server switched off: ask its operator.': {
    de: 'Der Faxserver der Plattform ist abgeschaltet: Fragen Sie deren Betreiber.',
    fr: 'Le serveur de fax de la plateforme est désactivé : demandez à son exploitant.',
    es: 'El servidor de fax de la plataforma está desactivado: pregunte a su operador.',
  },
  'There is no active subscriber with this subscriberId, or this user may not fax for it.': {
    de: 'Es gibt keinen aktiven Teilnehmer mit dieser subscriberId, oder dieser Benutzer darf nicht für ihn faxen.',
    fr: "Il n'y a pas d'abonné actif avec ce subscriberId, ou cet utilisateur ne peut pas faxer pour lui.",
    es: 'No hay ningún abonado activo con este subscriberId, o este usuario no puede enviar faxes por él.',
  },
  'The subscriber has fax switched off: set "active" in its fax server settings.': {
    de: 'Der Teilnehmer hat Fax abgeschaltet: Setzen Sie „active“ in seinen Faxserver-Einstellungen.',
    fr: "L'abonné a désactivé le fax : mettez « active » dans ses réglages de serveur de fax.",
    es: 'El abonado tiene el fax desactivado: ponga «active» en sus ajustes del servidor de fax.',
  },
}
