// Runs a script on a Node that has SQLite, as VS Code's own has: node scripts/withSqlite.mjs FILE [argument…]
import process from 'node:process';
import { ensureNode } from './lib/nodeBinary.mjs';
import { runProcess } from './lib/runProcess.mjs';

const hasSqlite = process.getBuiltinModule?.('node:sqlite') !== undefined;
const node = hasSqlite ? process.execPath : await ensureNode(24);
const { code } = await runProcess(node, process.argv.slice(2), { show: true });
process.exitCode = code;
