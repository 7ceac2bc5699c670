import { pageStyles } from '../shared/pageStyles.js';
import { vscodeHostContext } from '../shared/vscodeHostContext.js';
import { ExpertsApp } from './expertsApp.js';

document.adoptedStyleSheets.push(pageStyles());
document.body.append(new ExpertsApp(vscodeHostContext()));
