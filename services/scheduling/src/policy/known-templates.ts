/** Templates that delivery ships; a policy that names another one is refused at save, not at the send. */
export const KNOWN_TEMPLATES: readonly string[] = ['first-notice', 'reminder', 'last-warning'];
