/** What is said of a term that renews by itself, where a person must look at it. */
export const UNCONFIRMED = 'the term renews by itself, has ended, and nobody has confirmed it';
