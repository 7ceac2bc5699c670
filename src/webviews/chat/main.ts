import { pageStyles } from '../shared/pageStyles.js';
import { vscodeHostContext } from '../shared/vscodeHostContext.js';
import { ChatApp } from './chatApp.js';

document.adoptedStyleSheets.push(pageStyles());
document.body.append(new ChatApp(vscodeHostContext()));
