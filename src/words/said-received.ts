/** Received faxes: what is done with them, and what their destinations answer. */
import type { SaidTable } from './said-table.ts'

export const RECEIVED_FAX_SENTENCES: SaidTable = {
  'It is {state}: it was never on its way: use reroute or release.': {
    de: 'Es ist im Zustand „{state}“: Es war nie unterwegs: Senden Sie es anderswohin, oder geben Sie es frei.',
    fr: "Il est dans l'état « {state} » : il n'a jamais été en route : envoyez-le ailleurs ou libérez-le.",
    es: 'Está en el estado «{state}»: nunca estuvo en camino: envíelo a otro lugar o libérelo.',
  },
  'It is {state}: its pages are not here: release it.': {
    de: 'Es ist im Zustand „{state}“: Seine Seiten sind nicht hier: Geben Sie es frei.',
    fr: "Il est dans l'état « {state} » : ses pages ne sont pas ici : libérez-le.",
    es: 'Está en el estado «{state}»: sus páginas no están aquí: libérelo.',
  },
  'It is {state}: its pages were deleted.': {
    de: 'Es ist im Zustand „{state}“: Seine Seiten wurden gelöscht.',
    fr: "Il est dans l'état « {state} » : ses pages ont été supprimées.",
    es: 'Está en el estado «{state}»: sus páginas se han borrado.',
  },
  'It is {state}: only what nobody gets can be discarded.': {
    de: 'Es ist im Zustand „{state}“: Verworfen werden kann nur, was niemand erhält.',
    fr: "Il est dans l'état « {state} » : seul ce que personne ne reçoit peut être écarté.",
    es: 'Está en el estado «{state}»: solo puede descartarse lo que nadie recibe.',
  },
  'It is junk already: its pages can be deleted at once.': {
    de: 'Es gilt schon als unerwünscht: Seine Seiten können sofort gelöscht werden.',
    fr: 'Il est déjà indésirable : ses pages peuvent être supprimées aussitôt.',
    es: 'Ya consta como no deseado: sus páginas pueden borrarse de inmediato.',
  },
  'The relay took it: {id}': {
    de: 'Das Relay hat sie angenommen: {id}',
    fr: "Le relais l'a accepté : {id}",
    es: 'El relay lo aceptó: {id}',
  },
  'No account {name}.': {
    de: 'Es gibt kein Konto {name}.',
    fr: "Il n'y a pas de compte {name}.",
    es: 'No hay ninguna cuenta {name}.',
  },
  'The account {name} is not in the configuration.': {
    de: 'Das Konto {name} steht nicht in der Konfiguration.',
    fr: "Le compte {name} n'est pas dans la configuration.",
    es: 'La cuenta {name} no está en la configuración.',
  },
  'The received fax is empty.': {
    de: 'Das empfangene Fax ist leer.',
    fr: 'Le fax reçu est vide.',
    es: 'El fax recibido está vacío.',
  },
  'the provider gives no bytes for it, however often it is asked.': {
    de: 'der Anbieter gibt keine Bytes dafür heraus, so oft er auch gefragt wird.',
    fr: "le fournisseur n'en donne aucun octet, si souvent qu'on le demande.",
    es: 'el proveedor no da ningún byte de él, por mucho que se le pida.',
  },
  '{place}: not brought there any more, since a person has sent the fax again.': {
    de: '{place}: wird nicht mehr dorthin gebracht, da jemand das Fax noch einmal gesendet hat.',
    fr: "{place} : n'y est plus porté, car quelqu'un a renvoyé le fax.",
    es: '{place}: ya no se lleva allí, pues alguien ha enviado el fax de nuevo.',
  },
  'The configuration has no destination "{name}" any more.': {
    de: 'Die Konfiguration hat kein Ziel „{name}“ mehr.',
    fr: "La configuration n'a plus de destination « {name} ».",
    es: 'La configuración ya no tiene el destino «{name}».',
  },
  'The pages of this fax cannot be sent on.': {
    de: 'Die Seiten dieses Faxes können nicht weitergesendet werden.',
    fr: 'Les pages de ce fax ne peuvent pas être transmises.',
    es: 'Las páginas de este fax no pueden reenviarse.',
  },
  'Subscriber {name} has no address for received faxes.': {
    de: 'Teilnehmer {name} hat keine Adresse für empfangene Faxe.',
    fr: "L'abonné {name} n'a pas d'adresse pour les fax reçus.",
    es: 'El abonado {name} no tiene dirección para los faxes recibidos.',
  },
  'The relay has taken the mail to {to}.': {
    de: 'Das Relay hat die E-Mail an {to} angenommen.',
    fr: "Le relais a accepté l'e-mail à {to}.",
    es: 'El relay ha aceptado el correo a {to}.',
  },
  '{place}: mail to {to} written.': {
    de: '{place}: E-Mail an {to} geschrieben.',
    fr: '{place} : e-mail à {to} écrit.',
    es: '{place}: correo a {to} escrito.',
  },
  'To the mail to {to} came a mail that says nothing of delivery.': {
    de: 'Auf die E-Mail an {to} kam eine E-Mail, die nichts über die Zustellung sagt.',
    fr: "À l'e-mail à {to} est venu un e-mail qui ne dit rien de la remise.",
    es: 'Al correo a {to} llegó un correo que no dice nada de la entrega.',
  },
  'To the mail to {to} came a mail of {from}.': {
    de: 'Auf die E-Mail an {to} kam eine E-Mail von {from}.',
    fr: "À l'e-mail à {to} est venu un e-mail de {from}.",
    es: 'Al correo a {to} llegó un correo de {from}.',
  },
  'The mail to {to} came back.': {
    de: 'Die E-Mail an {to} kam zurück.',
    fr: "L'e-mail à {to} est revenu.",
    es: 'El correo a {to} fue devuelto.',
  },
  'The mail to {to} is late.': {
    de: 'Die E-Mail an {to} verspätet sich.',
    fr: "L'e-mail à {to} a du retard.",
    es: 'El correo a {to} se retrasa.',
  },
  'The mail to {to} arrived.': {
    de: 'Die E-Mail an {to} ist angekommen.',
    fr: "L'e-mail à {to} est arrivé.",
    es: 'El correo a {to} ha llegado.',
  },
  'The mail to {to} was passed on.': {
    de: 'Die E-Mail an {to} wurde weitergereicht.',
    fr: "L'e-mail à {to} a été transmis.",
    es: 'El correo a {to} se ha transmitido.',
  },
  'The mail to {to} was passed on: {said}': {
    de: 'Die E-Mail an {to} wurde weitergereicht: {said}',
    fr: "L'e-mail à {to} a été transmis : {said}",
    es: 'El correo a {to} se ha transmitido: {said}',
  },
  'The mail to {to} was spread.': {
    de: 'Die E-Mail an {to} wurde verteilt.',
    fr: "L'e-mail à {to} a été distribué.",
    es: 'El correo a {to} se ha distribuido.',
  },
  'The mail to {to} was spread: {said}': {
    de: 'Die E-Mail an {to} wurde verteilt: {said}',
    fr: "L'e-mail à {to} a été distribué : {said}",
    es: 'El correo a {to} se ha distribuido: {said}',
  },
  'Sent on as a fax to {to}: mail {id}.': {
    de: 'Als Fax weitergesendet an {to}: E-Mail {id}.',
    fr: 'Transmis par fax à {to} : e-mail {id}.',
    es: 'Reenviado como fax a {to}: correo {id}.',
  },
  'Answered by fax: mail {id} from {from}.': {
    de: 'Mit einem Fax beantwortet: E-Mail {id} von {from}.',
    fr: 'Répondu par fax : e-mail {id} de {from}.',
    es: 'Respondido por fax: correo {id} de {from}.',
  },
  'It goes on as a fax to {to}, as mail {id}.': {
    de: 'Es geht als Fax weiter an {to}, als E-Mail {id}.',
    fr: 'Il continue par fax vers {to}, comme e-mail {id}.',
    es: 'Sigue como fax a {to}, como correo {id}.',
  },
  '{place} has sent {count} faxes on within the hour: it may be a circle.': {
    de: '{place} hat in dieser Stunde {count} Faxe weitergesendet: Das kann ein Kreis sein.',
    fr: "{place} a transmis {count} fax en une heure : c'est peut-être un cercle.",
    es: '{place} ha reenviado {count} faxes en una hora: puede ser un círculo.',
  },
  'Write for which active subscriber {place} sends faxes on.': {
    de: 'Schreiben Sie, für welchen eingeschalteten Teilnehmer {place} Faxe weitersendet.',
    fr: 'Écrivez pour quel abonné activé {place} transmet des fax.',
    es: 'Escriba para qué abonado activo reenvía faxes {place}.',
  },
  'Subscriber {name} may not fax to {to}.': {
    de: 'Teilnehmer {name} darf nicht an {to} faxen.',
    fr: "L'abonné {name} ne peut pas faxer à {to}.",
    es: 'El abonado {name} no puede enviar faxes a {to}.',
  },
  'Nobody gets the report: write report in {place}, or operator.mail.': {
    de: 'Niemand erhält den Bericht: Schreiben Sie report in {place}, oder operator.mail.',
    fr: 'Personne ne reçoit le rapport : écrivez report dans {place}, ou operator.mail.',
    es: 'Nadie recibe el informe: escriba report en {place}, u operator.mail.',
  },
  'It came from or to {to}: sending it there would go round in a circle.': {
    de: 'Es kam von {to} oder ging dorthin: Dorthin gesendet liefe es im Kreis.',
    fr: "Il vient de {to} ou y est allé : l'y envoyer tournerait en rond.",
    es: 'Vino de {to} o fue allí: enviarlo allí daría vueltas en círculo.',
  },
  'Nobody passes faxes on here.': {
    de: 'Hier sendet niemand Faxe weiter.',
    fr: 'Personne ne transmet de fax ici.',
    es: 'Aquí nadie reenvía faxes.',
  },
  '{name} took it.': { de: '{name} hat es angenommen.', fr: "{name} l'a accepté.", es: '{name} lo aceptó.' },
  '{name} took it ({count}).': {
    de: '{name} hat es angenommen ({count}).',
    fr: "{name} l'a accepté ({count}).",
    es: '{name} lo aceptó ({count}).',
  },
  '{name} took it as job "{job}".': {
    de: '{name} hat es als Auftrag „{job}“ angenommen.',
    fr: "{name} l'a accepté comme tâche « {job} ».",
    es: '{name} lo aceptó como trabajo «{job}».',
  },
  '{name} has had it as job "{job}".': {
    de: '{name} hat es schon gehabt, als Auftrag „{job}“.',
    fr: "{name} l'a déjà eu, comme tâche « {job} ».",
    es: '{name} ya lo tuvo, como trabajo «{job}».',
  },
  '{name} refused the job: IPP status {status}.': {
    de: '{name} hat den Auftrag abgelehnt: IPP-Status {status}.',
    fr: '{name} a refusé la tâche : état IPP {status}.',
    es: '{name} rechazó el trabajo: estado IPP {status}.',
  },
  '{name} answered {status}.': {
    de: '{name} antwortete {status}.',
    fr: '{name} a répondu {status}.',
    es: '{name} respondió {status}.',
  },
  '{name} cannot be reached: {said}': {
    de: '{name} ist nicht erreichbar: {said}',
    fr: '{name} est injoignable : {said}',
    es: 'No se puede contactar con {name}: {said}',
  },
  '{name} is not public: write its network in allow.': {
    de: '{name} ist nicht öffentlich: Schreiben Sie das Netz in allow.',
    fr: "{name} n'est pas public : écrivez son réseau dans allow.",
    es: '{name} no es público: escriba su red en allow.',
  },
  '{name}: it took more than {count} s': {
    de: '{name}: Es dauerte länger als {count} s',
    fr: '{name} : cela a duré plus de {count} s',
    es: '{name}: tardó más de {count} s',
  },
  '{name}: it cannot be run: {said}': {
    de: '{name}: Es lässt sich nicht ausführen: {said}',
    fr: '{name} : impossible à exécuter : {said}',
    es: '{name}: no se puede ejecutar: {said}',
  },
  '{name}: it ended with {code}.': {
    de: '{name}: Es endete mit {code}.',
    fr: "{name} : il s'est terminé par {code}.",
    es: '{name}: terminó con {code}.',
  },
  'its answer is no IPP': {
    de: 'seine Antwort ist kein IPP',
    fr: "sa réponse n'est pas de l'IPP",
    es: 'su respuesta no es IPP',
  },
  '{name} has no address': {
    de: '{name} hat keine Adresse',
    fr: "{name} n'a pas d'adresse",
    es: '{name} no tiene dirección',
  },
  '{name} leads to {address}, which is not public and not allowed': {
    de: '{name} führt zu {address}, das nicht öffentlich und nicht erlaubt ist',
    fr: "{name} mène à {address}, qui n'est ni public ni permis",
    es: '{name} lleva a {address}, que no es público ni está permitido',
  },
  'It is in {place}.': { de: 'Es liegt in {place}.', fr: 'Il est dans {place}.', es: 'Está en {place}.' },
  '{path} cannot be written ({code}): is it there, and may the daemon write to it?': {
    de: '{path} ist nicht beschreibbar ({code}): Ist es da, und darf faxbridge dort schreiben?',
    fr: "{path} n'est pas accessible en écriture ({code}) : existe-t-il, et faxbridge peut-il y écrire ?",
    es: 'No se puede escribir en {path} ({code}): ¿está ahí, y puede faxbridge escribir ahí?',
  },
  '{path} and all names like it are taken: put {id} into the pattern.': {
    de: '{path} und alle ähnlichen Namen sind vergeben: Setzen Sie {id} in das Muster.',
    fr: '{path} et tous les noms semblables sont pris : mettez {id} dans le modèle.',
    es: '{path} y todos los nombres parecidos están ocupados: ponga {id} en el patrón.',
  },
  'A stored document is damaged or missing.': {
    de: 'Ein gespeichertes Dokument ist beschädigt oder fehlt.',
    fr: 'Un document enregistré est endommagé ou manque.',
    es: 'Un documento guardado está dañado o falta.',
  },
  'The master key "{name}" is not in the configuration.': {
    de: 'Der Hauptschlüssel „{name}“ steht nicht in der Konfiguration.',
    fr: "La clé maîtresse « {name} » n'est pas dans la configuration.",
    es: 'La clave maestra «{name}» no está en la configuración.',
  },
  'The master key "{name}" is not the one that a stored document was encrypted with.': {
    de: 'Der Hauptschlüssel „{name}“ ist nicht der, mit dem ein gespeichertes Dokument verschlüsselt wurde.',
    fr: "La clé maîtresse « {name} » n'est pas celle qui a chiffré un document enregistré.",
    es: 'La clave maestra «{name}» no es la que cifró un documento guardado.',
  },
}
