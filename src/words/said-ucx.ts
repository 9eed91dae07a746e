/** What we say of a UCX. */
import type { SaidTable } from './said-table.ts'

export const UCX_SENTENCES: SaidTable = {
  'Compare clientId and clientSecret with System - Licenses of the UCX, and check that the licence of the Fax API is valid.':
    {
      de: 'Vergleichen Sie clientId und clientSecret mit System - Licenses der UCX, und prüfen Sie, ob die Lizenz der Fax-API gilt.',
      fr: "Comparez clientId et clientSecret avec System - Licenses de l'UCX, et vérifiez que la licence de l'API de fax est valable.",
      es: 'Compare clientId y clientSecret con System - Licenses de la UCX, y compruebe que la licencia de la API de fax es válida.',
    },
  'The UCX says: {said}.': {
    de: 'Die UCX sagt: {said}.',
    fr: "L'UCX dit : {said}.",
    es: 'La UCX dice: {said}.',
  },
  'The UCX refuses a new token as well.': {
    de: 'Die UCX lehnt auch ein neues Token ab.',
    fr: "L'UCX refuse aussi un nouveau jeton.",
    es: 'La UCX rechaza también un token nuevo.',
  },
  '(HTTP {status}) The UCX sends us to {where}: write the right address in baseUrl.': {
    de: '(HTTP {status}) Die UCX schickt uns zu {where}: Schreiben Sie die richtige Adresse in baseUrl.',
    fr: "(HTTP {status}) L'UCX nous envoie à {where} : écrivez la bonne adresse dans baseUrl.",
    es: '(HTTP {status}) La UCX nos envía a {where}: escriba la dirección correcta en baseUrl.',
  },
  '(HTTP 404) The Fax API is not at this address: check baseUrl, and the licence of the Fax API.': {
    de: '(HTTP 404) Die Fax-API ist nicht unter dieser Adresse: Prüfen Sie baseUrl und die Lizenz der Fax-API.',
    fr: "(HTTP 404) L'API de fax n'est pas à cette adresse : vérifiez baseUrl et la licence de l'API de fax.",
    es: '(HTTP 404) La API de fax no está en esta dirección: compruebe baseUrl y la licencia de la API de fax.',
  },
  'The UCX has not given it a job id.': {
    de: 'Die UCX hat ihm keine Auftragskennung gegeben.',
    fr: "L'UCX ne lui a pas donné d'identifiant de tâche.",
    es: 'La UCX no le ha dado un identificador de trabajo.',
  },
  'The UCX says "{said}", which may mean that it has ended.': {
    de: 'Die UCX sagt „{said}“, was heißen kann, dass es beendet ist.',
    fr: "L'UCX dit « {said} », ce qui peut signifier qu'il est terminé.",
    es: 'La UCX dice «{said}», lo que puede significar que ha terminado.',
  },
  'Its list of jobs could not be read as a whole.': {
    de: 'Die Liste ihrer Aufträge ließ sich nicht ganz lesen.',
    fr: "Sa liste de tâches n'a pas pu être lue en entier.",
    es: 'Su lista de trabajos no pudo leerse entera.',
  },
  'The UCX shows no job that fits.': {
    de: 'Die UCX zeigt keinen passenden Auftrag.',
    fr: "L'UCX ne montre aucune tâche qui corresponde.",
    es: 'La UCX no muestra ningún trabajo que encaje.',
  },
  'Look into its fax records.': {
    de: 'Sehen Sie in ihre Faxaufzeichnungen.',
    fr: 'Regardez dans ses enregistrements de fax.',
    es: 'Mire en sus registros de fax.',
  },
  'The UCX may have taken the fax as one of these jobs: {jobs}.': {
    de: 'Die UCX hat das Fax vielleicht als einen dieser Aufträge angenommen: {jobs}.',
    fr: "L'UCX a peut-être accepté le fax comme l'une de ces tâches : {jobs}.",
    es: 'La UCX quizá aceptó el fax como uno de estos trabajos: {jobs}.',
  },
  'The UCX has no file for {id}: somebody deleted it there, or the call brought no page.': {
    de: 'Die UCX hat keine Datei für {id}: Jemand hat sie dort gelöscht, oder der Anruf brachte keine Seite.',
    fr: "L'UCX n'a pas de fichier pour {id} : quelqu'un l'y a supprimé, ou l'appel n'a apporté aucune page.",
    es: 'La UCX no tiene archivo para {id}: alguien lo borró allí, o la llamada no trajo ninguna página.',
  },
  'This is no id of a received fax of a UCX.': {
    de: 'Das ist keine Kennung eines empfangenen Faxes einer UCX.',
    fr: "Ce n'est pas l'identifiant d'un fax reçu d'une UCX.",
    es: 'No es el identificador de un fax recibido de una UCX.',
  },
  'baseUrl begins with http://: anybody on the way can read the secret and the faxes.': {
    de: 'baseUrl beginnt mit http://: Jeder unterwegs kann das Geheimnis und die Faxe lesen.',
    fr: 'baseUrl commence par http:// : chacun en chemin peut lire le secret et les fax.',
    es: 'baseUrl empieza por http://: cualquiera por el camino puede leer el secreto y los faxes.',
  },
  'The UCX accepts Client ID and Secret.': {
    de: 'Die UCX nimmt Client ID und Secret an.',
    fr: "L'UCX accepte Client ID et Secret.",
    es: 'La UCX acepta Client ID y Secret.',
  },
  'The UCX has no virtual fax {id}.': {
    de: 'Die UCX hat kein virtuelles Fax {id}.',
    fr: "L'UCX n'a pas de fax virtuel {id}.",
    es: 'La UCX no tiene ningún fax virtual {id}.',
  },
  'It has none.': { de: 'Sie hat keines.', fr: "Elle n'en a aucun.", es: 'No tiene ninguno.' },
  'It has {names}.': { de: 'Sie hat {names}.', fr: 'Elle a {names}.', es: 'Tiene {names}.' },
  'Set faxId to one of these.': {
    de: 'Setzen Sie faxId auf eines davon.',
    fr: "Mettez l'un d'eux dans faxId.",
    es: 'Ponga uno de ellos en faxId.',
  },
  'Correct faxes.': { de: 'Berichtigen Sie faxes.', fr: 'Corrigez faxes.', es: 'Corrija faxes.' },
  'virtual fax {id}.': { de: 'virtuelles Fax {id}.', fr: 'fax virtuel {id}.', es: 'fax virtual {id}.' },
  'Now: {word}.': { de: 'Jetzt: {word}.', fr: 'Maintenant : {word}.', es: 'Ahora: {word}.' },
  'Faxes to it come in at virtual fax {id}.': {
    de: 'Faxe dorthin kommen beim virtuellen Fax {id} an.',
    fr: 'Les fax qui lui sont adressés arrivent au fax virtuel {id}.',
    es: 'Los faxes a él llegan al fax virtual {id}.',
  },
  'faxes is empty, so nobody knows whose a received fax is.': {
    de: 'faxes ist leer, also weiß niemand, wem ein empfangenes Fax gehört.',
    fr: 'faxes est vide, personne ne sait donc à qui est un fax reçu.',
    es: 'faxes está vacío, así que nadie sabe de quién es un fax recibido.',
  },
  'Name the number of each virtual fax.': {
    de: 'Nennen Sie die Nummer jedes virtuellen Faxes.',
    fr: 'Indiquez le numéro de chaque fax virtuel.',
    es: 'Indique el número de cada fax virtual.',
  },
  '{id} came in by {signs}: this does not say which number was called.': {
    de: '{id} kam über {signs}: Das sagt nicht, welche Nummer angerufen wurde.',
    fr: '{id} est venu par {signs} : cela ne dit pas quel numéro a été appelé.',
    es: '{id} llegó por {signs}: eso no dice a qué número se llamó.',
  },
  '{id} came in by {signs}: a fax to {number}.': {
    de: '{id} kam über {signs}: ein Fax an {number}.',
    fr: '{id} est venu par {signs} : un fax au {number}.',
    es: '{id} llegó por {signs}: un fax al {number}.',
  },
  'Set calledNumberFrom and faxes.': {
    de: 'Setzen Sie calledNumberFrom und faxes.',
    fr: 'Réglez calledNumberFrom et faxes.',
    es: 'Ponga calledNumberFrom y faxes.',
  },
  'None is waiting.': { de: 'Keines wartet.', fr: "Aucun n'attend.", es: 'Ninguno espera.' },
  '{count} waiting.': { de: '{count} warten.', fr: '{count} en attente.', es: '{count} en espera.' },
  'No entry of dial fits {to}.': {
    de: 'Kein Eintrag von dial passt auf {to}.',
    fr: 'Aucune entrée de dial ne convient à {to}.',
    es: 'Ninguna entrada de dial encaja con {to}.',
  },
  '{bytes} bytes; at most {count} are sent.': {
    de: '{bytes} Bytes; höchstens {count} werden gesendet.',
    fr: '{bytes} octets ; {count} au plus sont envoyés.',
    es: '{bytes} bytes; se envían como máximo {count}.',
  },
  'It gave no job id.': {
    de: 'Sie gab keine Auftragskennung.',
    fr: "Elle n'a pas donné d'identifiant de tâche.",
    es: 'No dio ningún identificador de trabajo.',
  },
  'The UCX waits to dial.': {
    de: 'Die UCX wartet darauf zu wählen.',
    fr: "L'UCX attend de composer.",
    es: 'La UCX espera para marcar.',
  },
  'Tries so far: {count}.': {
    de: 'Versuche bisher: {count}.',
    fr: "Essais jusqu'ici : {count}.",
    es: 'Intentos hasta ahora: {count}.',
  },
  'Tries so far: {count} of {limit}.': {
    de: 'Versuche bisher: {count} von {limit}.',
    fr: "Essais jusqu'ici : {count} sur {limit}.",
    es: 'Intentos hasta ahora: {count} de {limit}.',
  },
  'Last: {text}.': { de: 'Zuletzt: {text}.', fr: 'En dernier : {text}.', es: 'Último: {text}.' },
  'The UCX is calling.': { de: 'Die UCX ruft an.', fr: "L'UCX appelle.", es: 'La UCX está llamando.' },
  'Pages sent: {count}.': {
    de: 'Gesendete Seiten: {count}.',
    fr: 'Pages envoyées : {count}.',
    es: 'Páginas enviadas: {count}.',
  },
  'Pages sent: {count} of {limit}.': {
    de: 'Gesendete Seiten: {count} von {limit}.',
    fr: 'Pages envoyées : {count} sur {limit}.',
    es: 'Páginas enviadas: {count} de {limit}.',
  },
}
