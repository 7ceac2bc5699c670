import type { AdapterRequests } from './adapterRequests.js';
import type { DapScope, DapVariable } from './dap.js';
import { scopesBody, variablesBody } from './dap.js';
import { masked, maskedValue } from './maskSecrets.js';

/** A variable and, where it was opened, what it holds. */
export interface ReadVariable {
  readonly name: string;
  /** As the adapter shows it; masked and cut. */
  readonly value: string;
  readonly children: readonly ReadVariable[];
  /** Children that were left out. */
  readonly leftOut: number;
}

export interface VariableLimits {
  /** Variables of all levels together. */
  readonly count: number;
  /** Variables of one scope, and of one object. */
  readonly perParent: number;
  /** Levels: 1 for the scope's own variables. */
  readonly depth: number;
  /** Characters of one value. */
  readonly valueLength: number;
}

export interface VariablesOfFrame {
  readonly variables: readonly ReadVariable[];
  /** Variables of its scopes that were left out, or some that the adapter did not tell. */
  readonly isPartial: boolean;
}

/** Scopes that hold everything there is, or what no developer looks at first. */
const wideScopes = /^(?:globals?|registers|static)\b/i;
/** What a language keeps in every object. */
const innerNames =
  /^(?:\[\[.*\]\]|__\w+__|__proto__|__dirname|__filename|(?:special|function|class) variables)$/;
/** Functions, classes and modules: they are in the source. */
const definitions =
  /^(?:(?:async )?ƒ\*? |ƒ |class |Module \{id: |<(?:function|bound method|built-in|module|class|method)\b)/;
const skippedKinds: ReadonlySet<string> = new Set(['method', 'class', 'innerClass', 'interface']);

interface Open {
  readonly reference: number;
  readonly indexed: number;
  readonly depth: number;
  readonly target: MutableVariable;
}

interface MutableVariable extends ReadVariable {
  children: MutableVariable[];
  leftOut: number;
}

/**
 * Reads the variables in a frame's scope, level by level, until a limit is reached; never evaluates anything, so that no
 * getter runs. What secrets are called is masked and not opened.
 * @param wanted names that are opened first, such as those of the line that failed
 */
export async function readVariables(
  requests: AdapterRequests,
  frameId: number,
  wanted: ReadonlySet<string>,
  limits: VariableLimits,
  signal: AbortSignal,
): Promise<VariablesOfFrame> {
  return new VariableReader(requests, wanted, limits, signal).read(frameId);
}

class VariableReader {
  private left: number;
  private isPartial = false;

  constructor(
    private readonly requests: AdapterRequests,
    private readonly wanted: ReadonlySet<string>,
    private readonly limits: VariableLimits,
    private readonly signal: AbortSignal,
  ) {
    this.left = limits.count;
  }

  async read(frameId: number): Promise<VariablesOfFrame> {
    const { requests, signal } = this;
    const { scopes } = await requests.ask('scopes', { frameId }, scopesBody, signal);
    const root: MutableVariable = { name: '', value: '', children: [], leftOut: 0 };
    let level = scopes.filter(isNear).map((scope) => openScope(scope, root));
    while (level.length > 0 && this.left > 0) {
      const next: Open[] = [];
      for (const open of level) {
        if (this.left <= 0) break;
        next.push(...(await this.open(open)));
      }
      level = this.wantedFirst(next);
    }
    return { variables: root.children, isPartial: this.isPartial || root.leftOut > 0 };
  }

  /** @returns what can be opened in its turn */
  private async open({ reference, indexed, depth, target }: Open): Promise<Open[]> {
    const { perParent } = this.limits;
    const isLong = indexed > perParent;
    const page = isLong ? { filter: 'indexed', start: 0, count: perParent } : {};
    const args = { variablesReference: reference, ...page };
    let found: readonly DapVariable[];
    try {
      const body = await this.requests.ask('variables', args, variablesBody, this.signal);
      found = body.variables.filter(isOfUse);
    } catch (error) {
      if (this.signal.aborted) throw error;
      this.isPartial = true;
      return [];
    }
    // an inner block's variable hides the one of the same name around it
    const known = new Set(target.children.map(({ name }) => name));
    const fresh = this.wantedFirst(found.filter(({ name }) => !known.has(name)));
    const taken = fresh.slice(0, Math.min(perParent, this.left));
    this.left -= taken.length;
    target.leftOut += fresh.length - taken.length + (isLong ? indexed - perParent : 0);
    return taken.flatMap((variable) => {
      const child = this.variable(variable);
      target.children.push(child);
      return this.mayOpen(variable, child, depth) ? [openVariable(variable, child, depth + 1)] : [];
    });
  }

  private variable({ name, value, type, presentationHint }: DapVariable): MutableVariable {
    // a value that is worked out on demand is not known yet
    const shown =
      presentationHint?.lazy === true ? `(getter)` : value === '' ? (type ?? '') : value;
    const text = maskedValue(name, shown.replace(/\s*\n\s*/g, ' '));
    const { valueLength } = this.limits;
    const cut = text.length > valueLength ? `${text.slice(0, valueLength)}…` : text;
    return { name, value: cut, children: [], leftOut: 0 };
  }

  private mayOpen(variable: DapVariable, { value }: MutableVariable, depth: number): boolean {
    return (
      variable.variablesReference > 0 &&
      variable.presentationHint?.lazy !== true &&
      value !== masked &&
      depth < this.limits.depth
    );
  }

  private wantedFirst<T extends DapVariable | Open>(items: readonly T[]): T[] {
    const rank = (item: T): number => {
      const name = 'target' in item ? item.target.name : item.name;
      return this.wanted.has(name) ? 0 : 1;
    };
    return [...items].sort((one, other) => rank(one) - rank(other));
  }
}

function isNear({ name, presentationHint, expensive }: DapScope): boolean {
  return expensive !== true && presentationHint !== 'registers' && !wideScopes.test(name);
}

function isOfUse({ name, value, presentationHint }: DapVariable): boolean {
  return (
    !innerNames.test(name) &&
    !definitions.test(value) &&
    presentationHint?.visibility !== 'internal' &&
    !skippedKinds.has(presentationHint?.kind ?? '')
  );
}

function openScope({ variablesReference }: DapScope, target: MutableVariable): Open {
  return { reference: variablesReference, indexed: 0, depth: 1, target };
}

function openVariable(
  { variablesReference, indexedVariables }: DapVariable,
  target: MutableVariable,
  depth: number,
): Open {
  return { reference: variablesReference, indexed: indexedVariables ?? 0, depth, target };
}
