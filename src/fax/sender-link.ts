/** Faxes that wait for their sender to follow the link that was mailed to him. */

/** Why such a fax is held: whoever releases it lets it go without the proof. */
export const HELD_FOR_LINK = 'Its sender has been mailed a link and has not followed it yet.'

/** Mails of one sender that wait at a time: a forger makes us write to a stranger this often, and no more. */
export const WAITING_OF_SENDER = 5

/** Mails of one subscriber that wait at a time: senders can be invented where the rules name a whole domain. */
export const WAITING_OF_SUBSCRIBER = 100
