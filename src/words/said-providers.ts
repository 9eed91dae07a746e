/** Providers as such, the built-in network, and OpenText. */
import type { SaidTable } from './said-table.ts'

export const PROVIDER_SENTENCES: SaidTable = {
  'It names an address of another host: {host}.': {
    de: 'Sie nennt eine Adresse eines anderen Hosts: {host}.',
    fr: "Elle nomme une adresse d'un autre hôte : {host}.",
    es: 'Nombra una dirección de otro host: {host}.',
  },
  'It has more than {count} bytes.': {
    de: 'Sie hat mehr als {count} Bytes.',
    fr: 'Elle a plus de {count} octets.',
    es: 'Tiene más de {count} bytes.',
  },
  '{host} gave no answer ({code}).': {
    de: '{host} hat nicht geantwortet ({code}).',
    fr: "{host} n'a pas répondu ({code}).",
    es: '{host} no respondió ({code}).',
  },
  '{host}: there is no such host: check baseUrl.': {
    de: '{host}: Diesen Host gibt es nicht: Prüfen Sie baseUrl.',
    fr: "{host} : cet hôte n'existe pas : vérifiez baseUrl.",
    es: '{host}: este host no existe: compruebe baseUrl.',
  },
  '{host}: nothing listens there: check host and port of baseUrl.': {
    de: '{host}: Dort hört nichts: Prüfen Sie Host und Port von baseUrl.',
    fr: "{host} : rien n'y écoute : vérifiez l'hôte et le port de baseUrl.",
    es: '{host}: allí no escucha nada: compruebe el host y el puerto de baseUrl.',
  },
  '{host}: its certificate is not trusted ({code}): name its authority with caFile.': {
    de: '{host}: Dem Zertifikat wird nicht vertraut ({code}): Nennen Sie die ausstellende Stelle mit caFile.',
    fr: "{host} : son certificat n'est pas reconnu ({code}) : nommez son autorité avec caFile.",
    es: '{host}: su certificado no es de confianza ({code}): indique su autoridad con caFile.',
  },
  '{host}: TLS failed ({code}): is it http instead of https?': {
    de: '{host}: TLS ist gescheitert ({code}): Ist es http statt https?',
    fr: '{host} : TLS a échoué ({code}) : est-ce http au lieu de https ?',
    es: '{host}: falló TLS ({code}): ¿es http en vez de https?',
  },
  '{host}: no connection ({code}).': {
    de: '{host}: keine Verbindung ({code}).',
    fr: '{host} : pas de connexion ({code}).',
    es: '{host}: sin conexión ({code}).',
  },
  '{path} {file} cannot be read.': {
    de: '{path} {file} ist nicht lesbar.',
    fr: "{path} {file} n'est pas lisible.",
    es: '{path} {file} no puede leerse.',
  },
  'The network is dialling.': {
    de: 'Das Netz wählt.',
    fr: 'Le réseau compose le numéro.',
    es: 'La red está marcando.',
  },
  'Sending page {n} of {count}.': {
    de: 'Seite {n} von {count} wird gesendet.',
    fr: 'Envoi de la page {n} sur {count}.',
    es: 'Enviando la página {n} de {count}.',
  },
  'It says "{said}".': { de: 'Es heißt dort „{said}“.', fr: 'Il dit « {said} ».', es: 'Dice «{said}».' },
  'OpenText has no search for faxes.': {
    de: 'OpenText hat keine Suche nach Faxen.',
    fr: "OpenText n'a pas de recherche de fax.",
    es: 'OpenText no tiene búsqueda de faxes.',
  },
  'Ask its support, or look into its reports, for customer reference {id}: a fax of {count} pages to {to}, handed over at {time}.':
    {
      de: 'Fragen Sie dessen Support oder sehen Sie in dessen Berichte, nach der Kundenreferenz {id}: ein Fax von {count} Seiten an {to}, übergeben um {time}.',
      fr: 'Demandez à son assistance, ou regardez dans ses rapports, la référence client {id} : un fax de {count} pages à {to}, remis à {time}.',
      es: 'Pregunte a su soporte, o mire en sus informes, por la referencia de cliente {id}: un fax de {count} páginas a {to}, entregado a las {time}.',
    },
  'If OpenText does not have it, release the fax as not taken.': {
    de: 'Wenn OpenText es nicht hat, geben Sie das Fax als nicht angenommen frei.',
    fr: "Si OpenText ne l'a pas, libérez le fax comme non accepté.",
    es: 'Si OpenText no lo tiene, libere el fax como no aceptado.',
  },
  'faxbridge repeats nothing by itself.': {
    de: 'faxbridge wiederholt nichts von selbst.',
    fr: 'faxbridge ne répète rien de lui-même.',
    es: 'faxbridge no repite nada por sí mismo.',
  },
  'OpenText takes message_id {id} only once: a repetition by hand with this message_id gives the first job instead of a second call.':
    {
      de: 'OpenText nimmt die message_id {id} nur einmal an: Eine Wiederholung von Hand mit dieser message_id ergibt den ersten Auftrag statt eines zweiten Anrufs.',
      fr: "OpenText n'accepte le message_id {id} qu'une fois : une répétition à la main avec ce message_id donne la première tâche au lieu d'un second appel.",
      es: 'OpenText acepta el message_id {id} una sola vez: una repetición a mano con este message_id da el primer trabajo en vez de una segunda llamada.',
    },
  'A release as not taken uses a new message_id.': {
    de: 'Eine Freigabe als nicht angenommen verwendet eine neue message_id.',
    fr: 'Une libération comme non accepté utilise un nouveau message_id.',
    es: 'Una liberación como no aceptado usa un message_id nuevo.',
  },
  'Check oauth.tokenUrl, clientId and clientSecret (HTTP {status}).': {
    de: 'Prüfen Sie oauth.tokenUrl, clientId und clientSecret (HTTP {status}).',
    fr: 'Vérifiez oauth.tokenUrl, clientId et clientSecret (HTTP {status}).',
    es: 'Compruebe oauth.tokenUrl, clientId y clientSecret (HTTP {status}).',
  },
  'OpenText hides the received document until its lock ends, unless another program has taken it.': {
    de: 'OpenText verbirgt das empfangene Dokument, bis seine Sperre endet, falls es nicht ein anderes Programm genommen hat.',
    fr: "OpenText cache le document reçu jusqu'à la fin de son verrou, sauf si un autre programme l'a pris.",
    es: 'OpenText oculta el documento recibido hasta que acabe su bloqueo, salvo que otro programa lo haya tomado.',
  },
  'OpenText does not delete the document now.': {
    de: 'OpenText löscht das Dokument jetzt nicht.',
    fr: 'OpenText ne supprime pas le document maintenant.',
    es: 'OpenText no borra el documento ahora.',
  },
  "{url} answers (HTTP {status}), but not as OpenText's API: check baseUrl.": {
    de: '{url} antwortet (HTTP {status}), aber nicht als API von OpenText: Prüfen Sie baseUrl.',
    fr: "{url} répond (HTTP {status}), mais pas comme l'API d'OpenText : vérifiez baseUrl.",
    es: '{url} responde (HTTP {status}), pero no como la API de OpenText: compruebe baseUrl.',
  },
  'OpenText takes the login ({name}).': {
    de: 'OpenText nimmt die Anmeldung an ({name}).',
    fr: 'OpenText accepte la connexion ({name}).',
    es: 'OpenText acepta el acceso ({name}).',
  },
  'It is about another job than we asked for.': {
    de: 'Es geht um einen anderen Auftrag als den gefragten.',
    fr: "Il s'agit d'une autre tâche que celle demandée.",
    es: 'Trata de un trabajo distinto del preguntado.',
  },
  'The number cannot be written as OpenText wants it.': {
    de: 'Die Nummer lässt sich nicht so schreiben, wie OpenText sie will.',
    fr: "Le numéro ne peut pas s'écrire comme OpenText le veut.",
    es: 'El número no puede escribirse como lo quiere OpenText.',
  },
  'The document has {count} bytes; maxBytes of this account is {limit}.': {
    de: 'Das Dokument hat {count} Bytes; maxBytes dieses Kontos ist {limit}.',
    fr: 'Le document a {count} octets ; maxBytes de ce compte est {limit}.',
    es: 'El documento tiene {count} bytes; maxBytes de esta cuenta es {limit}.',
  },
  'The message_id is too long: shorten messageIdPrefix.': {
    de: 'Die message_id ist zu lang: Kürzen Sie messageIdPrefix.',
    fr: 'Le message_id est trop long : raccourcissez messageIdPrefix.',
    es: 'El message_id es demasiado largo: acorte messageIdPrefix.',
  },
  'Another customer uses the same message_id: set messageIdPrefix to a text of your own.': {
    de: 'Ein anderer Kunde verwendet dieselbe message_id: Setzen Sie messageIdPrefix auf einen eigenen Text.',
    fr: 'Un autre client utilise le même message_id : mettez dans messageIdPrefix un texte à vous.',
    es: 'Otro cliente usa el mismo message_id: ponga en messageIdPrefix un texto propio.',
  },
  'It speaks of a duplicate (HTTP {status}).': {
    de: 'Sie spricht von einem Duplikat (HTTP {status}).',
    fr: "Elle parle d'un doublon (HTTP {status}).",
    es: 'Habla de un duplicado (HTTP {status}).',
  },
  'OpenText: an attempt failed {said}; another may follow.': {
    de: 'OpenText: Ein Versuch schlug fehl {said}; ein weiterer kann folgen.',
    fr: 'OpenText : une tentative a échoué {said} ; une autre peut suivre.',
    es: 'OpenText: falló un intento {said}; puede seguir otro.',
  },
  'without a gamma code': { de: 'ohne Gamma-Code', fr: 'sans code gamma', es: 'sin código gamma' },
  'with gamma code {code}': {
    de: 'mit Gamma-Code {code}',
    fr: 'avec le code gamma {code}',
    es: 'con el código gamma {code}',
  },
  'OpenText: cancelled before any attempt; {job}.': {
    de: 'OpenText: vor jedem Versuch abgebrochen; {job}.',
    fr: 'OpenText : annulé avant toute tentative ; {job}.',
    es: 'OpenText: cancelado antes de cualquier intento; {job}.',
  },
  'OpenText: the job failed before any attempt; {job}.': {
    de: 'OpenText: Der Auftrag scheiterte vor jedem Versuch; {job}.',
    fr: 'OpenText : la tâche a échoué avant toute tentative ; {job}.',
    es: 'OpenText: el trabajo falló antes de cualquier intento; {job}.',
  },
  'OpenText: the job is complete without any attempt; {job}.': {
    de: 'OpenText: Der Auftrag ist ohne Versuch beendet; {job}.',
    fr: 'OpenText : la tâche est terminée sans aucune tentative ; {job}.',
    es: 'OpenText: el trabajo terminó sin ningún intento; {job}.',
  },
  'OpenText: attempt {word} without a gamma code; {job}.': {
    de: 'OpenText: Versuch {word} ohne Gamma-Code; {job}.',
    fr: 'OpenText : tentative {word} sans code gamma ; {job}.',
    es: 'OpenText: intento {word} sin código gamma; {job}.',
  },
  'OpenText: attempt {word} with gamma code {code}; {job}.': {
    de: 'OpenText: Versuch {word} mit Gamma-Code {code}; {job}.',
    fr: 'OpenText : tentative {word} avec le code gamma {code} ; {job}.',
    es: 'OpenText: intento {word} con el código gamma {code}; {job}.',
  },
  'OpenText: attempt {word}; {job}.': {
    de: 'OpenText: Versuch {word}; {job}.',
    fr: 'OpenText : tentative {word} ; {job}.',
    es: 'OpenText: intento {word}; {job}.',
  },
  'OpenText: {job}.': { de: 'OpenText: {job}.', fr: 'OpenText : {job}.', es: 'OpenText: {job}.' },
}
