/** The names that an app is put together with; everything else has an entry point of its own. */
export { type App, type AppOptions, type ConnectionInfo, createApp } from './app.ts';
export { Response } from './http/response.ts';
export { defineModels } from './models/define-models.ts';
export { f } from './models/field.ts';
export { model } from './models/model.ts';
export { path } from './routers/path.ts';
export { env } from './settings/env.ts';
export { defineSettings } from './settings/settings.ts';
