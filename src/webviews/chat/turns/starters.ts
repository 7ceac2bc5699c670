/** A question to begin with, as it is put into the input box. */
export interface Starter {
  readonly label: string;
  readonly draft: string;
}

export const starters: readonly Starter[] = [
  {
    label: 'What does this project do, and where do I start reading?',
    draft: 'What does this project do, and where do I start reading? @workspace',
  },
  { label: 'Explain the code in the editor', draft: '/explain ' },
  { label: 'Find what is wrong with the reported problems', draft: '/fix @problems ' },
  { label: 'Write tests for the selection', draft: '/tests @selection ' },
];
