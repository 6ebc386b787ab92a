/** The bookshop: settings, models and addresses put together. */
import { createApp } from 'fretwork';
import { models } from './models.ts';
import { settings } from './settings.ts';
import { urls } from './urls.ts';

export const app = createApp({ settings, models, urls });
export default app;
