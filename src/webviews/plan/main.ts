import { pageStyles } from '../shared/pageStyles.js';
import { vscodeHostContext } from '../shared/vscodeHostContext.js';
import { PlanApp } from './planApp.js';

document.adoptedStyleSheets.push(pageStyles());
document.body.append(new PlanApp(vscodeHostContext()));
