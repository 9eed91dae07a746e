/** Words of ours that stand inside of sentences. */
import type { SaidTable } from './said-table.ts'

export const PHRASES: SaidTable = {
  'see faxes that are sent: numbers, subjects, states, history': {
    de: 'gesendete Faxe sehen: Nummern, Betreffe, Zustände, Verlauf',
    fr: 'voir les fax envoyés : numéros, objets, états, historique',
    es: 'ver los faxes enviados: números, asuntos, estados, historial',
  },
  'cancel, resend, hold and release faxes': {
    de: 'Faxe abbrechen, noch einmal senden, anhalten und freigeben',
    fr: 'annuler, renvoyer, retenir et libérer des fax',
    es: 'cancelar, reenviar, retener y liberar faxes',
  },
  'send a new fax': { de: 'ein neues Fax senden', fr: 'envoyer un nouveau fax', es: 'enviar un fax nuevo' },
  'see pages and mails: what the faxes say': {
    de: 'Seiten und E-Mails sehen: was in den Faxen steht',
    fr: 'voir les pages et les e-mails : ce que disent les fax',
    es: 'ver páginas y correos: lo que dicen los faxes',
  },
  'see received faxes: numbers, states, history': {
    de: 'empfangene Faxe sehen: Nummern, Zustände, Verlauf',
    fr: 'voir les fax reçus : numéros, états, historique',
    es: 'ver los faxes recibidos: números, estados, historial',
  },
  'redeliver, reroute, mark and release received faxes': {
    de: 'empfangene Faxe noch einmal zustellen, anderswohin senden, mit Vermerken versehen und freigeben',
    fr: 'redistribuer, rediriger, marquer et libérer des fax reçus',
    es: 'volver a entregar, desviar, marcar y liberar faxes recibidos',
  },
  'see subscribers and their rules, never their keys': {
    de: 'Teilnehmer und ihre Regeln sehen, nie ihre Schlüssel',
    fr: 'voir les abonnés et leurs règles, jamais leurs clés',
    es: 'ver los abonados y sus reglas, nunca sus claves',
  },
  'change subscribers, rules, keys and block lists': {
    de: 'Teilnehmer, Regeln, Schlüssel und Sperrlisten ändern',
    fr: 'modifier les abonnés, les règles, les clés et les listes de blocage',
    es: 'cambiar abonados, reglas, claves y listas de bloqueo',
  },
  'see provider accounts, their health and balance': {
    de: 'Anbieterkonten sehen, ihren Zustand und ihr Guthaben',
    fr: 'voir les comptes de fournisseurs, leur état et leur solde',
    es: 'ver las cuentas de proveedores, su estado y su saldo',
  },
  'test provider accounts and let them be used again': {
    de: 'Anbieterkonten prüfen und wieder benutzen lassen',
    fr: 'tester les comptes de fournisseurs et les remettre en service',
    es: 'probar las cuentas de proveedores y permitir que se usen de nuevo',
  },
  'see the configuration in force, without secrets': {
    de: 'die geltende Konfiguration ohne Geheimnisse sehen',
    fr: 'voir la configuration en vigueur, sans les secrets',
    es: 'ver la configuración vigente, sin secretos',
  },
  'see legal holds, and who exported faxes': {
    de: 'Aufbewahrungspflichten sehen, und wer Faxe exportiert hat',
    fr: 'voir les obligations de conservation, et qui a exporté des fax',
    es: 'ver las obligaciones de conservación, y quién ha exportado faxes',
  },
  'place and lift legal holds': {
    de: 'Aufbewahrungspflichten setzen und aufheben',
    fr: 'poser et lever des obligations de conservation',
    es: 'imponer y levantar obligaciones de conservación',
  },
  'read the audit log': {
    de: 'das Protokoll lesen',
    fr: "lire le journal d'audit",
    es: 'leer el registro de auditoría',
  },
  'see users and tokens; they are made and removed by the command line': {
    de: 'Benutzer und Tokens sehen; angelegt und entfernt werden sie auf der Befehlszeile',
    fr: 'voir les utilisateurs et les jetons ; ils se créent et se retirent en ligne de commande',
    es: 'ver usuarios y tokens; se crean y se quitan en la línea de órdenes',
  },
  'the subaddress (T33S)': {
    de: 'die Subadresse (T33S)',
    fr: 'la sous-adresse (T33S)',
    es: 'la subdirección (T33S)',
  },
  'the ISDN subaddress (ISUB)': {
    de: 'die ISDN-Subadresse (ISUB)',
    fr: 'la sous-adresse RNIS (ISUB)',
    es: 'la subdirección RDSI (ISUB)',
  },
  'what is dialled after the answer (POSTD)': {
    de: 'was nach dem Abheben gewählt wird (POSTD)',
    fr: 'ce qui est composé après la réponse (POSTD)',
    es: 'lo que se marca tras la respuesta (POSTD)',
  },
  'the extension': { de: 'die Durchwahl', fr: 'le numéro de poste', es: 'la extensión' },
  'premium-rate numbers': {
    de: 'Mehrwertnummern',
    fr: 'numéros surtaxés',
    es: 'números de tarificación adicional',
  },
  'shared-cost numbers': {
    de: 'Nummern mit geteilten Kosten',
    fr: 'numéros à coûts partagés',
    es: 'números de coste compartido',
  },
  'personal numbers': { de: 'persönliche Nummern', fr: 'numéros personnels', es: 'números personales' },
  'pagers and voice mail boxes': {
    de: 'Funkrufempfänger und Anrufbeantworter',
    fr: "récepteurs d'appel et boîtes vocales",
    es: 'buscapersonas y buzones de voz',
  },
  'satellite telephones': {
    de: 'Satellitentelefone',
    fr: 'téléphones par satellite',
    es: 'teléfonos por satélite',
  },
  'international networks': {
    de: 'internationale Netze',
    fr: 'réseaux internationaux',
    es: 'redes internacionales',
  },
  'Caribbean and Atlantic islands with +1': {
    de: 'Inseln der Karibik und des Atlantiks mit +1',
    fr: "îles des Caraïbes et de l'Atlantique en +1",
    es: 'islas del Caribe y del Atlántico con +1',
  },
  'countries that toll fraud prefers': {
    de: 'Länder, die Gebührenbetrüger bevorzugen',
    fr: 'pays que préfèrent les fraudeurs téléphoniques',
    es: 'países que prefieren los estafadores telefónicos',
  },
  pages: { de: 'Seiten', fr: 'pages', es: 'páginas' },
  cost: { de: 'Kosten', fr: 'coût', es: 'coste' },
  'find after a lost answer': {
    de: 'nach verlorener Antwort suchen',
    fr: 'retrouver après une réponse perdue',
    es: 'buscar tras una respuesta perdida',
  },
  cancel: { de: 'abbrechen', fr: 'annuler', es: 'cancelar' },
  'status of many': {
    de: 'Zustand vieler auf einmal',
    fr: 'état de plusieurs à la fois',
    es: 'estado de varios a la vez',
  },
  'received faxes': { de: 'empfangene Faxe', fr: 'fax reçus', es: 'faxes recibidos' },
  webhooks: { de: 'Webhooks', fr: 'webhooks', es: 'webhooks' },
  balance: { de: 'Guthaben', fr: 'solde', es: 'saldo' },
  test: { de: 'Prüfung', fr: 'test', es: 'prueba' },
  connection: { de: 'Verbindung', fr: 'connexion', es: 'conexión' },
  credentials: { de: 'Zugangsdaten', fr: 'identifiants', es: 'credenciales' },
  encryption: { de: 'Verschlüsselung', fr: 'chiffrement', es: 'cifrado' },
  credit: { de: 'Guthaben', fr: 'crédit', es: 'saldo' },
  'date report': { de: 'Tagesbericht', fr: 'rapport par date', es: 'informe por fecha' },
  'fax server': { de: 'Faxserver', fr: 'serveur de fax', es: 'servidor de fax' },
  number: { de: 'Nummer', fr: 'numéro', es: 'número' },
  numbers: { de: 'Nummern', fr: 'numéros', es: 'números' },
  token: { de: 'Token', fr: 'jeton', es: 'token' },
  account: { de: 'Konto', fr: 'compte', es: 'cuenta' },
  subscriber: { de: 'Teilnehmer', fr: 'abonné', es: 'abonado' },
  'virtual fax': { de: 'virtuelles Fax', fr: 'fax virtuel', es: 'fax virtual' },
}
