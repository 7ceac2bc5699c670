/** VS Code gives webviews a padding, which these views have no use for. */
export function pageStyles(): CSSStyleSheet {
  const styles = new CSSStyleSheet();
  styles.replaceSync('html, body { height: 100%; margin: 0; padding: 0; overflow: hidden; }');
  return styles;
}
