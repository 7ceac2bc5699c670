/** A repository as it was last before 2026-01-01, none of whose code may be trained on. */
export interface HeldOutRepository {
  readonly repo: string;
  readonly commit: string;
  /** How many tasks it gives. */
  readonly count: number;
}

export interface HeldOutSet {
  readonly name: string;
  readonly languages: Readonly<Record<string, string>>;
  /** Only lines that use a name which the file imports from its own project. */
  readonly isCrossFile?: true;
  readonly repositories: readonly HeldOutRepository[];
}

export const heldOutSets: readonly HeldOutSet[] = [
  {
    name: 'typescript-heldout',
    languages: { '.ts': 'typescript', '.tsx': 'typescriptreact' },
    repositories: [
      { repo: 'honojs/hono', commit: '79977401a0c97122999464f47bd383a2959532fd', count: 100 },
      { repo: 'TanStack/query', commit: 'f61647443da43639c58208d22ae8897b811d5dfc', count: 100 },
      {
        repo: 'microsoft/vscode-js-debug',
        commit: '68b5caac3f8afa5ca1d8af0891452cc3c25bd5d3',
        count: 100,
      },
    ],
  },
  {
    name: 'python-heldout',
    languages: { '.py': 'python' },
    repositories: [
      { repo: 'celery/celery', commit: '21dbc73f81d2fae058de49e665afaa1cd92da5c0', count: 75 },
      { repo: 'aio-libs/aiohttp', commit: '90f7143d02c41d8c05088b2285d0979f139b64a7', count: 75 },
    ],
  },
];

/** Of the same commits: lines whose names are explained in other files. */
export const crossFileSet: HeldOutSet = {
  name: 'crossfile-heldout',
  isCrossFile: true,
  languages: { '.ts': 'typescript', '.tsx': 'typescriptreact', '.py': 'python' },
  repositories: heldOutSets
    .flatMap(({ repositories }) => repositories)
    .map((repository) => ({ ...repository, count: 24 })),
};
