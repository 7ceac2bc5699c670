/** How a family of embedding models wants its texts, as its model card says. */
export interface EmbeddingProfile {
  /** In front of a question. */
  readonly queryPrefix: string;
  /** In front of a text that is searched. */
  readonly documentPrefix: string;
}

interface Family extends EmbeddingProfile {
  /** `general.architecture` of the GGUF; absent where the name alone tells. */
  readonly architectures?: readonly string[];
  /** Tested against `general.name` and the file's name. */
  readonly name?: RegExp;
}

const passagesQuery = 'Represent this sentence for searching relevant passages: ';
const instructedQuery =
  'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ';

/** The first family that fits counts. */
const families: readonly Family[] = [
  {
    architectures: ['nomic-bert', 'nomic-bert-moe'],
    queryPrefix: 'search_query: ',
    documentPrefix: 'search_document: ',
  },
  {
    architectures: ['gemma-embedding'],
    queryPrefix: 'task: search result | query: ',
    documentPrefix: 'title: none | text: ',
  },
  { name: /e5[-_ ].*instruct/i, queryPrefix: instructedQuery, documentPrefix: '' },
  { name: /(?:^|[^a-z])e5[-_ ]/i, queryPrefix: 'query: ', documentPrefix: 'passage: ' },
  { name: /qwen3[-_ ]embedding/i, queryPrefix: instructedQuery, documentPrefix: '' },
  { name: /arctic[-_ ]embed.*v2/i, queryPrefix: 'query: ', documentPrefix: '' },
  {
    name: /arctic[-_ ]embed|bge[-_ ](?:small|base|large)[-_ ]en|mxbai[-_ ]embed/i,
    queryPrefix: passagesQuery,
    documentPrefix: '',
  },
];

const plain: EmbeddingProfile = { queryPrefix: '', documentPrefix: '' };

/**
 * @param architecture `general.architecture` of the GGUF
 * @param names by which the model may be known: `general.name`, the file's name
 * @returns no prefixes for a model of an unknown family
 */
export function embeddingProfile(architecture: string, names: readonly string[]): EmbeddingProfile {
  const family = families.find(
    ({ architectures, name }) =>
      (architectures?.includes(architecture) ?? true) &&
      (name === undefined || names.some((each) => name.test(each))),
  );
  const { queryPrefix, documentPrefix } = family ?? plain;
  return { queryPrefix, documentPrefix };
}
