/** Run by VS Code when a suggestion was accepted; takes the request's id. Not in the Command Palette. */
export const acceptedCommand = 'switchyard.completion.accepted';
