/** The server that comes with Fretwork, and the files that it can serve. */
export { type RunningServer, type ServableApp, type ServeOptions, serve } from './serve.ts';
export {
  contentSecurityPolicy,
  type SinglePageAppOptions,
  type StaticFilesOptions,
  singlePageApp,
  staticFiles,
} from './static-files.ts';
