interface Edge<V> {
  readonly label: string;
  readonly node: Node<V>;
}

interface Node<V> {
  value: V | undefined;
  /** By the first character of their labels. */
  readonly edges: Map<string, Edge<V>>;
}

/**
 * Values by texts, as a radix tree: finds every value whose text begins another text, in the time that reading that text
 * takes. A key costs little where many share their beginning.
 */
export class PrefixTrie<V extends object> {
  private readonly root: Node<V> = newNode();

  set(key: string, value: V): void {
    let node = this.root;
    let at = 0;
    while (at < key.length) {
      const edge = node.edges.get(key.charAt(at));
      if (!edge) {
        const leaf = newNode<V>();
        node.edges.set(key.charAt(at), { label: key.slice(at), node: leaf });
        leaf.value = value;
        return;
      }
      const common = commonLength(edge.label, key, at);
      node = common === edge.label.length ? edge.node : split(node, edge, common);
      at += common;
    }
    node.value = value;
  }

  delete(key: string): void {
    remove(this.root, key, 0);
  }

  /** @returns the values whose key is a prefix of the text, the shortest first */
  prefixesOf(text: string): V[] {
    const found: V[] = [];
    let at = 0;
    for (let node: Node<V> | undefined = this.root; node;) {
      if (node.value) found.push(node.value);
      const edge: Edge<V> | undefined = node.edges.get(text.charAt(at));
      node = edge && text.startsWith(edge.label, at) ? edge.node : undefined;
      at += edge?.label.length ?? 0;
    }
    return found;
  }

  clear(): void {
    this.root.value = undefined;
    this.root.edges.clear();
  }
}

function newNode<V>(): Node<V> {
  return { value: undefined, edges: new Map() };
}

function commonLength(label: string, key: string, at: number): number {
  const most = Math.min(label.length, key.length - at);
  let length = 0;
  while (length < most && label.charCodeAt(length) === key.charCodeAt(at + length)) length++;
  return length;
}

/** Puts a node into an edge. @returns that node */
function split<V>(parent: Node<V>, edge: Edge<V>, length: number): Node<V> {
  const middle = newNode<V>();
  const rest = edge.label.slice(length);
  middle.edges.set(rest.charAt(0), { label: rest, node: edge.node });
  parent.edges.set(edge.label.charAt(0), { label: edge.label.slice(0, length), node: middle });
  return middle;
}

/** @returns true when nothing is left of the node */
function remove<V>(node: Node<V>, key: string, at: number): boolean {
  if (at === key.length) node.value = undefined;
  else {
    const edge = node.edges.get(key.charAt(at));
    if (!edge || !key.startsWith(edge.label, at)) return false;
    if (remove(edge.node, key, at + edge.label.length)) node.edges.delete(key.charAt(at));
  }
  return node.value === undefined && node.edges.size === 0;
}
