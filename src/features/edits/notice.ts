/** Why a command does nothing here: a sentence for the user, and no failure. */
export class Notice extends Error {
  override readonly name = 'Notice';
}
