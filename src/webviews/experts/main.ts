import { vscodeHostContext } from '../shared/vscodeHostContext.js';
import { ExpertsApp } from './expertsApp.js';
import { pageStyles } from './pageStyles.js';

document.adoptedStyleSheets.push(pageStyles());
document.body.append(new ExpertsApp(vscodeHostContext()));
