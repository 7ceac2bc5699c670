/** Style sheets of packages come as text, so that components can adopt them. */
declare module '*.css' {
  const text: string;
  export { text as default };
}
