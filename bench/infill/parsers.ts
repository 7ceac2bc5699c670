import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import ts from 'typescript';

const typescriptFiles: Readonly<Record<string, string>> = {
  typescript: 'file.ts',
  typescriptreact: 'file.tsx',
  javascript: 'file.js',
  javascriptreact: 'file.jsx',
};

/** Whether whole files parse: Python by its own `ast`, in one process for all; TypeScript and JavaScript by the compiler's. */
export class Parsers {
  private python: PythonParser | undefined;

  /** @returns undefined for a language without a parser here */
  async parses(text: string, language: string): Promise<boolean | undefined> {
    if (language === 'python') return (this.python ??= new PythonParser()).parses(text);
    const fileName = typescriptFiles[language];
    return fileName === undefined ? undefined : parsesAsTypescript(text, fileName);
  }

  dispose(): void {
    this.python?.dispose();
  }
}

function parsesAsTypescript(text: string, fileName: string): boolean {
  const { diagnostics = [] } = ts.transpileModule(text, {
    fileName,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, jsx: ts.JsxEmit.Preserve },
  });
  return diagnostics.every(({ category }) => category !== ts.DiagnosticCategory.Error);
}

const parseLoop = `
import ast, json, sys, warnings
warnings.simplefilter('ignore')
for line in sys.stdin:
    try:
        ast.parse(json.loads(line))
        answer = 'yes'
    except Exception:
        answer = 'no'
    print(answer, flush=True)
`;

class PythonParser {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting: ((answer: string | Error) => void)[] = [];

  constructor() {
    this.child = spawn('python3', ['-I', '-c', parseLoop], { stdio: 'pipe' });
    createInterface({ input: this.child.stdout }).on('line', (line) =>
      this.waiting.shift()?.(line),
    );
    const fail = (): void => {
      for (const resolve of this.waiting.splice(0)) {
        resolve(new Error('The python3 that parses has ended or could not be started.'));
      }
    };
    this.child.on('error', fail).on('exit', fail);
    this.child.stdin.on('error', fail);
  }

  async parses(text: string): Promise<boolean> {
    const answer = await new Promise<string | Error>((resolve) => {
      this.waiting.push(resolve);
      this.child.stdin.write(`${JSON.stringify(text)}\n`);
    });
    if (answer instanceof Error) throw answer;
    return answer === 'yes';
  }

  dispose(): void {
    this.child.kill();
  }
}
