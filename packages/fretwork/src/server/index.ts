/** The server that comes with Fretwork. */
export { type RunningServer, type ServableApp, type ServeOptions, serve } from './serve.ts';
