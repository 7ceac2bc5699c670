/** Folders of code that is installed, not written, and names of files that exist only inside a runtime. */
const libraryParts =
  /(?:^|[\\/])(?:node_modules|bower_components|site-packages|dist-packages|\.cargo|\.rustup|rustc|\.m2|\.gradle|vendor|\.venv|venv|\.tox|\.pnpm|lib[\\/]python\d[\d.]*|go[\\/]pkg[\\/]mod|go[\\/]src[\\/]runtime|usr[\\/](?:lib|local[\\/]go[\\/]src))[\\/]/i;
const runtimeNames = /^(?:node:|internal[\\/]|<|native |java\.|jdk\.|sun\.|\[native)/i;

/** Whether a path of a stack frame is a library's or a runtime's, and so seldom the cause. */
export function isLibraryPath(path: string): boolean {
  return libraryParts.test(path) || runtimeNames.test(path);
}
