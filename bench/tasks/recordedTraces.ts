import type { RecordedReference } from '../typing/traceReference.js';

/** Of josephg/editing-traces, as published: recorded in VS Code, one step for each change of the document. */
export const recordedTraces: readonly RecordedReference[] = [
  {
    kind: 'recorded',
    id: 'sveltecomponent',
    language: 'svelte',
    path: 'src/App.svelte',
    file: 'sveltecomponent.json.gz',
    sha256: '0393353a1ff0281f4a2adad080b0843bffa7988f9a4869ed04faf0984f78a234',
  },
  {
    kind: 'recorded',
    id: 'rustcode',
    language: 'rust',
    path: 'src/skiplist.rs',
    file: 'rustcode.json.gz',
    sha256: 'a13d472b5641dcad18d52882eff8c2d68ecbc27aa0f1e5a17eeb42f0f3130f38',
  },
];
