/**
 * How the context is shared out among the parts of a fill-in-the-middle prompt, whether it is laid out as token ids or as
 * text.
 */

/** Less room than this for the prefix and the suffix together gives no completion worth the wait. */
export const minRoomTokens = 64;
/**
 * A prefix that is too long loses tokens from its start in steps of this many, so that the next keystroke still finds
 * the same start in the KV cache. In a small context the step is this share of the room, so that most of it is used.
 */
export const trimStepTokens = 256;
export const maxTrimShare = 0.25;
/** At most this share of the prompt goes to the suffix: it is computed again with every keystroke in psm order. */
export const maxSuffixShare = 0.25;
/** At most this share of the prompt goes to parts of other files; those that do not fit are left out whole. */
export const maxContextShare = 0.5;
