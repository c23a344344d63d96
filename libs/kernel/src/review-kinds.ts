/**
 * What the rules cannot decide and a person must look at, by kind; and what a person does about it. The names are
 * frozen: one may be added, none may change (docs/reviews.md; a test compares the two).
 */
export const REVIEW_KINDS = {
  // terms and their periods
  next_term_overlaps:
    'The term was renewed, and its next one would overlap another. Correct the periods in the source; the next record opens the term.',
  lapsed_contract_reopened:
    'The source calls a lapsed contract active, so the term that runs today was opened. Ask whether the customer is back; else cancel the term.',
  renewed_ahead:
    'The source renewed more than one period ahead. Check the dates in the source; correct them there if they are wrong.',
  renewal_after_lapse:
    'A lapsed term was renewed late. Tell the customer that the contract goes on, and check that it was not closed elsewhere.',
  renewal_after_reversal:
    'The source says that a period runs whose payment was taken back. Ask accounting whether it was paid otherwise; else correct the source.',
  renewal_after_cancellation:
    'Money came in for a term that was cancelled. Open the term again if the customer stays; else pay it back.',
  auto_renewal_unconfirmed:
    'The term renews by itself, has ended, and neither a payment nor the source has confirmed it. Ask the customer or accounting; then renew or cancel it in the source.',
  // money
  debt: 'Money was taken back after the customer had gone on to a later term. Collect it, or write it off.',
  payment_unmatched:
    'Money came in for a term, contract or invoice that nobody knows. Find out what it was for and report it again under the right reference, or pay it back.',
  payment_failed:
    'Money came in that counts for nothing: its term is cancelled, or its currency is not that of the price. Pay it back, or have it reported for the right term.',
  payment_surplus: 'More came in than was asked for. Pay it back, or agree with the customer what it is for.',
  payment_after_lapse:
    'Money came in for a term that had lapsed. Check that it was booked on the term that the customer wants.',
  reversal_waiting:
    'The gateway took back a payment that it never reported. Ask the gateway for the payment; it is settled once that comes.',
  reversal_differs:
    'The gateway took back more than was left of a payment, or in another currency. Compare it with the statement of the gateway; what it took beyond that is missing here.',
  // records
  incomplete_record:
    'Fields that are needed to reach the customer or to price the contract are missing. Complete the record in its source system.',
  incomplete_source:
    'Too many records of a source system lack needed fields. Clean the data there, or correct the mapping of its columns.',
  sync_failure:
    'Records of a customer were refused. Correct the fields named here in the source system and send them again.',
  unknown_currency:
    'The rate table has no rate for this currency, so the amount counts for no tier. Add the currency to the rates, or override the tier.',
  // who hears it
  no_addressee:
    'Nobody who may be told can be reached for this step. Add a contact with a working address, or call the customer.',
  no_contact: 'The customer has no contact at all. Add one in the source system.',
  no_policy:
    'No policy selects this term, so nobody is reminded. Save a policy whose condition covers it, or end the contract.',
  no_price: 'The term has no price, so it cannot be quoted or paid. Add the amount in the source system.',
  not_renewing:
    'Somebody of the customer answered that the contract will not be renewed, so nothing but legal notices is sent. Talk to the customer; cancel the term in the source if it is so.',
  // what was not sent
  no_opening:
    'A message came back unsent and its step has no opening left. Contact the customer in person if the end is near.',
  tries_used:
    'A message came back unsent three times. Correct the address or the contact, and contact the customer in person if the end is near.',
  last_warning_not_sent: 'The last message before the end was not sent. Call the customer before the last day.',
  uncertain_last_step:
    'Nobody can know whether the last message before the end arrived. Call the customer before the last day.',
  corrections_without_end:
    'The last day was corrected three times in 30 days, and the next correction is not sent. Settle the date, then tell the customer yourself.',
  hold_at_last_step:
    'The term reaches its last step while a hold silences it. End the hold, or talk to the customer before the last day.',
  // of the machine
  unreadable:
    'A name or an address cannot be decrypted. Restore the key in FIELD_ENCRYPTION_KEYS, or have the source send the record again with a newer version.',
  set_aside_row: 'A row could not be handled and waits. Read its reason, mend the cause, then clear set_aside_reason.',
} as const;

export type ReviewKind = keyof typeof REVIEW_KINDS;

export const REVIEW_SUBJECTS = [
  'customer',
  'contact',
  'owner',
  'contract',
  'term',
  'step',
  'reminder',
  'message',
  'payment',
  'source',
  'record',
  'row',
] as const;

export type ReviewSubjectKind = (typeof REVIEW_SUBJECTS)[number];
