/** What we say of FAX.PLUS. */
import type { SaidTable } from './said-table.ts'

export const FAXPLUS_SENTENCES: SaidTable = {
  'FAX.PLUS has no report of it yet.': {
    de: 'FAX.PLUS hat noch keinen Bericht dazu.',
    fr: "FAX.PLUS n'en a pas encore de rapport.",
    es: 'FAX.PLUS aún no tiene ningún informe de él.',
  },
  'The confirmation report is no PDF.': {
    de: 'Der Sendebericht ist kein PDF.',
    fr: "Le rapport de confirmation n'est pas un PDF.",
    es: 'El informe de confirmación no es un PDF.',
  },
  'FAX.PLUS has no {path} (HTTP 404).': {
    de: 'FAX.PLUS hat {path} nicht (HTTP 404).',
    fr: "FAX.PLUS n'a pas {path} (HTTP 404).",
    es: 'FAX.PLUS no tiene {path} (HTTP 404).',
  },
  '"{name}" is no id.': {
    de: '„{name}“ ist keine Kennung.',
    fr: "« {name} » n'est pas un identifiant.",
    es: '«{name}» no es un identificador.',
  },
  'There is no connection for tokens.': {
    de: 'Es gibt keine Verbindung für Token.',
    fr: "Il n'y a pas de connexion pour les jetons.",
    es: 'No hay conexión para tokens.',
  },
  'It gives no access token (HTTP {status}): check oauth.clientId, clientSecret and refreshToken, or log in once more for a new refresh token.':
    {
      de: 'Es gibt kein Zugriffstoken heraus (HTTP {status}): Prüfen Sie oauth.clientId, clientSecret und refreshToken, oder melden Sie sich für ein neues Refresh-Token noch einmal an.',
      fr: "Il ne donne pas de jeton d'accès (HTTP {status}) : vérifiez oauth.clientId, clientSecret et refreshToken, ou reconnectez-vous pour un nouveau jeton de renouvellement.",
      es: 'No da ningún token de acceso (HTTP {status}): compruebe oauth.clientId, clientSecret y refreshToken, o inicie sesión otra vez para obtener un nuevo token de renovación.',
    },
  'The token is wrong, deleted or at its end: make a new one in FAX.PLUS under Profile, Integrations.': {
    de: 'Das Token ist falsch, gelöscht oder abgelaufen: Machen Sie in FAX.PLUS unter Profile, Integrations ein neues.',
    fr: 'Le jeton est faux, supprimé ou expiré : créez-en un nouveau dans FAX.PLUS sous Profile, Integrations.',
    es: 'El token es erróneo, se borró o ha caducado: cree uno nuevo en FAX.PLUS, en Profile, Integrations.',
  },
  'The token lacks a scope, or the plan does not have the API: check the scopes of the token.': {
    de: 'Dem Token fehlt ein Scope, oder der Tarif hat die API nicht: Prüfen Sie die Scopes des Tokens.',
    fr: "Il manque une portée (scope) au jeton, ou le forfait n'a pas l'API : vérifiez les portées du jeton.",
    es: 'Al token le falta un ámbito (scope), o el plan no incluye la API: compruebe los ámbitos del token.',
  },
  'FAX.PLUS has told no id of it.': {
    de: 'FAX.PLUS hat keine Kennung dafür genannt.',
    fr: "FAX.PLUS n'en a donné aucun identifiant.",
    es: 'FAX.PLUS no ha dado ningún identificador de él.',
  },
  'It is too late: FAX.PLUS has sent it or is done with it.': {
    de: 'Es ist zu spät: FAX.PLUS hat es gesendet oder ist damit fertig.',
    fr: "Il est trop tard : FAX.PLUS l'a envoyé ou en a fini avec lui.",
    es: 'Es demasiado tarde: FAX.PLUS lo ha enviado o ha terminado con él.',
  },
  'FAX.PLUS has more faxes than could be read, or some without an id.': {
    de: 'FAX.PLUS hat mehr Faxe, als gelesen werden konnten, oder welche ohne Kennung.',
    fr: "FAX.PLUS a plus de fax qu'on n'a pu en lire, ou certains sans identifiant.",
    es: 'FAX.PLUS tiene más faxes de los que se pudieron leer, o algunos sin identificador.',
  },
  'Look there for a fax to {to} with the comment {id}.': {
    de: 'Suchen Sie dort ein Fax an {to} mit dem Kommentar {id}.',
    fr: 'Cherchez-y un fax à {to} avec le commentaire {id}.',
    es: 'Busque allí un fax a {to} con el comentario {id}.',
  },
  'The received fax is neither PDF nor TIFF ({type}).': {
    de: 'Das empfangene Fax ist weder PDF noch TIFF ({type}).',
    fr: "Le fax reçu n'est ni PDF ni TIFF ({type}).",
    es: 'El fax recibido no es ni PDF ni TIFF ({type}).',
  },
  'FAX.PLUS takes them; {count} faxes are under way.': {
    de: 'FAX.PLUS nimmt sie an; {count} Faxe sind unterwegs.',
    fr: 'FAX.PLUS les accepte ; {count} fax sont en cours.',
    es: 'FAX.PLUS las acepta; hay {count} faxes en camino.',
  },
  'Its last day is not known: write tokenExpires, and faxbridge warns in time.': {
    de: 'Sein letzter Tag ist nicht bekannt: Schreiben Sie tokenExpires, dann warnt faxbridge rechtzeitig.',
    fr: "Son dernier jour n'est pas connu : écrivez tokenExpires, et faxbridge préviendra à temps.",
    es: 'No se conoce su último día: escriba tokenExpires y faxbridge avisará a tiempo.',
  },
  'It ended on {day}.': {
    de: 'Es ist am {day} abgelaufen.',
    fr: 'Il a expiré le {day}.',
    es: 'Caducó el {day}.',
  },
  'It ends on {day}, in {count} days.': {
    de: 'Es läuft am {day} ab, in {count} Tagen.',
    fr: 'Il expire le {day}, dans {count} jours.',
    es: 'Caduca el {day}, en {count} días.',
  },
  'Make a new one in FAX.PLUS under Profile, Integrations, and write it here with its tokenExpires.': {
    de: 'Machen Sie in FAX.PLUS unter Profile, Integrations ein neues, und schreiben Sie es mit seinem tokenExpires hierher.',
    fr: 'Créez-en un nouveau dans FAX.PLUS sous Profile, Integrations, et écrivez-le ici avec son tokenExpires.',
    es: 'Cree uno nuevo en FAX.PLUS, en Profile, Integrations, y escríbalo aquí con su tokenExpires.',
  },
  'It is good until {day}.': {
    de: 'Es gilt bis {day}.',
    fr: "Il est valable jusqu'au {day}.",
    es: 'Vale hasta el {day}.',
  },
  'There is none: check userId.': {
    de: 'Es gibt keines: Prüfen Sie userId.',
    fr: "Il n'y en a pas : vérifiez userId.",
    es: 'No hay ninguna: compruebe userId.',
  },
  'It is {word}: ask FAX.PLUS or its administrator.': {
    de: 'Es ist {word}: Fragen Sie FAX.PLUS oder dessen Verwalter.',
    fr: 'Il est {word} : demandez à FAX.PLUS ou à son administrateur.',
    es: 'Está {word}: pregunte a FAX.PLUS o a su administrador.',
  },
  'It keeps no history, so nobody can tell what became of a fax: switch the history on.': {
    de: 'Es führt keinen Verlauf, also kann niemand sagen, was aus einem Fax wurde: Schalten Sie den Verlauf ein.',
    fr: "Il ne garde pas d'historique, personne ne peut donc dire ce qu'un fax est devenu : activez l'historique.",
    es: 'No guarda historial, así que nadie puede decir qué fue de un fax: active el historial.',
  },
  'It may send {count} pages a month.': {
    de: 'Es darf {count} Seiten im Monat senden.',
    fr: 'Il peut envoyer {count} pages par mois.',
    es: 'Puede enviar {count} páginas al mes.',
  },
  'Faxes go out without a number of our own.': {
    de: 'Faxe gehen ohne eigene Nummer hinaus.',
    fr: 'Les fax partent sans numéro à nous.',
    es: 'Los faxes salen sin número propio.',
  },
  'The account has none: write from: no_number, or buy a number.': {
    de: 'Das Konto hat keine: Schreiben Sie from: no_number, oder kaufen Sie eine Nummer.',
    fr: "Le compte n'en a pas : écrivez from: no_number, ou achetez un numéro.",
    es: 'La cuenta no tiene ninguno: escriba from: no_number o compre un número.',
  },
  'The account has {numbers}; a subscriber needs one of them.': {
    de: 'Das Konto hat {numbers}; ein Teilnehmer braucht eine davon.',
    fr: 'Le compte a {numbers} ; un abonné doit en avoir un.',
    es: 'La cuenta tiene {numbers}; un abonado necesita uno de ellos.',
  },
  'It is not of this account, which has: {numbers}.': {
    de: 'Sie gehört nicht zu diesem Konto, das {numbers} hat.',
    fr: "Il n'est pas de ce compte, qui a : {numbers}.",
    es: 'No es de esta cuenta, que tiene: {numbers}.',
  },
  'Correct from.': { de: 'Berichtigen Sie from.', fr: 'Corrigez from.', es: 'Corrija from.' },
  'It is {word}: FAX.PLUS must activate it first.': {
    de: 'Sie ist {word}: FAX.PLUS muss sie zuerst freischalten.',
    fr: "Il est {word} : FAX.PLUS doit d'abord l'activer.",
    es: 'Está {word}: FAX.PLUS debe activarlo primero.',
  },
  'It is cancelled and ends on {day}.': {
    de: 'Sie ist gekündigt und endet am {day}.',
    fr: 'Il est résilié et prend fin le {day}.',
    es: 'Está dado de baja y termina el {day}.',
  },
  'It is active.': { de: 'Aktiv.', fr: 'Actif.', es: 'Activo.' },
  'They can be listed.': {
    de: 'Sie lassen sich auflisten.',
    fr: 'On peut en obtenir la liste.',
    es: 'Pueden enumerarse.',
  },
  'They can be listed; {count} for sent faxes.': {
    de: 'Sie lassen sich auflisten; {count} für gesendete Faxe.',
    fr: 'On peut en obtenir la liste ; {count} pour les fax envoyés.',
    es: 'Pueden enumerarse; {count} para faxes enviados.',
  },
  'Not looked at: that needs the scope {scope}.': {
    de: 'Nicht angesehen: Das braucht den Scope {scope}.',
    fr: 'Non vérifié : il faut la portée {scope}.',
    es: 'No se ha mirado: hace falta el ámbito {scope}.',
  },
  'Faxing works without it.': {
    de: 'Faxen geht auch ohne.',
    fr: 'Le fax marche sans cela.',
    es: 'El fax funciona sin ello.',
  },
  'It took the fax without telling an id.': {
    de: 'Es hat das Fax angenommen, ohne eine Kennung zu nennen.',
    fr: "Il a accepté le fax sans donner d'identifiant.",
    es: 'Aceptó el fax sin dar un identificador.',
  },
  'FAX.PLUS has the fax and has not begun with it.': {
    de: 'FAX.PLUS hat das Fax und hat noch nicht damit begonnen.',
    fr: "FAX.PLUS a le fax et ne l'a pas commencé.",
    es: 'FAX.PLUS tiene el fax y no ha empezado con él.',
  },
  'FAX.PLUS is converting the pages.': {
    de: 'FAX.PLUS wandelt die Seiten um.',
    fr: 'FAX.PLUS convertit les pages.',
    es: 'FAX.PLUS está convirtiendo las páginas.',
  },
  'FAX.PLUS will send the fax at the set time.': {
    de: 'FAX.PLUS sendet das Fax zur gesetzten Zeit.',
    fr: "FAX.PLUS enverra le fax à l'heure fixée.",
    es: 'FAX.PLUS enviará el fax a la hora fijada.',
  },
  'FAX.PLUS is sending the fax.': {
    de: 'FAX.PLUS sendet das Fax.',
    fr: 'FAX.PLUS envoie le fax.',
    es: 'FAX.PLUS está enviando el fax.',
  },
  'FAX.PLUS cannot dial {to}.': {
    de: 'FAX.PLUS kann {to} nicht wählen.',
    fr: 'FAX.PLUS ne peut pas composer {to}.',
    es: 'FAX.PLUS no puede marcar {to}.',
  },
}
