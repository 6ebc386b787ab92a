/** The server that comes with Fretwork, what bounds and watches it, and the files that it can serve. */
export { type AccessLogOptions, accessLog, type RequestListener } from './access-log.ts';
export { type HealthOptions, type ReadinessCheck, readinessChecks } from './health.ts';
export type { ServerLimits } from './limits.ts';
export { type RunningServer, type ServableApp, type ServeOptions, serve } from './serve.ts';
export {
  contentSecurityPolicy,
  type SinglePageAppOptions,
  type StaticFilesOptions,
  singlePageApp,
  staticFiles,
} from './static-files.ts';
