/** What the operator is told, in French. */
import type { AlarmKind } from '../fax/alarm.ts'
import type { AlarmFrame, AlarmWords } from './alarms-en.ts'

export const FRENCH_FRAME: AlarmFrame = {
  over: 'Terminé : {title}',
  still: 'Toujours : {title}',
  since: 'Depuis {time}.',
  ended: 'Début : {time}, fin : {end}.',
  todo: 'Que faire :',
  known: 'Toutes les alarmes : faxbridge alarms. Si vous êtes au courant : faxbridge alarms ack {name}',
}

const HELD = 'Fax retenus : faxbridge list --held. Chacun repart avec : faxbridge release ID'

export const FRENCH_ALARMS: Readonly<Record<AlarmKind, AlarmWords>> = {
  'provider-down': {
    title: 'Le compte fournisseur {account} est injoignable',
    means:
      'Aucun fax ne part par ce compte. Les fax attendent, ou prennent un autre compte si une route en nomme un.',
    todo: [
      'Vérifiez si le fournisseur est en panne et si cette machine atteint Internet.',
      'faxbridge providers test {account}',
    ],
  },
  'provider-credentials': {
    title: 'Le compte fournisseur {account} refuse nos identifiants : les fax sont retenus',
    means: 'Aucun fax ne part ni n’arrive par ce compte avant qu’une personne ait agi.',
    todo: [
      'Corrigez les identifiants dans la configuration, redémarrez, puis : faxbridge providers test {account}',
      HELD,
    ],
  },
  'provider-credit': {
    title: 'Le compte fournisseur {account} n’a plus de crédit : les fax sont retenus',
    means: 'Aucun fax ne part par ce compte avant un paiement.',
    todo: ['Payez chez le fournisseur, puis : faxbridge providers test {account}', HELD],
  },
  'credit-low': {
    title: 'Le compte fournisseur {account} a peu de crédit : {left}',
    means:
      'Quand il sera épuisé, aucun fax ne partira par ce compte. La limite dans alarms.credit est {limit}.',
    todo: ['Payez chez le fournisseur.', 'faxbridge providers balance {account}'],
  },
  'relay-down': {
    title: 'Le relais de messagerie ne prend aucun message',
    means:
      'Les rapports et les fax reçus attendent ici ; rien n’est perdu. Les fax partent quand même. Messages en attente : {count}.',
    todo: [
      'Vérifiez que le serveur de relay.url fonctionne, et que l’identification et TLS sont corrects (docs/relay.md).',
    ],
  },
  'queue-late': {
    title: 'La file d’attente a {minutes} minutes de retard',
    means:
      'Des étapes dues ne sont pas faites : rapports, fax reçus et questions aux fournisseurs arrivent en retard.',
    todo: [
      'Vérifiez si cette machine est surchargée ou son disque lent, et ce que dit le journal.',
      'faxbridge status',
    ],
  },
  'steps-given-up': {
    title: 'Étapes abandonnées : {count}',
    means: 'Elles ont été essayées longtemps et ne le seront plus avant un redémarrage.',
    todo: [
      'Le journal dit pourquoi : cherchez « parked ». Corrigez, puis redémarrez : tout ce qui a échoué est repris.',
    ],
  },
  'faxes-late': {
    title: 'Fax qui devraient être partis : {count}',
    means:
      'Le plus ancien est dû depuis {minutes} minutes. Ceux qui attendent une heure choisie ne sont pas comptés.',
    todo: [
      'faxbridge list --state accepted,ready les montre ; faxbridge show ID dit ce que chacun attend.',
      'faxbridge providers list montre les comptes : l’un est-il trop lent pour ce qui doit partir ?',
    ],
  },
  'faxes-stuck': {
    title: 'Fax dont le fournisseur ne donne pas le résultat : {count}',
    means: 'Le plus ancien a été remis il y a {minutes} minutes. Personne ne sait encore s’il est arrivé.',
    todo: [
      'faxbridge list --state submitting,unknown,sending les montre. Regardez la page web du fournisseur.',
      'Ils se terminent d’eux-mêmes, sans résultat, après sending.trackingHours.',
    ],
  },
  'faxes-held': {
    title: 'Fax qui attendent une personne : {count}',
    means: 'Ils ne partent pas avant que quelqu’un les ait regardés.',
    todo: [
      'faxbridge list --held les montre avec la raison ; docs/operations.md dit que faire pour chacune.',
      'faxbridge release ID en envoie un, faxbridge cancel ID ne l’envoie pas.',
    ],
  },
  'received-late': {
    title: 'Fax reçus qui n’ont pas atteint leurs destinataires : {count}',
    means:
      'Le plus ancien attend depuis {minutes} minutes. Il est en sûreté ici, et non acquitté chez le fournisseur.',
    todo: [
      'faxbridge received --state seen,fetched,routed les montre ; faxbridge show ID dit pourquoi.',
      'Le plus souvent le relais ou une destination est en panne.',
    ],
  },
  'received-unrouted': {
    title: 'Fax reçus qui n’appartiennent à personne : {count}',
    means: 'Aucun abonné n’a le numéro appelé. Ils attendent ici et ne sont pas acquittés.',
    todo: [
      'faxbridge received --state unrouted les montre.',
      'Ajoutez le numéro à un abonné et rechargez, ou : faxbridge inbox reroute ID --to ADRESSE',
    ],
  },
  'destination-given-up': {
    title: 'Des fax reçus ne sont pas arrivés à {place} : {count}',
    means: 'Cette destination a été essayée pendant tous ses jours et ne les a pas pris. En dernier : {why}',
    todo: [
      'Remettez la destination en ordre, puis redistribuez-les : faxbridge inbox redeliver ID',
      'C’est fini quand rien n’y a été abandonné pendant un jour.',
    ],
  },
  'address-broken': {
    title: 'Les fax reçus n’atteignent pas {address}',
    means: 'Un message avec le fax {fax} est revenu ou a été refusé : {why} Le fax est gardé ici.',
    todo: [
      'Corrigez l’adresse dans la configuration, puis donnez le fax à quelqu’un d’autre : faxbridge inbox reroute {fax} --to ADRESSE',
      'Ce qui est revenu : faxbridge show {address}',
      'C’est fini quand rien n’est revenu pendant une semaine.',
    ],
  },
  'disk-low': {
    title: 'Le disque est presque plein : {free} Mio libres',
    means: 'En dessous de {limit} Mio, plus aucun message n’est pris.',
    todo: [
      'Faites de la place là où est dataDir, ou prenez un disque plus grand. sending.keepDays dit combien de temps les messages restent.',
    ],
  },
  'disk-full': {
    title: 'Le disque est plein : aucun message n’est pris',
    means:
      '{free} Mio sont libres, et smtp.limits.freeDiskBytes est {limit} Mio. Les expéditeurs doivent réessayer plus tard.',
    todo: [
      'Faites de la place là où est dataDir, ou prenez un disque plus grand. Les messages sont repris d’eux-mêmes.',
    ],
  },
  'certificate-ending': {
    title: 'Un certificat se termine dans {days} jours : {what}',
    means: 'Ensuite les connexions qui l’utilisent échouent. Il est dans {file}.',
    todo: ['Renouvelez-le. Celui d’un point d’écoute est relu avec : faxbridge reload'],
  },
  'certificate-ended': {
    title: 'Un certificat a expiré : {what}',
    means: 'Les connexions qui l’utilisent échouent. Il est dans {file}.',
    todo: ['Renouvelez-le maintenant. Celui d’un point d’écoute est relu avec : faxbridge reload'],
  },
  'clock-wrong': {
    title: 'L’horloge de cette machine est fausse de {seconds} secondes',
    means:
      '{host} le dit. Les heures des rapports sont fausses, et ce qui doit partir à une heure part à la mauvaise.',
    todo: ['Réglez-la par un service de temps : timedatectl, chronyc tracking'],
  },
  'clock-jumped': {
    title: 'L’horloge de cette machine a sauté de {seconds} secondes',
    means: 'Des fax en attente sont peut-être devenus dus trop tôt ou trop tard.',
    todo: [
      'Vérifiez si quelqu’un a réglé l’horloge ou si la machine était suspendue. timedatectl montre le service de temps.',
    ],
  },
  'keys-overdue': {
    title: 'Clés secrètes qui devraient être renouvelées : {count}',
    means: 'Une nouvelle clé n’est envoyée que si le relais a TLS. Les anciennes restent valables.',
    todo: ['faxbridge keys show dit lesquelles. Donnez TLS au relais, ou : faxbridge keys rotate ABONNÉ'],
  },
  'backup-old': {
    title: 'Il n’y a pas de sauvegarde des {limit} derniers jours',
    means:
      'Si ce disque casse, les fax et l’historique depuis la dernière sauvegarde sont perdus. Dernière sauvegarde : {last}.',
    todo: ['faxbridge backup DOSSIER. Vérifiez si la tâche planifiée qui doit la faire fonctionne.'],
  },
  'sandbox-lost': {
    title: 'Le bac à sable des documents ne fonctionne plus',
    means: 'Les documents ne peuvent pas être lus, les nouveaux fax échouent. {why}',
    todo: [
      'Voyez ce qui a changé sur cette machine : bubblewrap, espaces de noms (docs/operations.md, Sandbox).',
    ],
  },
  'budget-nearly': {
    title: 'Le budget du jour de {whose} est utilisé à 80 % ({what})',
    means: 'Permis le {day} : {limit}.',
    todo: [
      'L’état de tous les budgets : faxbridge budget',
      'Quelqu’un en abuse-t-il ? Fax du jour : faxbridge list --limit 100',
    ],
  },
  'budget-full': {
    title: 'Le budget du jour de {whose} est épuisé ({what})',
    means:
      'Permis le {day} : {limit}. Ce qui dépasse est refusé pour l’instant, retenu, ou attend le lendemain, selon la configuration.',
    todo: [
      'L’état de tous les budgets : faxbridge budget',
      HELD,
      'Quelqu’un en abuse-t-il ? Fax du jour : faxbridge list --limit 100',
    ],
  },
}
