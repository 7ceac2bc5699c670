/**
 * The environment of the engine process: the extension host's own, without what would make a plain Node process start
 * differently. Names are compared without case, as Windows does.
 */
export function engineEnvironment(hostEnvironment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(hostEnvironment)) {
    if (value !== undefined && !isDropped(name.toUpperCase(), value)) environment[name] = value;
  }
  // In desktop VS Code the host's executable is Electron, which runs scripts only with this.
  environment['ELECTRON_RUN_AS_NODE'] = '1';
  return environment;
}

function isDropped(name: string, value: string): boolean {
  return (
    name === 'NODE_OPTIONS' ||
    name.startsWith('VSCODE_') ||
    name.startsWith('ELECTRON_') ||
    // node-llama-cpp and its helpers take even an empty CI for a build server
    (name === 'CI' && value === '')
  );
}
