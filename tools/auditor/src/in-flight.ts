/**
 * The longest time from the last check of a call (consent, window, price) to the acceptance that delivery records: the
 * call begins within 2 s of its commit and may wait 60 s for its answer (protocol.md, Guard, fence and call), and is
 * then written.
 */
export const IN_FLIGHT_MS = 65_000;

/**
 * How long behind the fence a provider may still take the content of a call that began before it: 2 s until it must
 * have gone out, a second for the bytes to arrive and for two clocks of one network.
 */
export const FENCE_TOLERANCE_MS = 3_000;
