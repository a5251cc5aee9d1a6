/** URL of the app's folder, with a slash at its end; set before any module of a bundle runs. */
declare const __webpack_public_path__: string;

declare module '*.svg' {
  const url: string;
  export default url;
}
