/** Gives a message in the user's language, `{0}`, `{1}` … replaced by the arguments. VS Code's `l10n.t` fits. */
export type Translate = (message: string, ...values: (string | number | boolean)[]) => string;

/** The message as it stands in the source, for hosts without translations. */
export const untranslated: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (placeholder, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? placeholder : String(value);
  });
